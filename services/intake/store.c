/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of intake, and the ids of what has a code. */
#include "store.h"

#include <stdio.h>

#include "proto/id.h"
#include "runtime/define_tables.h"

const struct table *const store_tables[] = {
    &table_organisation,
    &table_membership,
    &table_standing,
    &table_field,
    &table_contact,
    &table_service,
    &table_service_version,
    &table_offering,
    &table_rule,
    &table_request,
    &table_need,
    &table_open_need,
    &table_rule_count,
    &table_question,
    &table_by_law_exception,
    &table_desk,
    &table_calendar,
    NULL,
};

struct id store_service_id(struct view code)
{
    return id_from_text("service", code);
}

struct id store_field_id(struct view code)
{
    return id_from_text("field", code);
}

struct id store_rule_id(struct view code)
{
    return id_from_text("rule", code);
}

struct id store_service_version_id(struct view code, int64_t version)
{
    char text[96];
    snprintf(text, sizeof text, "%.*s@%lld", (int)code.size, (const char *)code.bytes,
             (long long)version);
    return id_from_text("service_version", view_of(text));
}

struct id store_offering_id(struct id network, struct view service)
{
    struct id id = store_service_id(service);
    for (size_t i = 0; i < sizeof id.bytes; i++) {
        id.bytes[i] ^= network.bytes[i];
    }
    return id;
}

int store_check_labels(batch_t *batch, const char *path, struct view labels)
{
    return labels.size <= LABELS_BYTES_MAX
               ? OK
               : refuse(batch, E_FIELD_LENGTH, path, "at most 2048 bytes in all languages");
}

void **store_page_by_organisation(batch_t *batch, const struct intake_request_list *question,
                                  int64_t state, int64_t limit, size_t *ret_count)
{
    const void *values[] = {&question->organisation, &question->after, &state, &limit};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]), param_of(COLUMN_ID, &values[1]),
                                   param_of(COLUMN_INT, &values[2]),
                                   param_of(COLUMN_INT, &values[3])};
    return batch_select(batch, &table_request, "page_requests_by_organisation",
                        (struct params){params, 4}, ret_count);
}

void **store_page_by_desk(batch_t *batch, struct id after, int64_t state, int64_t limit,
                          size_t *ret_count)
{
    const void *values[] = {&after, &state, &limit};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_INT, &values[1]),
                                   param_of(COLUMN_INT, &values[2])};
    return batch_select(batch, &table_request, "page_requests_by_desk", (struct params){params, 3},
                        ret_count);
}

void **store_organisations_with(batch_t *batch, const struct identifier *identifier, int64_t limit,
                                size_t *ret_count)
{
    /* An item of a stored list has the same bytes wherever it stands. */
    struct view item = record_pack(&record_identifier, identifier, batch_arena(batch));
    const void *values[] = {&item, &limit};
    const struct param params[] = {param_of(COLUMN_BYTES, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    return batch_select(batch, &table_organisation, "select_organisations_with",
                        (struct params){params, 2}, ret_count);
}

static void **select_page(batch_t *batch, const struct table *table, const char *statement,
                          const void *values[3], size_t *ret_count)
{
    const struct param params[] = {param_of(COLUMN_ID, &values[0]), param_of(COLUMN_ID, &values[1]),
                                   param_of(COLUMN_INT, &values[2])};
    return batch_select(batch, table, statement, (struct params){params, 3}, ret_count);
}

void **store_page_by_contact(batch_t *batch, struct id contact, struct id after, int64_t limit,
                             size_t *ret_count)
{
    const void *values[] = {&contact, &after, &limit};
    return select_page(batch, &table_request, "page_requests_by_contact", values, ret_count);
}

void **store_contacts_of(batch_t *batch, struct id organisation, struct id after, int64_t limit,
                         size_t *ret_count)
{
    const void *values[] = {&organisation, &after, &limit};
    return select_page(batch, &table_contact, "page_contacts_by_organisation", values, ret_count);
}
