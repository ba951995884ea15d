/* SPDX-License-Identifier: MPL-2.0 */
/* Needs between the catalogue, the tables and the wire; changes of a request's state. */
#include "request.h"

struct need request_need_new(batch_t *batch, const struct wanted *wanted)
{
    arena_t *arena = batch_arena(batch);
    const struct service_row *service = wanted->service;
    struct need need = {
        .id = batch_id_new(batch),
        .service = arena_copy(arena, service->code),
        .field = arena_copy(arena, service->field),
        .provenance = PROVENANCE_DECLARED,
        .minutes = wanted->minutes,
        .min_level = wanted->min_level,
        .licence = arena_copy(arena, service->licence),
        .modality = wanted->modality,
        .service_version = service->rev,
    };
    if (wanted->rule) {
        need.provenance = PROVENANCE_RULE;
        need.rule = arena_copy(arena, wanted->rule->code);
        need.reason = map_of_bytes(arena_copy(arena, wanted->rule->reason));
    }
    return need;
}

struct need_row request_need_row(struct id request, const struct need *need, arena_t *arena)
{
    return (struct need_row){
        .id = need->id,
        .request = request,
        .service = need->service,
        .field = need->field,
        .provenance = need->provenance,
        .rule = need->rule,
        .reason = need->reason.count ? map_bytes(need->reason, arena) : (struct view){0},
        .minutes = need->minutes,
        .min_level = need->min_level,
        .licence = need->licence,
        .modality = need->modality,
        .service_version = need->service_version,
    };
}

struct need request_need_of(const struct need_row *row)
{
    return (struct need){
        .id = row->id,
        .service = row->service,
        .field = row->field,
        .provenance = (int)row->provenance,
        .rule = row->rule,
        .reason = map_of_bytes(row->reason),
        .minutes = row->minutes,
        .min_level = row->min_level,
        .licence = row->licence,
        .modality = (int)row->modality,
        .service_version = row->service_version,
    };
}

void request_want(batch_t *batch, struct id request)
{
    batch_want(batch, &table_request, 0, request);
}

int request_move(batch_t *batch, struct id request, enum trigger trigger)
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
        return OK;
    }
    int to = state_after(transition, (int)row->state);
    if (to != row->state) {
        batch_change(batch, &table_request, row);
        row->state = to;
    }
    return OK;
}
