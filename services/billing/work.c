/* SPDX-License-Identifier: MPL-2.0 */
/* The states of work, and what each tells. */
#include "work.h"

#include "runtime/emit.h"

static void tell_recorded(batch_t *batch, const struct work_log_row *log, struct id request)
{
    emit_billing_work_recorded(batch, log->engagement, request,
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

static void tell_approved(batch_t *batch, const struct work_log_row *log, struct id request)
{
    emit_billing_work_approved(batch, log->engagement, request,
                               &(struct billing_work_approved){
                                   .id = log->id,
                                   .engagement = log->engagement,
                                   .request = request,
                                   .need = log->need,
                                   .professional = log->professional,
                                   .day = log->day,
                                   .minutes = log->minutes,
                                   .amount_cents = log->amount_cents,
                               });
}

bool work_move(batch_t *batch, struct work_log_row *log, enum trigger trigger, struct id request)
{
    const struct transition *step = state_find(&state_work, (int)log->state, trigger);
    if (!step) {
        return false;
    }
    batch_change(batch, &table_work_log, log);
    log->state = step->to;
    if (trigger == TRIGGER_APPROVE) {
        tell_approved(batch, log, request);
    }
    return true;
}

void work_keep(const struct billing *self, batch_t *batch, struct engagement_row *engagement,
               const struct work_log_row *log)
{
    struct work_log_row *kept = batch_insert(batch, &table_work_log, log);
    kept->state = state_find(&state_work, STATE_NONE, TRIGGER_WORK_LOGGED)->to;
    batch_change(batch, &table_engagement, engagement);
    engagement->state =
        state_find(&state_engagement, (int)engagement->state, TRIGGER_WORK_LOGGED)->to;
    engagement->logged_minutes += log->minutes;
    engagement->logged_cents += log->amount_cents;
    tell_recorded(batch, kept, engagement->request);
    if (!self->settings->work_approval) {
        work_move(batch, kept, TRIGGER_SUBMIT, engagement->request);
        work_move(batch, kept, TRIGGER_APPROVE, engagement->request);
    }
}
