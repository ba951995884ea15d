/* SPDX-License-Identifier: MPL-2.0 */
/* The states of work, and what each tells. */
#include "work.h"

#include "cap.h"
#include "period.h"
#include "proto/id.h"
#include "runtime/emit.h"

static void tell_recorded(batch_t *batch, const struct work_log_row *log)
{
    emit_billing_work_recorded(batch, log->engagement, log->request,
                               &(struct billing_work_recorded){
                                   .id = log->id,
                                   .engagement = log->engagement,
                                   .need = log->need,
                                   .professional = log->professional,
                                   .day = log->day,
                                   .minutes = log->minutes,
                                   .amount_cents = log->amount_cents,
                               });
}

static void tell_approved(batch_t *batch, const struct work_log_row *log)
{
    emit_billing_work_approved(batch, log->engagement, log->request,
                               &(struct billing_work_approved){
                                   .id = log->id,
                                   .engagement = log->engagement,
                                   .request = log->request,
                                   .need = log->need,
                                   .professional = log->professional,
                                   .day = log->day,
                                   .minutes = log->minutes,
                                   .amount_cents = log->amount_cents,
                               });
}

static void tell_returned(batch_t *batch, const struct work_log_row *log)
{
    emit_billing_work_returned(batch, log->engagement, log->request,
                               &(struct billing_work_returned){
                                   .id = log->id,
                                   .engagement = log->engagement,
                                   .request = log->request,
                                   .organisation = log->organisation,
                                   .professional = log->professional,
                                   .service = log->service,
                                   .day = log->day,
                                   .minutes = log->minutes,
                                   .reason = log->reason,
                               });
}

int work_state(const struct billing *self, const struct work_log_row *log)
{
    const struct transition *step = state_find(&state_work, (int)log->state, TRIGGER_LOCK);
    return step && period_settled(self, log->day) ? step->to : (int)log->state;
}

bool work_move(struct billing *self, batch_t *batch, struct work_log_row *log, enum trigger trigger)
{
    const struct transition *step = state_find(&state_work, (int)log->state, (int)trigger);
    if (!step) {
        return false;
    }
    batch_change(batch, &table_work_log, log);
    log->state = step->to;
    if (trigger == TRIGGER_APPROVE) {
        period_touch(self, batch, log->day);
        tell_approved(batch, log);
    } else if (trigger == TRIGGER_RETURN) {
        tell_returned(batch, log);
    }
    return true;
}

/* The log as a draft, counted on its engagement. */
static struct work_log_row *insert_draft(batch_t *batch, struct engagement_row *engagement,
                                         const struct work_log_row *log)
{
    struct work_log_row *kept = batch_insert(batch, &table_work_log, log);
    kept->state = state_find(&state_work, STATE_NONE, TRIGGER_WORK_LOGGED)->to;
    batch_change(batch, &table_engagement, engagement);
    engagement->logged_minutes += log->minutes;
    engagement->logged_cents += log->amount_cents;
    return kept;
}

/* The contact is told once when the setting's part of the cap is used, and once when all of it is. */
static void warn_of_cap(const struct billing *self, batch_t *batch,
                        struct engagement_row *engagement)
{
    int64_t percent = cap_used_percent(engagement->logged_cents, engagement->cap_cents);
    int64_t level = percent >= 100                                   ? 100
                    : percent >= self->settings->cap_warning_percent ? percent
                                                                     : 0;
    if (level > engagement->warned_percent && (level == 100 || engagement->warned_percent == 0)) {
        engagement->warned_percent = level;
        cap_warn(batch, engagement, NULL);
    }
}

void work_keep(struct billing *self, batch_t *batch, struct engagement_row *engagement,
               const struct work_log_row *log)
{
    struct work_log_row *kept = insert_draft(batch, engagement, log);
    engagement->state =
        state_find(&state_engagement, (int)engagement->state, TRIGGER_WORK_LOGGED)->to;
    tell_recorded(batch, kept);
    warn_of_cap(self, batch, engagement);
    if (!self->settings->work_approval) {
        work_move(self, batch, kept, TRIGGER_SUBMIT);
        work_move(self, batch, kept, TRIGGER_APPROVE);
    }
}

struct id work_reversal_key(struct id log)
{
    return id_from_text("reversal", (struct view){log.bytes, sizeof log.bytes});
}

struct work_log_row *work_take_back(struct billing *self, batch_t *batch,
                                    struct engagement_row *engagement,
                                    const struct work_log_row *log, struct view reason)
{
    struct work_log_row reversal = *log;
    reversal.id = batch_id_new(batch);
    reversal.source_key = work_reversal_key(log->id);
    reversal.minutes = -log->minutes;
    reversal.amount_cents = -log->amount_cents;
    reversal.reverses = log->id;
    reversal.reason = reason;
    reversal.document = (struct id){{0}};
    struct work_log_row *kept = insert_draft(batch, engagement, &reversal);
    if (log->state >= WORK_SUBMITTED) {
        work_move(self, batch, kept, TRIGGER_SUBMIT);
    }
    if (log->state >= WORK_APPROVED) {
        work_move(self, batch, kept, TRIGGER_APPROVE);
    }
    return kept;
}
