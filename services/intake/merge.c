/* SPDX-License-Identifier: MPL-2.0 */
/* Needs that go over become new ones, as an id belongs to one request for ever. */
#include "merge.h"

enum { LINKS_MAX = NEEDS_MAX };

/* The services of needs of the other request that are asked for in the draft. */
static struct list services_of(struct draft *draft, const struct request *from, struct view links)
{
    struct view services[LINKS_MAX];
    size_t count = 0;
    struct list ids = list_of_bytes(links);
    for (struct id id; list_next_id(&ids, &id);) {
        for (size_t i = 0; i < from->need_count && count < LINKS_MAX; i++) {
            const struct need_row *need = from->needs[i];
            if (id_equal(need->id, id) && draft_find(draft, need->service)) {
                services[count++] = need->service;
            }
        }
    }
    return list_pack_texts(services, count, batch_arena(draft->batch));
}

/* What a need that came over leans on here; the draft has all needs by now. */
static void lean(struct draft *draft, const struct request *from, struct draft_need *item)
{
    const struct need_row *row = &item->row;
    item->wish = (struct need_wish){
        .depends_on = services_of(draft, from, row->depends_on),
        .same_person_as = services_of(draft, from, row->same_person_as),
        .not_same_person_as = services_of(draft, from, row->not_same_person_as),
    };
    item->stated = true;
}

int merge_needs(struct draft *draft, const struct request *from, struct list *ret_services)
{
    struct view services[NEEDS_MAX];
    size_t before = draft->count;
    for (size_t i = 0; i < from->need_count; i++) {
        const struct need_row *need = from->needs[i];
        if (!need_lives(need) || draft_find(draft, need->service)) {
            continue;
        }
        if (draft_live_count(draft) >= NEEDS_MAX || draft->count >= NEEDS_EVER_MAX) {
            return refuse(draft->batch, E_NEEDS_FULL, "data.into", "15 open needs, 45 in all");
        }
        struct draft_need *item = &draft->items[draft->count++];
        *item = (struct draft_need){.row = *need};
        item->row.id = batch_id_new(draft->batch);
        services[draft->count - before - 1] = need->service;
    }
    for (size_t i = before; i < draft->count; i++) {
        lean(draft, from, &draft->items[i]);
    }
    *ret_services = list_pack_texts(services, draft->count - before, batch_arena(draft->batch));
    return OK;
}
