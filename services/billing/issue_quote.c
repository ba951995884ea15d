/* SPDX-License-Identifier: MPL-2.0 */
/* Issuing a quote. */
#include "issue_quote.h"

#include "bylaws.h"
#include "quote.h"
#include "runtime/emit.h"

enum { SUGGESTED_MAX = 15 }; /* as many as needs in a request */

static void replace_older(batch_t *batch, void **rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!store_move_quote(batch, rows[i], TRIGGER_NEWER_VERSION)) {
            batch_count(batch, BILLING_LATE, 1);
        }
    }
}

static struct quote_row make_row(const struct billing *self, batch_t *batch,
                                 const struct call *call, const struct matcher_plan_proposed *plan,
                                 const struct quote_price *price)
{
    arena_t *arena = batch_arena(batch);
    return (struct quote_row){
        .id = batch_id_new(batch),
        .plan = plan->id,
        .version = plan->version,
        .request = plan->request,
        .state = state_find(&state_quote, STATE_NONE, TRIGGER_ISSUE)->to,
        .organisation = plan->organisation,
        .contact = plan->contact,
        .currency = price->currency,
        .lines = list_bytes(price->lines, arena),
        .net_cents = price->net_cents,
        .taxes = list_bytes(price->taxes, arena),
        .total_cents = price->total_cents,
        .valid_until = call->today + (int32_t)self->settings->quote_valid_days,
        .issued_at_us = call->now_us,
        .reserve_cents = price->reserve_cents,
        .low_cents = price->low_cents,
        .high_cents = price->high_cents,
    };
}

/* Why needs were suggested, for those who explain the quote to the contact. */
static struct list suggested_of(const struct matcher_plan_proposed *plan, arena_t *arena)
{
    struct suggested_need items[SUGGESTED_MAX];
    struct list needs = plan->needs;
    size_t count = 0;
    for (struct plan_need need; count < SUGGESTED_MAX && plan_need_next(&needs, &need);) {
        if (need.provenance != PROVENANCE_DECLARED && need.reason.count > 0) {
            items[count++] = (struct suggested_need){.need = need.need, .reason = need.reason};
        }
    }
    return suggested_need_list(items, count, arena);
}

static void tell(batch_t *batch, const struct quote_row *row,
                 const struct matcher_plan_proposed *plan, const struct quote_price *price)
{
    emit_billing_quote_issued(batch, row->id, row->request,
                              &(struct billing_quote_issued){
                                  .id = row->id,
                                  .plan = row->plan,
                                  .request = row->request,
                                  .version = row->version,
                                  .basis = plan->basis,
                                  .organisation = plan->organisation,
                                  .contact = plan->contact,
                                  .currency = price->currency,
                                  .lines = price->lines,
                                  .net_cents = price->net_cents,
                                  .taxes = price->taxes,
                                  .total_cents = price->total_cents,
                                  .valid_until = row->valid_until,
                                  .reserve_ppm = row->reserve_ppm,
                                  .reserve_cents = price->reserve_cents,
                                  .low_cents = price->low_cents,
                                  .high_cents = price->high_cents,
                                  .suggested = suggested_of(plan, batch_arena(batch)),
                                  .relaxed = plan->relaxed,
                              });
}

/* Is there a quote of this version or a later one. */
static bool already_quoted(void *const *rows, size_t count, int64_t version)
{
    for (size_t i = 0; i < count; i++) {
        if (((const struct quote_row *)rows[i])->version >= version) {
            return true;
        }
    }
    return false;
}

/* How the plan is priced: as it was before, or else by the class of who asked. OK or what park() returned. */
static int find_policy(const struct billing *self, batch_t *batch,
                       const struct matcher_plan_proposed *plan, const struct quote_row *before,
                       struct policy *ret_policy)
{
    struct bylaws laws;
    if (before) {
        *ret_policy = (struct policy){.reserve_ppm = before->reserve_ppm};
        return OK;
    }
    if (bylaws_read(self->settings, &laws)) {
        return park(batch, "a setting for a choice of the by-law cannot be read");
    }
    *ret_policy = bylaws_policy(&laws, (enum member_class)plan->class);
    return OK;
}

static void tell_withheld(batch_t *batch, const struct matcher_plan_proposed *plan)
{
    emit_billing_quote_withheld(batch, plan->id, plan->request,
                                &(struct billing_quote_withheld){
                                    .plan = plan->id,
                                    .request = plan->request,
                                    .version = plan->version,
                                    .organisation = plan->organisation,
                                    .contact = plan->contact,
                                    .policy = NON_MEMBER_REFUSE,
                                });
    batch_count(batch, BILLING_WITHHELD, 1);
}

/* Issues it, or waits for a rate; false: it waits. */
static bool issue(struct billing *self, batch_t *batch, const struct call *call,
                  const struct matcher_plan_proposed *plan, const struct quote_terms *terms)
{
    struct quote_price price = quote_price(self->tariff, plan->needs, terms, batch_arena(batch));
    if (price.unpriced.bytes) {
        return false;
    }
    size_t count;
    void **older = batch_find(batch, &table_quote, 1, plan->id, &count);
    replace_older(batch, older, count);
    struct quote_row row = make_row(self, batch, call, plan, &price);
    row.reserve_ppm = terms->reserve_ppm;
    batch_insert(batch, &table_quote, &row);
    tell(batch, &row, plan, &price);
    batch_count(batch, BILLING_QUOTES, 1);
    return true;
}

int issue_quote(struct billing *self, batch_t *batch, const struct call *call,
                const struct matcher_plan_proposed *plan, struct view data)
{
    size_t count;
    void **older = batch_find(batch, &table_quote, 1, plan->id, &count);
    if (already_quoted(older, count, plan->version)) {
        batch_count(batch, BILLING_LATE, 1);
        return OK;
    }
    const struct organisation_row *payer = directory_find(self->organisations, plan->organisation);
    if (!payer) {
        return park(batch, "the organisation of the plan is not known here");
    }
    struct policy policy = {0};
    int result = find_policy(self, batch, plan, count ? older[count - 1] : NULL, &policy);
    if (result != OK) {
        return result;
    }
    if (policy.refused) {
        tell_withheld(batch, plan);
    } else if (!issue(
                   self, batch, call, plan,
                   &(struct quote_terms){payer, call->today, policy.reserve_ppm, self->services})) {
        int64_t wait_us = self->settings->quote_retry_minutes * 60 * 1000000;
        batch_count(batch, BILLING_NO_RATE, 1);
        timer_set(batch, "quote", plan->id, call->now_us + wait_us, data);
    }
    return OK;
}
