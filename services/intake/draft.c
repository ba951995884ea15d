/* SPDX-License-Identifier: MPL-2.0 */
/* Changes the needs of a request in memory, by the table of needs, and writes them at the end. */
#include "draft.h"

#include <assert.h>

#include "rule_count.h"

/* Names, numbers and links of a need in an event; at most 315 links in all, 21 a need. */
enum { LANGUAGE_MAX = 16, NEED_FRAME = 700, LIVE_BYTES_MAX = 40 * 1024 };

void draft_begin(struct draft *draft, const struct request *request)
{
    draft->count = 0;
    draft->suggested_count = 0;
    if (request) {
        draft->organisation = request->row->organisation;
    }
    for (size_t i = 0; request && i < request->need_count; i++) {
        draft->items[draft->count++] =
            (struct draft_need){.row = *request->needs[i], .former = request->needs[i]};
    }
}

/* Refuses a member of a wish: "data.add[2].service", or "data.need.service" where there is one only. */
static int refuse_wish(const struct draft *draft, int code, size_t place, const char *member,
                       const char *expected)
{
    arena_t *arena = batch_arena(draft->batch);
    bool alone = strcmp(draft->list, "data.need") == 0;
    struct view path = alone ? arena_print(arena, "data.need.%s", member)
                             : arena_print(arena, "%s[%zu].%s", draft->list, place, member);
    return refuse(draft->batch, code, (const char *)path.bytes, expected);
}

struct draft_need *draft_find(struct draft *draft, struct view service)
{
    for (size_t i = 0; i < draft->count; i++) {
        if (need_lives(&draft->items[i].row) && view_equal(draft->items[i].row.service, service)) {
            return &draft->items[i];
        }
    }
    return NULL;
}

struct draft_need *draft_find_id(struct draft *draft, struct id need)
{
    for (size_t i = 0; i < draft->count; i++) {
        if (id_equal(draft->items[i].row.id, need)) {
            return &draft->items[i];
        }
    }
    return NULL;
}

size_t draft_live_count(const struct draft *draft)
{
    size_t count = 0;
    for (size_t i = 0; i < draft->count; i++) {
        count += need_lives(&draft->items[i].row);
    }
    return count;
}

bool draft_is_too_large(const struct draft *draft)
{
    size_t bytes = 0;
    for (size_t i = 0; i < draft->count; i++) {
        const struct need_row *row = &draft->items[i].row;
        if (need_lives(row)) {
            bytes += NEED_FRAME + row->reason.size + row->evidence.size + row->languages.size +
                     row->service.size + row->field.size + row->rule.size + row->licence.size +
                     row->region.size;
        }
    }
    return bytes > LIVE_BYTES_MAX;
}

bool draft_move(struct draft *draft, struct draft_need *item, enum need_trigger trigger)
{
    int from = (int)item->row.state;
    const struct transition *transition = state_find(&state_need, from, (int)trigger);
    if (!transition || !state_allows(transition, draft->call)) {
        return false;
    }
    item->row.state = state_after(transition, from);
    return true;
}

bool draft_end(struct draft *draft, struct draft_need *item)
{
    return draft_move(
        draft, item, item->row.state == NEED_SUGGESTED ? NEED_TRIGGER_REFUSE : NEED_TRIGGER_CANCEL);
}

void draft_cancel(struct draft *draft)
{
    for (size_t i = 0; i < draft->count; i++) {
        (void)draft_move(draft, &draft->items[i], NEED_TRIGGER_CANCEL);
    }
}

bool draft_repeat(struct draft *draft, const struct draft_need *closed)
{
    if (draft_live_count(draft) >= NEEDS_MAX || draft->count >= NEEDS_EVER_MAX) {
        return false;
    }
    struct draft_need *item = &draft->items[draft->count++];
    *item = (struct draft_need){.row = closed->row};
    item->row.id = batch_id_new(draft->batch);
    item->row.state = NEED_CONFIRMED;
    item->row.worked_minutes = item->row.worked_cents = 0;
    item->row.earliest = item->row.latest = 0;
    return true;
}

