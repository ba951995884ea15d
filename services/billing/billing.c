/* SPDX-License-Identifier: MPL-2.0 */
/* The service as the runtime sees it: its handlers, its state, and how the state is loaded. */
#include "billing.h"

#include <stdlib.h>

#include "handlers.h"
#include "runtime/define_setting_table.h"
#include "runtime/revision.h"

static const struct handler *const handlers[] = {
    &handler_rate_put,
    &handler_tax_put,
    &handler_exemption_put,
    &handler_series_put,
    &handler_account_put,
    &handler_payment_post,
    &handler_payment_reverse,
    &handler_credit_apply,
    &handler_credit_refund,
    &handler_work_log,
    &handler_work_batch,
    &handler_work_submit,
    &handler_work_approve,
    &handler_work_return,
    &handler_work_reverse,
    &handler_share_propose,
    &handler_share_respond,
    &handler_invoice_issue,
    &handler_engagement_close,
    &handler_engagement_ask,
    &handler_engagement_consent,
    &handler_quote_list,
    &handler_work_list,
    &handler_engagement_get,
    &handler_document_get,
    &handler_document_list,
    &handler_document_render,
    &handler_statement_get,
    &handler_ledger_list,
    &handler_tax_report,
    &handler_series_list,
    &handler_account_list,
    &handler_intake_organisation_changed,
    &handler_intake_service_changed,
    &handler_intake_membership_changed,
    &handler_matcher_plan_proposed,
    &handler_matcher_plan_accepted,
    &handler_matcher_plan_refused,
    &handler_matcher_need_started,
    &handler_matcher_need_closed,
    &handler_matcher_request_released,
    &handler_timer_quote,
    &handler_timer_overdue,
    &handler_timer_expiry,
    &handler_timer_certify,
    &handler_pool_put,
    &handler_object_put,
    &handler_driver_put,
    &handler_cost_post,
    &handler_cost_reverse,
    &handler_market_put,
    &handler_period_open,
    &handler_period_close,
    &handler_period_allocate,
    &handler_period_certify,
    &handler_period_finalise,
    &handler_pool_list,
    &handler_cost_list,
    &handler_period_get,
    &handler_period_list,
    &handler_certificate_get,
    &handler_allocation_get,
    &handler_line_explain,
    &handler_result_allocation,
    NULL,
};

static const enum owner upstreams[] = {OWNER_INTAKE, OWNER_MATCHER, OWNER_ANY};

static const char *const counters[BILLING_COUNTER_COUNT + 1] = {
    [BILLING_QUOTES] = "quotes_issued",     [BILLING_NO_RATE] = "quotes_without_rate",
    [BILLING_WITHHELD] = "quotes_withheld", [BILLING_LATE] = "late_transitions",
    [BILLING_SERIES_LOW] = "series_low",
};

static void *open_billing(const void *settings)
{
    struct billing *self = calloc(1, sizeof *self);
    if (!self) {
        abort();
    }
    self->settings = settings;
    self->organisations = directory_new();
    self->services = directory_new();
    self->tariff = tariff_new();
    self->numberings = directory_new();
    self->accounts = directory_new();
    self->pools = directory_new();
    self->periods = directory_new();
    return self;
}

static void close_billing(void **self_p)
{
    struct billing *self = *self_p;
    if (!self) {
        return;
    }
    directory_destroy(&self->organisations);
    directory_destroy(&self->services);
    tariff_destroy(&self->tariff);
    directory_destroy(&self->numberings);
    directory_destroy(&self->accounts);
    directory_destroy(&self->pools);
    directory_destroy(&self->periods);
    signer_destroy(&self->signer);
    free(self);
    *self_p = NULL;
}

static void activate(void *context, const void *settings)
{
    struct billing *self = context;
    self->settings = settings;
    signer_destroy(&self->signer);
    self->signer = signer_open(self->settings->certificate_key);
}

static void take_organisation(void *context, const void *row)
{
    struct billing *self = context;
    const struct organisation_row *organisation = row;
    directory_put(self->organisations, organisation->id, row_clone(&table_organisation, row));
}

static void take_service(void *context, const void *row)
{
    struct billing *self = context;
    const struct service_row *service = row;
    directory_put(self->services, service->id, row_clone(&table_service, row));
}

static void take_rate(void *context, const void *row)
{
    struct billing *self = context;
    tariff_put_rate(self->tariff, row);
}

static void take_tax(void *context, const void *row)
{
    struct billing *self = context;
    tariff_put_tax(self->tariff, row);
}

static void take_exemption(void *context, const void *row)
{
    struct billing *self = context;
    tariff_put_exemption(self->tariff, row);
}

static void take_numbering(void *context, const void *row)
{
    struct billing *self = context;
    const struct numbering_row *numbering = row;
    directory_put(self->numberings, numbering->id, row_clone(&table_numbering, row));
}

static void take_account(void *context, const void *row)
{
    struct billing *self = context;
    const struct account_row *account = row;
    directory_put(self->accounts, account->id, row_clone(&table_account, row));
}

static void take_pool(void *context, const void *row)
{
    struct billing *self = context;
    const struct pool_row *pool = row;
    directory_put(self->pools, pool->id, row_clone(&table_pool, row));
}

static void take_period(void *context, const void *row)
{
    struct billing *self = context;
    const struct period_row *period = row;
    directory_put(self->periods, period->id, row_clone(&table_period, row));
}

static int load(void *context, db_t *db)
{
    struct billing *self = context;
    directory_clear(self->organisations);
    directory_clear(self->services);
    tariff_clear(self->tariff);
    directory_clear(self->numberings);
    directory_clear(self->accounts);
    directory_clear(self->pools);
    directory_clear(self->periods);
    const struct table_reader readers[] = {
        {&table_organisation, "list_organisations", take_organisation, self},
        {&table_service, "list_services", take_service, self},
        {&table_rate, "list_rates", take_rate, self},
        {&table_tax, "list_taxes", take_tax, self},
        {&table_exemption, "list_exemptions", take_exemption, self},
        {&table_numbering, "list_numberings", take_numbering, self},
        {&table_account, "list_accounts", take_account, self},
        {&table_pool, "list_pools", take_pool, self},
        {&table_period, "list_periods", take_period, self},
    };
    return table_read_all(db, readers, sizeof readers / sizeof *readers);
}

const struct service billing_service = {
    .name = "billing",
    .owner = OWNER_BILLING,
    .handlers = handlers,
    .upstreams = upstreams,
    .tables = store_tables,
    .sql = billing_sql,
    .schema = billing_schema,
    .settings = setting_table,
    .settings_size = sizeof(struct billing_settings),
    .counters = counters,
    .open = open_billing,
    .load = load,
    .close = close_billing,
    .activate = activate,
};
