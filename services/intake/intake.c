/* SPDX-License-Identifier: MPL-2.0 */
/* The service as the runtime sees it: its handlers, its state, and how the state is loaded. */
#include "intake.h"

#include <assert.h>
#include <stdlib.h>

#include "by_law.h"
#include "exception.h"
#include "handlers.h"
#include "runtime/define_setting_table.h"
#include "runtime/revision.h"

static const struct handler *const handlers[] = {
    &handler_organisation_put,
    &handler_membership_put,
    &handler_eligibility_recheck,
    &handler_contact_put,
    &handler_contact_erase,
    &handler_field_put,
    &handler_service_put,
    &handler_offering_put,
    &handler_rule_put,
    &handler_calendar_put,
    &handler_request_submit,
    &handler_request_ask,
    &handler_request_answer,
    &handler_request_confirm,
    &handler_request_update,
    &handler_request_withdraw,
    &handler_request_identify,
    &handler_request_merge,
    &handler_request_reopen,
    &handler_need_suggest,
    &handler_exception_grant,
    &handler_exception_refuse,
    &handler_membership_confirm,
    &handler_eligibility_get,
    &handler_request_get,
    &handler_organisation_get,
    &handler_member_list,
    &handler_catalogue_list,
    &handler_service_get,
    &handler_contact_list,
    &handler_contact_export,
    &handler_request_list,
    &handler_rule_list,
    &handler_matcher_plan_proposed,
    &handler_matcher_plan_unmet,
    &handler_matcher_plan_accepted,
    &handler_matcher_plan_refused,
    &handler_billing_engagement_opened,
    &handler_timer_clock,
    &handler_matcher_need_started,
    &handler_matcher_need_finished,
    &handler_matcher_need_disputed,
    &handler_matcher_need_closed,
    &handler_matcher_request_released,
    &handler_billing_work_approved,
    &handler_timer_recheck,
    &handler_timer_boundary,
    NULL,
};

static const enum owner upstreams[] = {OWNER_MATCHER, OWNER_BILLING, OWNER_ANY};

static const char *const counters[INTAKE_COUNTER_COUNT + 1] = {
    [INTAKE_RECEIVED] = "requests_received", [INTAKE_FLAGGED] = "requests_flagged",
    [INTAKE_SUGGESTED] = "needs_suggested",  [INTAKE_LATE] = "late_transitions",
    [INTAKE_TOLD] = "eligibility_changes",
};

/* What is wrong with the settings was said when they were read. */
static void activate(void *context, const void *settings)
{
    struct intake *self = context;
    const char *error = by_law_read(settings, &self->by_law);
    assert(!error);
    (void)error;
    self->settings = settings;
}

static const char *check_settings(const void *settings)
{
    struct by_law by_law;
    return by_law_read(settings, &by_law);
}

static void *open_intake(const void *settings)
{
    struct intake *self = calloc(1, sizeof *self);
    if (!self) {
        abort();
    }
    self->graph = graph_new();
    self->catalogue = catalogue_new();
    self->contacts = directory_new();
    self->offerings = directory_new();
    activate(self, settings);
    self->exceptions = directory_new();
    return self;
}

static void close_intake(void **self_p)
{
    struct intake *self = *self_p;
    if (!self) {
        return;
    }
    directory_destroy(&self->offerings);
    directory_destroy(&self->exceptions);
    directory_destroy(&self->contacts);
    catalogue_destroy(&self->catalogue);
    graph_destroy(&self->graph);
    free(self);
    *self_p = NULL;
}

void intake_keep_contact(struct intake *self, const struct contact_row *row)
{
    struct contact_row kept = *row;
    kept.name = kept.email = kept.phone = kept.address = (struct view){0};
    directory_put(self->contacts, row->id, row_clone(&table_contact, &kept));
}

bool intake_reviews(const struct intake *self)
{
    return !view_is(view_of(self->settings->review), "none");
}

struct by_law intake_by_law(const struct intake *self)
{
    return self->by_law;
}

/* ---- loading ---- */

static void take_organisation(void *context, const void *row)
{
    struct intake *self = context;
    graph_put_organisation(self->graph, row);
}

static void take_membership(void *context, const void *row)
{
    struct intake *self = context;
    graph_put_membership(self->graph, row);
}

static void take_standing(void *context, const void *row)
{
    standing_take(context, row);
}

static void take_contact(void *context, const void *row)
{
    intake_keep_contact(context, row);
}

static void take_field(void *context, const void *row)
{
    struct intake *self = context;
    catalogue_put_field(self->catalogue, row);
}

static void take_service(void *context, const void *row)
{
    struct intake *self = context;
    catalogue_put_service(self->catalogue, row);
}

static void take_offering(void *context, const void *row)
{
    struct intake *self = context;
    offering_put(self->offerings, row);
}

static void take_rule(void *context, const void *row)
{
    struct intake *self = context;
    catalogue_put_rule(self->catalogue, row);
}

static void take_exception(void *context, const void *row)
{
    exception_keep(context, row);
}

static void take_calendar(void *context, const void *loaded)
{
    struct intake *self = context;
    const struct calendar_row *row = loaded;
    const struct intake_calendar_put data = {.hours = list_of_bytes(row->hours),
                                             .holidays = list_of_bytes(row->holidays),
                                             .allowances = list_of_bytes(row->allowances)};
    struct refusal refusal;
    int read = calendar_read(&data, &self->calendar, &refusal);
    assert(read == 0 && "it was checked when it came");
    (void)read;
}

static int load(void *context, db_t *db)
{
    struct intake *self = context;
    graph_clear(self->graph);
    catalogue_clear(self->catalogue);
    directory_clear(self->contacts);
    directory_clear(self->offerings);
    standing_reset(self);
    directory_clear(self->exceptions);
    self->calendar = (struct calendar){0};
    /* Organisations come before the memberships that link them. */
    const struct table_reader readers[] = {
        {&table_organisation, "list_organisations", take_organisation, self},
        {&table_membership, "list_memberships", take_membership, self},
        {&table_standing, "list_standings", take_standing, self},
        {&table_contact, "list_contacts", take_contact, self},
        {&table_field, "list_fields", take_field, self},
        {&table_service, "list_services", take_service, self},
        {&table_offering, "list_offerings", take_offering, self},
        {&table_rule, "list_rules", take_rule, self},
        {&table_by_law_exception, "list_exceptions", take_exception, self},
        {&table_calendar, "list_calendars", take_calendar, self},
    };
    return table_read_all(db, readers, sizeof readers / sizeof *readers);
}

const struct service intake_service = {
    .name = "intake",
    .owner = OWNER_INTAKE,
    .handlers = handlers,
    .upstreams = upstreams,
    .tables = store_tables,
    .sql = intake_sql,
    .schema = intake_schema,
    .settings = setting_table,
    .settings_size = sizeof(struct intake_settings),
    .counters = counters,
    .open = open_intake,
    .load = load,
    .close = close_intake,
    .activate = activate,
    .check_settings = check_settings,
};
