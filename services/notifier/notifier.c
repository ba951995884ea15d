/* SPDX-License-Identifier: MPL-2.0 */
/* The notifier as data: what it listens to, what it keeps, what it can be told. */
#include "notifier.h"

#include <assert.h>
#include <stdio.h>

#include "handlers.h"
#include "runtime/define_setting_table.h"

extern const struct sql_file notifier_sql[];
extern const struct sql_file notifier_schema[];
extern const struct sql_file notifier_templates[];

static const char *const kind_names[LETTER_KIND_COUNT] = {
    "quote", "offer",  "introduction_contact", "introduction_professional", "document",
    "unmet", "flagged"};

const char *letter_kind_name(enum letter_kind kind)
{
    return kind_names[kind];
}

static const struct handler *const handlers[] = {
    &handler_intake_organisation_changed,
    &handler_intake_service_changed,
    &handler_intake_contact_changed,
    &handler_intake_contact_erased,
    &handler_intake_request_flagged,
    &handler_matcher_professional_changed,
    &handler_matcher_plan_proposed,
    &handler_matcher_plan_unmet,
    &handler_matcher_assignment_offered,
    &handler_billing_quote_issued,
    &handler_billing_engagement_opened,
    &handler_billing_document_issued,
    &handler_message_list,
    &handler_timer_pump,
    &handler_result_delivery,
    NULL,
};

static const enum owner upstreams[] = {OWNER_INTAKE, OWNER_MATCHER, OWNER_BILLING, OWNER_ANY};

static const char *const counters[] = {
    "messages_queued", "attempts", "messages_sent", "retries", "messages_dead",
    "late_results",    NULL};

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

static int load_notifier(void *context, db_t *db)
{
    struct notifier *self = context;
    self->pump_due_us = INT64_MAX;
    self->queued_last_us = 0;
    self->picking = NULL;
    return store_load_directories(db, self->organisations, self->services, self->people);
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

const struct service notifier_service = {
    .name = "notifier",
    .owner = OWNER_NOTIFIER,
    .handlers = handlers,
    .upstreams = upstreams,
    .tables = notifier_tables,
    .sql = notifier_sql,
    .schema = notifier_schema,
    .settings = setting_table,
    .settings_size = sizeof(struct notifier_settings),
    .counters = counters,
    .open = open_notifier,
    .load = load_notifier,
    .close = close_notifier,
};
