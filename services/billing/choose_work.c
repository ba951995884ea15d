/* SPDX-License-Identifier: MPL-2.0 */
/* Choosing work logs. */
#include "choose_work.h"

#include <stdio.h>

#include "period.h"
#include "proto/id.h"

/* What a command names, and what is to become of it. */
struct work_choice {
    struct list logs;       /* ids; none = by professional */
    struct id professional; /* from, to: at most CHOICE_DAYS_MAX days */
    int32_t from, to;
    enum trigger trigger;
    struct view reason; /* kept with the logs; may be absent */
};

static struct work_choice choice_of(const struct call *call)
{
    if (call->message == &message_billing_work_return) {
        const struct billing_work_return *data = call->data;
        return (struct work_choice){
            .logs = data->logs, .reason = data->reason, .trigger = TRIGGER_RETURN};
    }
    if (call->message == &message_billing_work_submit) {
        const struct billing_work_submit *data = call->data;
        return (struct work_choice){data->logs, data->professional, data->from,
                                    data->to,   TRIGGER_SUBMIT,     {0}};
    }
    const struct billing_work_approve *data = call->data;
    return (struct work_choice){data->logs, data->professional, data->from,
                                data->to,   TRIGGER_APPROVE,    {0}};
}

struct chosen {
    struct work_log_row **logs;
    size_t count;
};

static bool range_is_right(const struct work_choice *choice)
{
    return !id_none(choice->professional) && choice->from > 0 && choice->to >= choice->from &&
           choice->to - choice->from < CHOICE_DAYS_MAX;
}

void choose_work_want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct work_choice choice = choice_of(call);
    struct list logs = choice.logs;
    struct id id;
    while (list_next_id(&logs, &id)) {
        batch_want(batch, &table_work_log, 0, id);
    }
    if (choice.logs.count == 0 && range_is_right(&choice)) {
        for (int32_t day = choice.from; day <= choice.to; day++) {
            batch_want(batch, &table_work_log, 3, store_person_day(choice.professional, day));
        }
    }
}

static int check_log(batch_t *batch, const struct call *call, const struct work_choice *choice,
                     const struct work_log_row *log, size_t place)
{
    char path[32];
    snprintf(path, sizeof path, "data.logs[%zu]", place);
    if (!log) {
        return refuse(batch, E_NOT_FOUND, path, "a work log");
    }
    if (!may_act_for(call, log->organisation)) {
        return refuse(batch, E_SCOPE, path, "one for an organisation of this key");
    }
    return state_check(batch, call, state_find(&state_work, (int)log->state, (int)choice->trigger),
                       path, "a work log in the state before");
}

static int choose_named(batch_t *batch, const struct call *call, const struct work_choice *choice,
                        struct chosen *ret_chosen)
{
    struct list logs = choice->logs;
    struct id id;
    while (list_next_id(&logs, &id)) {
        struct work_log_row *log = batch_load(batch, &table_work_log, id);
        int result = check_log(batch, call, choice, log, ret_chosen->count);
        if (result != OK) {
            return result;
        }
        for (size_t i = 0; i < ret_chosen->count; i++) {
            if (ret_chosen->logs[i] == log) {
                return refuse(batch, E_FIELD_TWICE, "data.logs", "each work log once");
            }
        }
        ret_chosen->logs[ret_chosen->count++] = log;
    }
    return OK;
}

static int choose_day(batch_t *batch, const struct call *call, const struct work_choice *choice,
                      int32_t day, struct chosen *chosen)
{
    size_t count;
    struct id person_day = store_person_day(choice->professional, day);
    void **rows = batch_find(batch, &table_work_log, 3, person_day, &count);
    struct work_log_row **all =
        arena_alloc(batch_arena(batch), (chosen->count + count + 1) * sizeof(void *));
    if (chosen->count > 0) {
        memcpy(all, chosen->logs, chosen->count * sizeof(void *));
    }
    chosen->logs = all;
    for (size_t i = 0; i < count; i++) {
        struct work_log_row *log = rows[i];
        const struct transition *step =
            state_find(&state_work, (int)log->state, (int)choice->trigger);
        if (!step || !may_act_for(call, log->organisation)) {
            continue;
        }
        if (state_check(batch, call, step, "data.from", "") != OK) {
            return ERR_REFUSED;
        }
        chosen->logs[chosen->count++] = log;
    }
    return OK;
}

static int choose(batch_t *batch, const struct call *call, const struct work_choice *choice,
                  struct chosen *ret_chosen)
{
    if (choice->logs.count > 0) {
        ret_chosen->logs =
            arena_alloc(batch_arena(batch), choice->logs.count * sizeof(struct work_log_row *));
        return choose_named(batch, call, choice, ret_chosen);
    }
    if (!range_is_right(choice)) {
        return refuse(batch, E_FIELD_MISSING, "data.professional",
                      "logs, or a professional with from and to, at most 31 days");
    }
    for (int32_t day = choice->from; day <= choice->to; day++) {
        int result = choose_day(batch, call, choice, day, ret_chosen);
        if (result != OK) {
            return result;
        }
    }
    return OK;
}

/* A final period is never allocated again: what were approved in it would be neither billed nor refused. In
   a certified one it waits for the next allocation and the certificate after that, and one that is being
   certified is left alone until then. */
static int check_periods(const struct billing *self, batch_t *batch,
                         const struct work_choice *choice, const struct chosen *chosen)
{
    for (size_t i = 0; choice->trigger == TRIGGER_APPROVE && i < chosen->count; i++) {
        const struct work_log_row *log = chosen->logs[i];
        const struct period_row *period = period_with(self, log->day);
        if (period && (period->state == PERIOD_FINAL || period->state == PERIOD_CERTIFYING)) {
            char path[32] = "data.from", id[ID_TEXT_SIZE], expected[80];
            if (choice->logs.count > 0) {
                snprintf(path, sizeof path, "data.logs[%zu]", i);
            }
            snprintf(expected, sizeof expected, "work without %s", id_print(log->id, id));
            return refuse(batch, period_fault(period, E_PERIOD_FINAL), path, expected);
        }
    }
    return OK;
}

int choose_work(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct work_choice choice = choice_of(call);
    struct chosen chosen = {0};
    int result = choose(batch, call, &choice, &chosen);
    if (result == OK) {
        result = check_periods(self, batch, &choice, &chosen);
    }
    if (result != OK) {
        return result;
    }
    struct work_moved moved = {0};
    for (size_t i = 0; i < chosen.count; i++) {
        struct work_log_row *log = chosen.logs[i];
        batch_change(batch, &table_work_log, log);
        log->reason = choice.reason;
        work_move(self, batch, log, choice.trigger);
        moved.count++;
        moved.minutes += log->minutes;
        moved.amount_cents += log->amount_cents;
    }
    batch_reply(batch, &moved);
    return OK;
}
