/* SPDX-License-Identifier: MPL-2.0 */
/* Rows become pools, objects and payers. */
#include "assembly.h"

#include <assert.h>
#include <stdlib.h>

#include "assembly_parts.h"
#include "pool.h"
#include "proto/id.h"

struct id assembly_members_object(void)
{
    return id_from_text("object", view_of("members"));
}

/* ---- places ---- */

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct id));
}

void places_settle(struct places *places)
{
    size_t kept = 0;
    qsort(places->ids, places->count, sizeof *places->ids, compare_ids);
    for (size_t i = 0; i < places->count; i++) {
        if (kept == 0 || !id_equal(places->ids[kept - 1], places->ids[i])) {
            places->ids[kept++] = places->ids[i];
        }
    }
    places->count = kept;
}

int32_t places_find(const struct places *places, struct id id)
{
    const struct id *found = places->count > 0 ? bsearch(&id, places->ids, places->count,
                                                         sizeof *places->ids, compare_ids)
                                               : NULL;
    return found ? (int32_t)(found - places->ids) : ALLOCATION_NONE;
}

/* ---- pools ---- */

static int compare_steps(const void *a, const void *b)
{
    const struct pool_row *const *left = a, *const *right = b;
    if ((*left)->step != (*right)->step) {
        return (*left)->step < (*right)->step ? -1 : 1;
    }
    return id_compare((*left)->id, (*right)->id);
}

static int denominator_of(const struct pool_row *pool, const struct bylaws *laws)
{
    if (pool->denominator != DENOMINATOR_BY_LAW) {
        return (int)pool->denominator;
    }
    return laws->idle_time == IDLE_PAID_BY_ALL ? DENOMINATOR_PRACTICAL : DENOMINATOR_ACTUAL;
}

/* Pools that exist in the period, and those that have cost in it all the same. */
static bool is_used(const struct assembling *it, const struct pool_row *pool)
{
    if (pool_holds(pool, it->rows->period)) {
        return true;
    }
    for (size_t i = 0; i < it->rows->cost_count; i++) {
        if (id_equal(it->rows->costs[i]->target_id, pool->id)) {
            return true;
        }
    }
    return false;
}

static void place_pools(struct assembling *it)
{
    const struct period_rows *rows = it->rows;
    size_t count = 0;
    const struct pool_row **used =
        arena_alloc(it->arena, (rows->pool_count + 1) * sizeof(struct pool_row *));
    assert(rows->pool_count <= ALLOCATION_POOL_MAX); /* billing.pool.put keeps no more */
    for (size_t i = 0; i < rows->pool_count; i++) {
        if (is_used(it, rows->pools[i])) {
            used[count++] = rows->pools[i];
        }
    }
    qsort(used, count, sizeof(struct pool_row *), compare_steps);
    it->pools = arena_alloc(it->arena, (count + 1) * sizeof *it->pools);
    it->assembly->pools = arena_alloc(it->arena, (count + 1) * sizeof *it->assembly->pools);
    it->pool_ids.ids = arena_alloc(it->arena, (count + 1) * sizeof(struct id));
    it->pool_ids.count = count;
    it->idle_pool = ALLOCATION_NONE;
    for (size_t i = 0; i < count; i++) {
        it->pools[i].id = it->pool_ids.ids[i] = used[i]->id;
        it->assembly->pools[i] = (struct certificate_pool){
            .id = used[i]->id,
            .code = arena_copy(it->arena, used[i]->code),
            .kind = (int)used[i]->kind,
            .step = used[i]->step,
            .denominator = denominator_of(used[i], rows->laws),
        };
        if (used[i]->kind == POOL_IDLE && it->idle_pool == ALLOCATION_NONE) {
            it->idle_pool = (int32_t)i;
        }
    }
    places_settle(&it->pool_ids);
    it->pool_places = arena_alloc(it->arena, (count + 1) * sizeof *it->pool_places);
    for (size_t i = 0; i < count; i++) {
        it->pool_places[places_find(&it->pool_ids, used[i]->id)] = (int32_t)i;
    }
    it->assembly->problem.pools = it->pools;
    it->assembly->problem.pool_count = count;
}