/* A further need of the service with what is usual for it; the caller has made sure of the room. */
static struct draft_need *append(struct draft *draft, const struct wanted *wanted, int state)
{
    arena_t *arena = batch_arena(draft->batch);
    const struct service_row *service = wanted->service;
    struct draft_need *item = &draft->items[draft->count++];
    *item = (struct draft_need){
        .row = {.id = batch_id_new(draft->batch),
                .organisation = draft->organisation,
                .service = arena_copy(arena, service->code),
                .field = arena_copy(arena, service->field),
                .provenance = PROVENANCE_DECLARED,
                .minutes = wanted->minutes,
                .min_level = wanted->min_level,
                .licence = arena_copy(arena, service->licence),
                .modality = wanted->modality,
                .service_version = service->rev,
                .state = state},
        .rule = wanted->rule,
    };
    if (wanted->rule) {
        item->row.provenance = PROVENANCE_RULE;
        item->row.rule = arena_copy(arena, wanted->rule->code);
        item->row.reason = arena_copy(arena, wanted->rule->reason);
    }
    return item;
}

/* Is every text a language: the contract bounds how many there are, not how long they are. */
static bool are_languages(struct list languages)
{
    for (struct view one; list_next_text(&languages, &one);) {
        if (one.size < 2 || one.size > LANGUAGE_MAX) {
            return false;
        }
    }
    return true;
}

/* Keeps what a wish says about languages, place and time. */
static int take_terms(struct draft *draft, struct draft_need *item, const struct need_wish *wish,
                      size_t place)
{
    if (wish->latest != 0 && wish->latest < wish->earliest) {
        return refuse_wish(draft, E_DATES, place, "latest", "a day not before earliest");
    }
    if (!are_languages(wish->languages)) {
        return refuse_wish(draft, E_FIELD_FORMAT, place, "languages",
                           "languages such as fr or fr-CA");
    }
    item->stated = true;
    item->wish = *wish;
    item->place = place;
    item->row.languages = wish->languages.count
                              ? list_bytes(wish->languages, batch_arena(draft->batch))
                              : (struct view){0};
    item->row.region = wish->region;
    item->row.earliest = wish->earliest;
    item->row.latest = wish->latest;
    return OK;
}

int draft_wish(struct draft *draft, const struct need_wish *wish, size_t place,
               enum need_trigger trigger)
{
    const struct service_row *service =
        catalogue_find_code(draft->self->catalogue, wish->service, draft->call->today);
    if (!service) {
        return refuse_wish(draft, E_UNKNOWN_SERVICE, place, "service",
                           "a service of the catalogue");
    }
    if (draft_find(draft, service->code)) {
        return refuse_wish(draft, E_FIELD_TWICE, place, "service", "each service once");
    }
    if (draft_live_count(draft) >= NEEDS_MAX || draft->count >= NEEDS_EVER_MAX) {
        return refuse_wish(draft, E_NEEDS_FULL, place, "service", "15 open needs, 45 in all");
    }
    const struct transition *transition = state_find(&state_need, STATE_NONE, (int)trigger);
    assert(transition);
    struct wanted wanted = suggestion_declared(service, wish);
    return take_terms(draft, append(draft, &wanted, transition->to), wish, place);
}

int draft_change(struct draft *draft, struct draft_need *item, const struct need_wish *wish,
                 size_t place)
{
    const struct need_row *former = item->former;
    assert(former);
    item->row.minutes = wish->minutes ? wish->minutes : former->minutes;
    item->row.min_level = wish->min_level > former->min_level ? wish->min_level : former->min_level;
    item->row.modality = wish->modality != MODALITY_EITHER ? wish->modality : former->modality;
    return take_terms(draft, item, wish, place);
}

/* Was a need for the service refused or given up in this request. */
static bool was_declined(const struct draft *draft, struct view service)
{
    for (size_t i = 0; i < draft->count; i++) {
        const struct need_row *row = &draft->items[i].row;
        if (view_equal(row->service, service) && !need_lives(row)) {
            return true;
        }
    }
    return false;
}

