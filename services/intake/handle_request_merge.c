/* SPDX-License-Identifier: MPL-2.0 */
/* Two requests that ask for the same become one: the needs of the first go over to the second, the first
 * ends. Nothing that decides is lost: adverse parties, deadline and urgency go along. */
#include "adverse.h"
#include "effect.h"
#include "handlers.h"
#include "merge.h"
#include "runtime/emit.h"

/* What a merging is about. */
struct merging {
    const struct intake_request_merge *data;
    struct request from, into;
    struct draft draft; /* of the request that goes on */
    struct list services, adverse;
};

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_merge *data = call->data;
    request_want_with_needs(batch, data->id);
    request_want_with_needs(batch, data->into);
}

static int check(batch_t *batch, const struct call *call, struct merging *merging)
{
    const struct intake_request_merge *data = merging->data;
    const struct taking ends = {.id = data->id,
                                .path = "data.id",
                                .trigger = TRIGGER_MERGE,
                                .expected_rev = data->expected_rev};
    const struct taking goes_on = {
        .id = data->into, .path = "data.into", .trigger = TRIGGER_UPDATE};
    if (request_take(batch, call, &ends, &merging->from) != OK ||
        request_take(batch, call, &goes_on, &merging->into) != OK) {
        return ERR_REFUSED;
    }
    const struct request_row *from = merging->from.row, *into = merging->into.row;
    if (from == into || !id_equal(from->organisation, into->organisation)) {
        return refuse(batch, E_MERGE, "data.into", "another request of the same organisation");
    }
    if (from->adverse_parties.size > 0 && person_erased(batch, into->contact)) {
        return refuse(batch, E_ERASED, "data.into", "a contact that was not erased");
    }
    draft_begin(&merging->draft, &merging->into);
    if (merge_needs(&merging->draft, &merging->from, &merging->services) != OK ||
        draft_link(&merging->draft) != OK) {
        return ERR_REFUSED;
    }
    return adverse_join(batch, into, from, &merging->adverse);
}

/* Low before normal, which is the first word of its set. */
static int64_t rank_of(int64_t urgency)
{
    return urgency == URGENCY_LOW ? -1 : urgency;
}

static int32_t earlier(int32_t a, int32_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

/* What goes along beside the needs. true: the matcher would learn something from it. */
static bool join(batch_t *batch, struct merging *merging)
{
    const struct request_row *from = merging->from.row;
    struct request_row *into = merging->into.row;
    int32_t deadline = earlier(into->deadline, from->deadline);
    bool urgent = rank_of(from->urgency) > rank_of(into->urgency);
    bool wider = from->adverse_parties.size > 0;
    bool told = draft_changed(&merging->draft) || deadline != into->deadline || urgent || wider;
    batch_change(batch, &table_request, into);
    into->deadline = deadline;
    into->urgency = urgent ? from->urgency : into->urgency;
    if (wider) {
        into->adverse_parties =
            request_seal(batch, into->contact, list_bytes(merging->adverse, batch_arena(batch)),
                         merging->adverse.count);
    }
    return told;
}

/* The other request gets what comes over. */
static void widen(struct intake *self, batch_t *batch, const struct call *call,
                  struct merging *merging)
{
    struct request *into = &merging->into;
    bool told = join(batch, merging);
    draft_store(&merging->draft, into);
    request_enter(self, batch, into->row, (int)into->row->state, call->now_us);
    if (told && request_is_running(into->row)) {
        request_tell_confirmed(self, batch, into, CONFIRM_UPDATE);
    }
}

/* The first request ends, by way of the matcher where that has it. */
static void end(struct intake *self, batch_t *batch, const struct call *call,
                struct merging *merging)
{
    struct draft draft = {.self = self, .batch = batch, .call = call};
    draft_begin(&draft, &merging->from);
    draft_cancel(&draft);
    (void)effect_settle(&draft, &merging->from);
    const struct request_row *row = merging->from.row;
    batch_insert(batch, &table_merging, &(struct merging_row){row->id, merging->into.row->id});
    const struct intake_request_merged merged = {
        .id = row->id,
        .organisation = row->organisation,
        .contact = row->contact,
        .into = merging->into.row->id,
        .into_contact = merging->into.row->contact,
        .services = merging->services,
        .reason = merging->data->reason,
    };
    emit_intake_request_merged(batch, row->id, row->id, &merged);
    if (row->state == REQUEST_WITHDRAWING) {
        request_tell_withdrawing(batch, row, merging->data->reason);
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct merging *merging = arena_alloc(batch_arena(batch), sizeof *merging);
    *merging = (struct merging){
        .data = call->data,
        .draft = {.self = context, .batch = batch, .call = call, .list = "data.into"}};
    if (check(batch, call, merging) != OK) {
        return ERR_REFUSED;
    }
    struct request_row *into = merging->into.row;
    struct request_effect effect = effect_of(&merging->draft, into, (int)into->state);
    if (merging->data->dry_run) {
        effect.dry_run = true;
    } else {
        widen(context, batch, call, merging);
        end(context, batch, call, merging);
        effect.rev = into->rev;
    }
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_request_merge = {
    .message = &message_intake_request_merge, .want = want, .handle = handle};