int32_t assembling_pool(const struct assembling *it, struct id id)
{
    int32_t place = places_find(&it->pool_ids, id);
    return place == ALLOCATION_NONE ? ALLOCATION_NONE : it->pool_places[place];
}

/* ---- objects ---- */

static void place_objects(struct assembling *it)
{
    const struct period_rows *rows = it->rows;
    size_t most = rows->work_count + rows->cost_count + rows->reading_count + 1;
    it->objects.ids = arena_alloc(it->arena, most * sizeof(struct id));
    size_t count = 0;
    it->objects.ids[count++] = it->members;
    for (size_t i = 0; i < rows->work_count; i++) {
        it->objects.ids[count++] = rows->works[i]->engagement;
    }
    for (size_t i = 0; i < rows->cost_count; i++) {
        if (rows->costs[i]->target != TARGET_POOL) {
            it->objects.ids[count++] = rows->costs[i]->target_id;
        }
    }
    for (size_t i = 0; i < rows->reading_count; i++) {
        if (rows->readings[i]->target != TARGET_POOL) {
            it->objects.ids[count++] = rows->readings[i]->target_id;
        }
    }
    it->objects.count = count;
    places_settle(&it->objects);
}

/* ---- payers ---- */

/* The payers of the certificate before, by their places in it. */
static struct places list_former_payers(const struct certificate *former, arena_t *arena)
{
    struct list payers = former->payers;
    struct certificate_payer payer;
    struct places places = {arena_alloc(arena, (payers.count + 1) * sizeof(struct id)), 0};
    while (certificate_payer_next(&payers, &payer)) {
        places.ids[places.count++] = payer.id;
    }
    return places;
}

/* The objects of the certificate before that somebody paid, by id as they stand there. The members are those
   who paid as members under it, if they did. */
static void take_former_objects(struct assembling *it, struct period_rows *rows)
{
    struct list objects = rows->former->objects;
    struct certificate_object object;
    it->former_objects.ids = arena_alloc(it->arena, (objects.count + 1) * sizeof(struct id));
    while (certificate_object_next(&objects, &object)) {
        if (object.shares.count == 0) {
            continue;
        }
        it->former_objects.ids[it->former_objects.count++] = object.id;
        if (id_equal(object.id, it->members)) {
            struct id *members = arena_alloc(it->arena, object.shares.count * sizeof *members);
            struct certificate_share share;
            rows->member_count = 0;
            while (certificate_share_next(&object.shares, &share)) {
                members[rows->member_count++] = it->former_payers.ids[share.payer];
            }
            rows->members = members;
        }
    }
}

/* Is the object one of the period whose payers are not known from the certificate before. */
static bool asks_payers(const struct assembling *it, struct id object)
{
    return places_find(&it->objects, object) != ALLOCATION_NONE &&
           places_find(&it->former_objects, object) == ALLOCATION_NONE;
}

static size_t count_payers(const struct assembling *it)
{
    const struct period_rows *rows = it->rows;
    size_t most = rows->engagement_payer_count + rows->charge_count + rows->member_count +
                  rows->carries.count + it->former_payers.count;
    for (size_t i = 0; i < rows->object_count; i++) {
        most += list_of_bytes(rows->objects[i]->payers).count;
    }
    return most;
}

static bool charges_members(const struct assembling *it)
{
    const struct period_rows *rows = it->rows;
    for (size_t i = 0; i < rows->object_count; i++) {
        if (rows->objects[i]->all_members) {
            return true;
        }
    }
    for (size_t i = 0; i < rows->pool_count; i++) {
        if (pool_uses(rows->pools[i], DRIVER_MEMBERS)) {
            return true;
        }
    }
    return false;
}