/* The needs that live, as the rules look at them. */
static void take_wanted(struct draft *draft, struct wanted_list *wanted)
{
    wanted->count = 0;
    for (size_t i = 0; i < draft->count && wanted->count < NEEDS_MAX; i++) {
        const struct need_row *row = &draft->items[i].row;
        const struct service_row *service =
            catalogue_service(draft->self->catalogue, store_service_id(row->service));
        if (need_lives(row) && service) {
            wanted->items[wanted->count++] = (struct wanted){.service = service};
        }
    }
}

void draft_suggest(struct draft *draft, const struct organisation_row *organisation,
                   struct list answers)
{
    struct facts facts = {
        .kind = view_of(choice_word(&choices_organisation_kind, (int)organisation->kind)),
        .region = organisation->region,
        .today = draft->call->today,
    };
    facts_take_answers(&facts, answers);
    struct wanted_list wanted;
    take_wanted(draft, &wanted);
    size_t known_count = wanted.count;
    suggestion_complete(draft->self->catalogue, &facts, &wanted);
    for (size_t i = known_count; i < wanted.count && draft->count < NEEDS_EVER_MAX; i++) {
        if (was_declined(draft, wanted.items[i].service->code)) {
            continue;
        }
        append(draft, &wanted.items[i], NEED_SUGGESTED);
        if (draft_is_too_large(draft)) {
            draft->count--;
            break;
        }
        draft->suggested_count++;
    }
}

/* ---- writing ---- */

/* Does the row say something else than before. */
static bool differs(const struct draft_need *item)
{
    const struct need_row *a = &item->row, *b = item->former;
    return !b || a->state != b->state || a->minutes != b->minutes || a->min_level != b->min_level ||
           a->modality != b->modality || a->earliest != b->earliest || a->latest != b->latest ||
           !view_equal(a->region, b->region) || !view_equal(a->languages, b->languages) ||
           !view_equal(a->depends_on, b->depends_on) ||
           !view_equal(a->same_person_as, b->same_person_as) ||
           !view_equal(a->not_same_person_as, b->not_same_person_as);
}

bool draft_changed(const struct draft *draft)
{
    for (size_t i = 0; i < draft->count; i++) {
        if (differs(&draft->items[i])) {
            return true;
        }
    }
    return false;
}

void draft_store(const struct draft *draft, struct request *request)
{
    request->need_count = draft->count;
    for (size_t i = 0; i < draft->count; i++) {
        const struct draft_need *item = &draft->items[i];
        if (!item->former) {
            struct need_row row = item->row;
            row.request = request->row->id;
            request->needs[i] = batch_insert(draft->batch, &table_need, &row);
            continue;
        }
        request->needs[i] = item->former;
        if (differs(item)) {
            batch_change(draft->batch, &table_need, item->former);
            rule_count_note(draft->batch, item->former, (int)item->row.state);
            *item->former = item->row;
        }
    }
}

struct list draft_effects(const struct draft *draft, struct list *ret_released)
{
    struct need_effect effects[NEEDS_EVER_MAX];
    struct id released[NEEDS_EVER_MAX];
    size_t count = 0, released_count = 0;
    for (size_t i = 0; i < draft->count; i++) {
        const struct draft_need *item = &draft->items[i];
        const struct need_row *row = &item->row;
        effects[count++] = (struct need_effect){
            .need = row->id,
            .service = row->service,
            .before = (int)(item->former ? item->former->state : row->state),
            .state = (int)row->state,
            .minutes = row->minutes,
            .worked_minutes = row->worked_minutes,
            .worked_cents = row->worked_cents,
        };
        if (item->former && need_lives(item->former) && !need_lives(row)) {
            released[released_count++] = row->id;
        }
    }
    arena_t *arena = batch_arena(draft->batch);
    *ret_released = list_pack_ids(released, released_count, arena);
    return need_effect_list(effects, count, arena);
}
