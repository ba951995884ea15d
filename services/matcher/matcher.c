/* SPDX-License-Identifier: MPL-2.0 */
/* The service as the runtime sees it: its handlers, its state, and how the state is loaded. */
#include "matcher.h"

#include <stdlib.h>

#include "handlers.h"
#include "runtime/define_setting_table.h"
#include "runtime/revision.h"
#include "runtime/zone.h"

static const struct handler *const handlers[] = {
    &handler_professional_put,
    &handler_conflict_put,
    &handler_capacity_put,
    &handler_batch_run,
    &handler_batch_explain,
    &handler_timer_batch,
    &handler_capacity_get,
    &handler_ladder_put,
    &handler_plan_decide,
    &handler_plan_renew,
    &handler_offer_respond,
    &handler_assignment_release,
    &handler_release_decide,
    &handler_need_finish,
    &handler_need_confirm,
    &handler_need_dispute,
    &handler_plan_get,
    &handler_offer_list,
    &handler_match_explain,
    &handler_match_replay,
    &handler_intake_request_received,
    &handler_intake_membership_changed,
    &handler_intake_request_confirmed,
    &handler_intake_request_withdrawing,
    &handler_billing_rate_changed,
    &handler_billing_quote_issued,
    &handler_billing_work_approved,
    &handler_billing_engagement_closed,
    &handler_timer_offer_expire,
    &handler_timer_absence,
    &handler_timer_need_close,
    &handler_timer_engagement_end,
    &handler_timer_unmet,
    &handler_timer_recheck,
    &handler_timer_tie,
    NULL,
};

static const enum owner upstreams[] = {OWNER_INTAKE, OWNER_BILLING, OWNER_ANY};

static const char *const counters[MATCHER_COUNTER_COUNT + 1] = {
    [MATCHER_PROPOSED] = "plans_proposed", [MATCHER_UNMET] = "plans_unmet",
    [MATCHER_UNPROVEN] = "plans_unproven", [MATCHER_AUTOMATIC] = "plans_accepted_by_limit",
    [MATCHER_OFFERED] = "offers_made",     [MATCHER_LATE] = "late_events",
};

static void activate(void *context, const void *settings)
{
    struct matcher *self = context;
    self->settings = settings;
    people_configure(self->people, &(struct people_rules){
                                       .planning_weeks = self->settings->planning_weeks,
                                       .region_step_km = self->settings->region_step_km,
                                       .direct_only = self->settings->direct_only,
                                   });
}

static void *open_matcher(const void *settings)
{
    struct matcher *self = calloc(1, sizeof *self);
    if (!self) {
        abort();
    }
    self->people = people_new();
    self->conflicts = links_new();
    self->served = links_new();
    self->rates = rates_new();
    self->ladders = directory_new();
    self->workspace = team_workspace_new();
    activate(self, settings);
    return self;
}

static void close_matcher(void **self_p)
{
    struct matcher *self = *self_p;
    if (!self) {
        return;
    }
    team_workspace_destroy(&self->workspace);
    directory_destroy(&self->ladders);
    rates_destroy(&self->rates);
    links_destroy(&self->served);
    links_destroy(&self->conflicts);
    people_destroy(&self->people);
    free(self);
    *self_p = NULL;
}

void matcher_keep_conflict(struct matcher *self, const struct conflict_row *former,
                           const struct conflict_row *row)
{
    if (former) {
        links_remove(self->conflicts, former->organisation, former->id);
    }
    links_put(self->conflicts, row->organisation,
              &(struct link){row->id, row->professional, row->valid_from, row->valid_to});
}

/* ---- loading ---- */

static void take_professional(void *context, const void *row)
{
    struct matcher *self = context;
    people_put(self->people, row);
}

static void take_conflict(void *context, const void *row)
{
    matcher_keep_conflict(context, NULL, row);
}

static void take_capacity(void *context, const void *row)
{
    struct matcher *self = context;
    const struct capacity_row *capacity = row;
    people_put_spans(self->people, capacity->id, list_of_bytes(capacity->spans), capacity->rev);
}

static void take_rate(void *context, const void *row)
{
    struct matcher *self = context;
    rates_put(self->rates, row);
}

static void take_ladder(void *context, const void *row)
{
    struct matcher *self = context;
    directory_put(self->ladders, ((const struct ladder_row *)row)->id,
                  row_clone(&table_ladder, row));
}

static void take_held(void *context, const void *row)
{
    struct matcher *self = context;
    const struct held_row *held = row;
    people_hold(self->people, held->professional, held->minutes, held->open_count);
}

static void take_served(void *context, const void *row)
{
    struct matcher *self = context;
    const struct served_row *served = row;
    links_put(
        self->served, served->organisation,
        &(struct link){served->professional, served->professional, zone_day(served->at_us), 0});
}

static int load(void *context, db_t *db)
{
    struct matcher *self = context;
    people_clear(self->people);
    links_clear(self->conflicts);
    links_clear(self->served);
    rates_clear(self->rates);
    directory_clear(self->ladders);
    /* Professionals come before what is held of them. */
    const struct table_reader readers[] = {
        {&table_professional, "list_professionals", take_professional, self},
        {&table_capacity, "list_capacities", take_capacity, self},
        {&table_conflict, "list_conflicts", take_conflict, self},
        {&table_rate, "list_rates", take_rate, self},
        {&table_ladder, "list_ladders", take_ladder, self},
        {&table_held, "list_held", take_held, self},
        {&table_served, "list_served", take_served, self},
    };
    return table_read_all(db, readers, sizeof readers / sizeof *readers);
}

const struct service matcher_service = {
    .name = "matcher",
    .owner = OWNER_MATCHER,
    .handlers = handlers,
    .upstreams = upstreams,
    .tables = store_tables,
    .sql = matcher_sql,
    .schema = matcher_schema,
    .settings = setting_table,
    .settings_size = sizeof(struct matcher_settings),
    .counters = counters,
    .open = open_matcher,
    .load = load,
    .close = close_matcher,
    .activate = activate,
};
