/* SPDX-License-Identifier: MPL-2.0 */
/* The cap of an engagement. */
#include "cap.h"

#include "runtime/emit.h"

int64_t cap_within(const struct billing *self, const struct organisation_row *payer, int32_t day,
                   int64_t not_to_exceed_cents, int64_t reserve_ppm)
{
    const struct tax_row *taxes[TAX_LINE_MAX];
    size_t count = tariff_taxes(self->tariff, payer, day, taxes);
    return price_before_reserve(price_net_within(taxes, count, not_to_exceed_cents), reserve_ppm);
}

int64_t cap_used_percent(int64_t logged_cents, int64_t cap_cents)
{
    if (logged_cents <= 0) {
        return 0;
    }
    return logged_cents >= cap_cents ? 100 : (int64_t)((__int128)logged_cents * 100 / cap_cents);
}

void cap_warn(batch_t *batch, const struct engagement_row *engagement,
              const struct billing_engagement_ask *ask)
{
    emit_billing_engagement_warned(
        batch, engagement->id, engagement->request,
        &(struct billing_engagement_warned){
            .id = engagement->id,
            .request = engagement->request,
            .organisation = engagement->organisation,
            .contact = engagement->contact,
            .percent = cap_used_percent(engagement->logged_cents, engagement->cap_cents),
            .logged_cents = engagement->logged_cents,
            .cap_cents = engagement->cap_cents,
            .currency = engagement->currency,
            .asked_cents = ask ? ask->not_to_exceed_cents : 0,
            .reason = ask ? ask->reason : (struct view){0},
        });
}
