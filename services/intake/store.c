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
    &table_contact,
    &table_service,
    &table_service_version,
    &table_offering,
    &table_rule,
    &table_request,
    &table_need,
    NULL,
};

struct id store_service_id(struct view code)
{
    return id_from_text("service", code);
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
