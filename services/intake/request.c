/* SPDX-License-Identifier: MPL-2.0 */
/* Finds a request, holds the gate of its state, and keeps the revision. */
#include "request.h"

#include <assert.h>

#include "desk.h"
#include "rule_count.h"

void request_want(batch_t *batch, struct id request)
{
    batch_want(batch, &table_request, 0, request);
}

void request_want_with_needs(batch_t *batch, struct id request)
{
    batch_want(batch, &table_request, 0, request);
    batch_want(batch, &table_need, 1, request);
}

struct request request_of(batch_t *batch, struct request_row *row)
{
    struct request request = {.row = row};
    void **needs = batch_find(batch, &table_need, 1, row->id, &request.need_count);
    assert(request.need_count <= NEEDS_EVER_MAX);
    for (size_t i = 0; i < request.need_count; i++) {
        request.needs[i] = needs[i];
    }
    return request;
}

/* The request, if the sender may act for the organisation in scope (none = the request's). */
static int find(batch_t *batch, const struct call *call, const struct taking *taking,
                struct request *ret_request)
{
    struct request_row *row = batch_load(batch, &table_request, taking->id);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, taking->path, "the id of a request");
    }
    if (!may_act_for(call, id_none(taking->scope) ? row->organisation : taking->scope)) {
        return refuse(batch, E_SCOPE, taking->path,
                      "a request of an organisation the key may act for");
    }
    *ret_request = request_of(batch, row);
    return OK;
}

int request_find(batch_t *batch, const struct call *call, struct id id, const char *path,
                 struct request *ret_request)
{
    return find(batch, call, &(struct taking){.id = id, .path = path}, ret_request);
}

int request_take(batch_t *batch, const struct call *call, const struct taking *taking,
                 struct request *ret_request)
{
    if (find(batch, call, taking, ret_request) != OK) {
        return ERR_REFUSED;
    }
    const struct request_row *row = ret_request->row;
    struct view expected = arena_print(batch_arena(batch), "not while it is %s",
                                       choice_word(&choices_request_state, (int)row->state));
    ret_request->taken = state_find(&state_request, (int)row->state, (int)taking->trigger);
    if (state_check(batch, call, ret_request->taken, taking->path, (const char *)expected.bytes) !=
        OK) {
        return ERR_REFUSED;
    }
    if (taking->expected_rev != 0 && taking->expected_rev != row->rev) {
        struct view rev = arena_print(batch_arena(batch), "%lld", (long long)row->rev);
        return refuse(batch, E_REV, "data.expected_rev", (const char *)rev.bytes);
    }
    return OK;
}

void request_enter(struct intake *self, batch_t *batch, struct request_row *row, int state,
                   int64_t now_us)
{
    batch_change(batch, &table_request, row);
    int former = (int)row->state;
    row->rev++;
    row->state = state;
    if (former != state) {
        desk_enter(self, batch, row, former, now_us);
    }
}

int request_move(struct intake *self, batch_t *batch, const struct call *call, struct id request,
                 enum trigger trigger)
{
    struct request_row *row = batch_load(batch, &table_request, request);
    if (!row) {
        return park(batch, "no such request");
    }
    const struct transition *transition = state_find(&state_request, (int)row->state, (int)trigger);
    if (!transition) {
        return park(batch, "not possible in the present state of the request");
    }
    if (transition->late) {
        batch_count(batch, INTAKE_LATE, 1);
    } else if (state_after(transition, (int)row->state) != row->state) {
        request_enter(self, batch, row, transition->to, call->now_us);
    }
    return OK;
}

bool request_is_running(const struct request_row *row)
{
    return row->state == REQUEST_RECEIVED || row->state == REQUEST_PLANNED ||
           row->state == REQUEST_UNMET || row->state == REQUEST_ACCEPTED ||
           row->state == REQUEST_IN_PROGRESS;
}

bool need_lives(const struct need_row *need)
{
    return need->state == NEED_SUGGESTED || need->state == NEED_CONFIRMED ||
           need->state == NEED_ACTIVE || need->state == NEED_DONE;
}

bool request_move_need(batch_t *batch, struct need_row *need, enum need_trigger trigger)
{
    const struct transition *transition = state_find(&state_need, (int)need->state, (int)trigger);
    if (!transition || transition->late) {
        batch_count(batch, INTAKE_LATE, 1);
        return false;
    }
    int to = state_after(transition, (int)need->state);
    if (to == need->state) {
        return false;
    }
    batch_change(batch, &table_need, need);
    rule_count_note(batch, need, to);
    need->state = to;
    return true;
}

struct need_row *request_need(batch_t *batch, struct id request, struct id need)
{
    size_t count;
    void **needs = batch_find(batch, &table_need, 1, request, &count);
    for (size_t i = 0; i < count; i++) {
        struct need_row *row = needs[i];
        if (id_equal(row->id, need)) {
            return row;
        }
    }
    return NULL;
}

int request_news(batch_t *batch, struct id request, struct id need, enum need_trigger trigger)
{
    struct need_row *row = request_need(batch, request, need);
    if (!row) {
        return park(batch, "no such need of the request");
    }
    (void)request_move_need(batch, row, trigger);
    return OK;
}