static void place_payers(struct assembling *it)
{
    const struct period_rows *rows = it->rows;
    struct id *ids = arena_alloc(it->arena, (count_payers(it) + 1) * sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < rows->engagement_payer_count; i++) {
        if (asks_payers(it, rows->engagement_payers[i]->engagement)) {
            ids[count++] = rows->engagement_payers[i]->payer;
        }
    }
    for (size_t i = 0; i < rows->charge_count; i++) {
        ids[count++] = rows->charges[i]->payer;
    }
    for (size_t i = 0; i < rows->object_count; i++) {
        struct list payers = list_of_bytes(rows->objects[i]->payers);
        struct payer_weight payer;
        while (asks_payers(it, rows->objects[i]->id) && payer_weight_next(&payers, &payer)) {
            ids[count++] = payer.payer;
        }
    }
    if (charges_members(it)) {
        memcpy(&ids[count], rows->members, rows->member_count * sizeof *ids);
        count += rows->member_count;
    }
    for (size_t i = 0; i < it->former_payers.count; i++) {
        ids[count++] = it->former_payers.ids[i];
    }
    struct list carries = rows->carries;
    struct certificate_payer carry;
    while (certificate_payer_next(&carries, &carry)) {
        if (carry.carry_after.size > 0) {
            ids[count++] = carry.id;
        }
    }
    it->payers = (struct places){ids, count};
    places_settle(&it->payers);
}

static void keep_payers(struct assembling *it)
{
    const struct period_rows *rows = it->rows;
    struct allocation_payer *payers =
        arena_alloc(it->arena, (it->payers.count + 1) * sizeof *payers);
    int64_t *provisional = arena_alloc(it->arena, (it->payers.count + 1) * sizeof *provisional);
    for (size_t i = 0; i < it->payers.count; i++) {
        payers[i].id = it->payers.ids[i];
    }
    for (size_t i = 0; i < rows->charge_count; i++) {
        provisional[places_find(&it->payers, rows->charges[i]->payer)] =
            rows->charges[i]->amount_cents;
    }
    struct list carries = rows->carries;
    struct certificate_payer carry;
    while (certificate_payer_next(&carries, &carry)) {
        if (carry.carry_after.size > 0) {
            payers[places_find(&it->payers, carry.id)].carry =
                arena_copy(it->arena, carry.carry_after);
        }
    }
    it->assembly->provisional_cents = provisional;
    it->assembly->problem.payers = payers;
    it->assembly->problem.payer_count = it->payers.count;
}

/* ---- shares ---- */

static void share_by_members(struct assembling *it, struct allocation_object *object)
{
    size_t count = it->rows->member_count;
    struct allocation_share *shares = arena_alloc(it->arena, (count + 1) * sizeof *shares);
    for (size_t i = 0; i < count; i++) {
        shares[i] = (struct allocation_share){places_find(&it->payers, it->rows->members[i]), 1};
    }
    object->shares = shares;
    object->share_count = count;
}

/* Weights 20 and 10 say the same as 2 and 1, and a certificate has one form. */
static void reduce_weights(struct allocation_share *shares, size_t count)
{
    int64_t divisor = 0;
    for (size_t i = 0; i < count; i++) {
        for (int64_t rest = shares[i].weight; rest != 0;) {
            int64_t next = divisor % rest;
            divisor = rest;
            rest = next;
        }
    }
    for (size_t i = 0; i < count && divisor > 1; i++) {
        shares[i].weight /= divisor;
    }
}

static int compare_payers(const void *a, const void *b)
{
    const struct allocation_share *left = a, *right = b;
    return (left->payer > right->payer) - (left->payer < right->payer);
}

static void share_object(struct assembling *it, const struct cost_object_row *row)
{
    if (!asks_payers(it, row->id)) {
        return;
    }
    struct allocation_object *object = &it->object_items[places_find(&it->objects, row->id)];
    if (row->all_members) {
        share_by_members(it, object);
        return;
    }
    struct list payers = list_of_bytes(row->payers);
    struct allocation_share *shares = arena_alloc(it->arena, (payers.count + 1) * sizeof *shares);
    struct payer_weight payer;
    while (payer_weight_next(&payers, &payer)) {
        shares[object->share_count++] =
            (struct allocation_share){places_find(&it->payers, payer.payer), payer.weight};
    }
    qsort(shares, object->share_count, sizeof *shares, compare_payers);
    reduce_weights(shares, object->share_count);
    object->shares = shares;
}

