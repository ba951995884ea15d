/* SPDX-License-Identifier: MPL-2.0 */
/* What needs of one request lean on: from services to ids, with separation of duties, without circles. */
#include <assert.h>
#include <stdio.h>

#include "draft.h"

/* The living needs of a draft: fifteen at most, so a set of them is the bits of a number. */
struct web {
    struct draft *draft;
    struct draft_need *items[NEEDS_MAX];
    size_t count;
    uint32_t first[NEEDS_MAX], same[NEEDS_MAX], other[NEEDS_MAX];
};

static int refuse_link(const struct web *web, size_t index, const char *member,
                       const char *expected)
{
    struct draft *draft = web->draft;
    struct view path = arena_print(batch_arena(draft->batch), "%s[%zu].%s", draft->list,
                                   web->items[index]->place, member);
    return refuse(draft->batch, E_NEED_LINK, (const char *)path.bytes, expected);
}

/* The place of the service among the living needs, or count. */
static size_t place_of(const struct web *web, struct view service)
{
    size_t place = 0;
    while (place < web->count && !view_equal(web->items[place]->row.service, service)) {
        place++;
    }
    return place;
}

/* The needs with these ids that still live. */
static uint32_t set_of_ids(const struct web *web, struct view stored)
{
    uint32_t set = 0;
    struct list list = list_of_bytes(stored);
    for (struct id id; list_next_id(&list, &id);) {
        for (size_t i = 0; i < web->count; i++) {
            if (id_equal(web->items[i]->row.id, id)) {
                set |= UINT32_C(1) << i;
            }
        }
    }
    return set;
}

/* The needs for these services; what is not there is left out. */
static uint32_t set_of_services(const struct web *web, struct list services)
{
    uint32_t set = 0;
    for (struct view service; list_next_text(&services, &service);) {
        size_t place = place_of(web, service);
        set |= place < web->count ? UINT32_C(1) << place : 0;
    }
    return set;
}

/* The same for services that a person named: refused when one is not there, or the need itself. */
static int read_services(const struct web *web, size_t index, const char *member,
                         struct list services, uint32_t *ret_set)
{
    struct list rest = services;
    for (struct view service; list_next_text(&rest, &service);) {
        size_t place = place_of(web, service);
        if (place == web->count || place == index) {
            return refuse_link(web, index, member, "other services of the same request");
        }
    }
    *ret_set = set_of_services(web, services);
    return OK;
}

static int read_stated(struct web *web, size_t index)
{
    const struct need_wish *wish = &web->items[index]->wish;
    int result = read_services(web, index, "depends_on", wish->depends_on, &web->first[index]);
    if (result == OK) {
        result =
            read_services(web, index, "same_person_as", wish->same_person_as, &web->same[index]);
    }
    if (result == OK) {
        result = read_services(web, index, "not_same_person_as", wish->not_same_person_as,
                               &web->other[index]);
    }
    return result;
}

/* What a need leans on by a wish, by what it had, by its rule, and by the separation of duties. */
static int read_links(struct web *web, size_t index)
{
    const struct draft_need *item = web->items[index];
    if (item->stated && read_stated(web, index) != OK) {
        return ERR_REFUSED;
    }
    if (!item->stated) {
        web->first[index] = set_of_ids(web, item->row.depends_on);
        web->same[index] = set_of_ids(web, item->row.same_person_as);
        web->other[index] = set_of_ids(web, item->row.not_same_person_as);
    }
    uint32_t self = UINT32_C(1) << index;
    if (item->rule) {
        web->first[index] |= set_of_services(web, list_of_bytes(item->rule->depends_on)) & ~self;
    }
    const struct service_row *service =
        catalogue_service(web->draft->self->catalogue, store_service_id(item->row.service));
    if (service) {
        web->other[index] |= set_of_services(web, list_of_bytes(service->separate_from)) & ~self;
    }
    return OK;
}

/* A need that comes before itself, or count. */
static size_t circle_of(const struct web *web)
{
    uint32_t before[NEEDS_MAX];
    memcpy(before, web->first, sizeof before);
    for (size_t by = 0; by < web->count; by++) {
        for (size_t i = 0; i < web->count; i++) {
            before[i] |= before[i] >> by & 1 ? before[by] : 0;
        }
    }
    size_t place = 0;
    while (place < web->count && !(before[place] >> place & 1)) {
        place++;
    }
    return place;
}

static struct view ids_of(const struct web *web, uint32_t set)
{
    struct id ids[NEEDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < web->count; i++) {
        if (set >> i & 1) {
            ids[count++] = web->items[i]->row.id;
        }
    }
    arena_t *arena = batch_arena(web->draft->batch);
    return count ? list_bytes(list_pack_ids(ids, count, arena), arena) : (struct view){0};
}

static int check_web(const struct web *web)
{
    size_t circle = circle_of(web);
    if (circle < web->count) {
        return refuse_link(web, circle, "depends_on", "an order without a circle");
    }
    for (size_t i = 0; i < web->count; i++) {
        if (web->same[i] & web->other[i]) {
            return refuse_link(web, i, "same_person_as",
                               "not also services that another person must do");
        }
    }
    return OK;
}

int draft_link(struct draft *draft)
{
    struct web web = {.draft = draft};
    for (size_t i = 0; i < draft->count; i++) {
        if (need_lives(&draft->items[i].row)) {
            assert(web.count < NEEDS_MAX);
            web.items[web.count++] = &draft->items[i];
        }
    }
    if (web.count == 0) {
        return refuse(draft->batch, E_NO_NEEDS, draft->list, "at least one need");
    }
    if (draft_is_too_large(draft)) {
        return refuse(draft->batch, E_NEEDS_FULL, draft->list, "shorter reasons, or fewer needs");
    }
    for (size_t i = 0; i < web.count; i++) {
        if (read_links(&web, i) != OK) {
            return ERR_REFUSED;
        }
    }
    if (check_web(&web) != OK) {
        return ERR_REFUSED;
    }
    for (size_t i = 0; i < web.count; i++) {
        web.items[i]->row.depends_on = ids_of(&web, web.first[i]);
        web.items[i]->row.same_person_as = ids_of(&web, web.same[i]);
        web.items[i]->row.not_same_person_as = ids_of(&web, web.other[i]);
    }
    return OK;
}
