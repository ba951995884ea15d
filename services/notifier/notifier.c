/* SPDX-License-Identifier: MPL-2.0 */
/* The service as the runtime sees it: its handlers, its state, and how the state is loaded. */
#include "notifier.h"

#include <assert.h>
#include <stdio.h>

#include "handlers.h"
#include "runtime/define_setting_table.h"
#include "runtime/revision.h"

static const char *const kind_names[LETTER_KIND_COUNT] = {"quote",
                                                          "offer",
                                                          "introduction_contact",
                                                          "introduction_professional",
                                                          "document",
                                                          "unmet",
                                                          "flagged",
                                                          "question",
                                                          "own_network",
                                                          "ineligible",
                                                          "completed",
                                                          "withdrawn",
                                                          "taken_back",
                                                          "absence",
                                                          "awaited",
                                                          "finished",
                                                          "disputed",
                                                          "warned",
                                                          "returned",
                                                          "share",
                                                          "withheld",
                                                          "overdue",
                                                          "expired",
                                                          "merged"};

const char *letter_kind_name(enum letter_kind kind)
{
    return kind_names[kind];
}

static const struct handler *const handlers[] = {
    &handler_intake_organisation_changed,
    &handler_intake_membership_changed,
    &handler_intake_service_changed,
    &handler_intake_contact_changed,
    &handler_intake_contact_erased,
    &handler_intake_consent_asked,
    &handler_intake_request_flagged,
    &handler_intake_request_asked,
    &handler_intake_request_ineligible,
    &handler_intake_request_completed,
    &handler_intake_request_withdrawn,
    &handler_intake_request_merged,
    &handler_matcher_professional_changed,
    &handler_matcher_plan_unmet,
    &handler_matcher_assignment_offered,
    &handler_matcher_assignment_released,
    &handler_matcher_assignment_awaited,
    &handler_matcher_need_finished,
    &handler_matcher_need_disputed,
    &handler_billing_quote_issued,
    &handler_billing_quote_withheld,
    &handler_billing_quote_expired,
    &handler_billing_document_overdue,
    &handler_billing_engagement_opened,
    &handler_billing_engagement_extended,
    &handler_billing_engagement_warned,
    &handler_billing_work_returned,
    &handler_billing_share_proposed,
    &handler_billing_document_issued,
    &handler_message_list,
    &handler_timer_pump,
    &handler_result_delivery,
    NULL,
};

static const enum owner upstreams[] = {OWNER_INTAKE, OWNER_MATCHER, OWNER_BILLING, OWNER_ANY};

static const char *const counters[COUNTER_COUNT + 1] = {
    [COUNTER_QUEUED] = "messages_queued", [COUNTER_ATTEMPTS] = "attempts",
    [COUNTER_SENT] = "messages_sent",     [COUNTER_RETRIES] = "retries",
    [COUNTER_DEAD] = "messages_dead",     [COUNTER_LATE] = "late_results",
};

static template_t *compile_template(const char *kind, const char *language)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s.%s.txt", kind, language);
    for (const struct sql_file *file = notifier_templates; file->name; file++) {
        if (strcmp(file->name, name) == 0) {
            return template_new(view_of(file->text));
        }
    }
    return NULL;
}

static void *open_notifier(const void *settings)
{
    (void)settings;
    struct notifier *self = calloc(1, sizeof *self);
    if (!self) {
        abort();
    }
    self->organisations = directory_new();
    self->services = directory_new();
    self->people = directory_new();
    self->lanes = lanes_new();
    for (int kind = 0; kind < LETTER_KIND_COUNT; kind++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            self->templates[kind][language] =
                compile_template(kind_names[kind], language_tag((enum language)language));
            assert(self->templates[kind][language]); /* part of the program */
        }
    }
    return self;
}

static void close_notifier(void **self_p)
{
    struct notifier *self = *self_p;
    if (!self) {
        return;
    }
    for (int kind = 0; kind < LETTER_KIND_COUNT; kind++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            template_destroy(&self->templates[kind][language]);
        }
    }
    lanes_destroy(&self->lanes);
    directory_destroy(&self->organisations);
    directory_destroy(&self->services);
    directory_destroy(&self->people);
    free(self);
    *self_p = NULL;
}

/* ---- loading ---- */

static void take_organisation(void *context, const void *row)
{
    struct notifier *self = context;
    const struct organisation_row *organisation = row;
    directory_put(self->organisations, organisation->id, row_clone(&table_organisation, row));
}

static void take_service(void *context, const void *row)
{
    struct notifier *self = context;
    const struct service_row *service = row;
    directory_put(self->services, service->id, row_clone(&table_service, row));
}

static void take_person(void *context, const void *row)
{
    struct notifier *self = context;
    const struct person_row *person = row;
    directory_put(self->people, person->id, row_clone(&table_person, row));
}

static int load(void *context, db_t *db)
{
    struct notifier *self = context;
    self->pump_due_us = INT64_MAX;
    self->queued_last_us = 0;
    self->picking = NULL;
    directory_clear(self->organisations);
    directory_clear(self->services);
    directory_clear(self->people);
    const struct table_reader readers[] = {
        {&table_organisation, "list_organisations", take_organisation, self},
        {&table_service, "list_services", take_service, self},
        {&table_person, "list_people", take_person, self},
    };
    return table_read_all(db, readers, sizeof readers / sizeof *readers);
}

const struct service notifier_service = {
    .name = "notifier",
    .owner = OWNER_NOTIFIER,
    .handlers = handlers,
    .upstreams = upstreams,
    .tables = store_tables,
    .sql = notifier_sql,
    .schema = notifier_schema,
    .settings = setting_table,
    .settings_size = sizeof(struct notifier_settings),
    .counters = counters,
    .open = open_notifier,
    .load = load,
    .close = close_notifier,
};