/* Rows of one engagement stand together. */
static void share_engagements(struct assembling *it)
{
    const struct period_rows *rows = it->rows;
    struct allocation_share *shares =
        arena_alloc(it->arena, (rows->engagement_payer_count + 1) * sizeof *shares);
    size_t first = 0;
    for (size_t i = 0; i < rows->engagement_payer_count; i++) {
        const struct engagement_payer_row *row = rows->engagement_payers[i];
        const struct engagement_payer_row *next =
            i + 1 < rows->engagement_payer_count ? rows->engagement_payers[i + 1] : NULL;
        assert(row);
        int32_t place = places_find(&it->objects, row->engagement);
        shares[i] = (struct allocation_share){places_find(&it->payers, row->payer), row->weight};
        if (place != ALLOCATION_NONE) {
            struct allocation_object *object = &it->object_items[place];
            object->shares = object->share_count == 0 ? &shares[i] : object->shares;
            object->share_count++;
            it->assembly->object_kinds[place] = TARGET_ENGAGEMENT;
        }
        if (!next || !id_equal(next->engagement, row->engagement)) {
            reduce_weights(&shares[first], i + 1 - first);
            first = i + 1;
        }
    }
}

/* Payers keep their order, so their places rise as they did. */
static void share_as_before(struct assembling *it)
{
    struct list objects = it->rows->former->objects;
    struct certificate_object former;
    while (certificate_object_next(&objects, &former)) {
        int32_t place = places_find(&it->objects, former.id);
        if (place == ALLOCATION_NONE || former.shares.count == 0) {
            continue;
        }
        struct allocation_share *shares =
            arena_alloc(it->arena, former.shares.count * sizeof *shares);
        struct certificate_share share;
        size_t count = 0;
        while (certificate_share_next(&former.shares, &share)) {
            struct id payer = it->former_payers.ids[share.payer];
            shares[count++] =
                (struct allocation_share){places_find(&it->payers, payer), share.weight};
        }
        it->object_items[place].shares = shares;
        it->object_items[place].share_count = count;
    }
}

static void keep_objects(struct assembling *it)
{
    size_t count = it->objects.count;
    it->object_items = arena_alloc(it->arena, (count + 1) * sizeof *it->object_items);
    it->assembly->object_kinds = arena_alloc(it->arena, (count + 1) * sizeof(int));
    for (size_t i = 0; i < count; i++) {
        it->object_items[i].id = it->objects.ids[i];
        it->assembly->object_kinds[i] = TARGET_OBJECT;
    }
    share_engagements(it);
    for (size_t i = 0; i < it->rows->object_count; i++) {
        share_object(it, it->rows->objects[i]);
    }
    if (charges_members(it)) {
        share_by_members(it, &it->object_items[places_find(&it->objects, it->members)]);
    }
    if (it->rows->former) {
        share_as_before(it);
    }
    it->assembly->problem.objects = it->object_items;
    it->assembly->problem.object_count = count;
}

/* ---- cost ---- */

static void add_cost(struct assembling *it, const struct cost_row *cost)
{
    struct assembly *assembly = it->assembly;
    assembly->entries[assembly->entry_count++] = (struct certificate_entry){
        .id = cost->id,
        .day = cost->day,
        .amount_cents = cost->amount_cents,
        .account = arena_copy(it->arena, cost->account),
        .target = (int)cost->target,
        .target_id = cost->target_id,
        .unallowable = cost->unallowable,
        .funder = cost->funder,
    };
    if (cost->unallowable) {
        return;
    }
    if (cost->target == TARGET_POOL) {
        it->pools[assembling_pool(it, cost->target_id)].cost_cents += cost->amount_cents;
    } else {
        it->object_items[places_find(&it->objects, cost->target_id)].direct_cents +=
            cost->amount_cents;
    }
}

int assembly_make(const struct period_rows *rows, arena_t *arena, struct assembly *ret_assembly,
                  char ret_expected[160])
{
    *ret_assembly = (struct assembly){.problem.method = rows->laws->method};
    struct period_rows own = *rows;
    struct assembling it = {.rows = &own,
                            .arena = arena,
                            .assembly = ret_assembly,
                            .members = assembly_members_object()};
    if (rows->former) {
        it.former_payers = list_former_payers(rows->former, arena);
        take_former_objects(&it, &own);
    }
    place_pools(&it);
    place_objects(&it);
    place_payers(&it);
    keep_payers(&it);
    keep_objects(&it);
    ret_assembly->entries =
        arena_alloc(arena, (rows->cost_count + 1) * sizeof *ret_assembly->entries);
    for (size_t i = 0; i < rows->cost_count; i++) {
        add_cost(&it, rows->costs[i]);
    }
    return assembling_drivers(&it, ret_expected);
}
