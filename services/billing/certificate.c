/* SPDX-License-Identifier: MPL-2.0 */
/* From the numbers of a period to its certificate. */
#include "certificate.h"

#include <assert.h>

static struct list list_drivers(const struct assembly *assembly, arena_t *arena)
{
    struct certificate_driver *drivers =
        arena_alloc(arena, (assembly->driver_count + 1) * sizeof *drivers);
    for (size_t i = 0; i < assembly->driver_count; i++) {
        const struct assembly_driver *driver = &assembly->drivers[i];
        struct certificate_count *counts =
            arena_alloc(arena, (driver->target_count + 1) * sizeof *counts);
        for (size_t t = 0; t < driver->target_count; t++) {
            const struct allocation_target *target = &driver->targets[t];
            counts[t] = (struct certificate_count){
                .place = target->place, .quantity = target->quantity, .pool = target->pool};
        }
        drivers[i] = (struct certificate_driver){
            .kind = driver->kind,
            .counts = certificate_count_list(counts, driver->target_count, arena)};
    }
    return certificate_driver_list(drivers, assembly->driver_count, arena);
}

static struct list list_pools(const struct assembly *assembly, const struct allocation *allocation,
                              arena_t *arena)
{
    size_t count = assembly->problem.pool_count;
    struct certificate_pool *pools = arena_alloc(arena, (count + 1) * sizeof *pools);
    for (size_t i = 0; i < count; i++) {
        const struct allocation_pool *pool = &assembly->problem.pools[i];
        struct certificate_link links[ALLOCATION_CHAIN_MAX];
        for (size_t c = 0; c < pool->chain_count; c++) {
            links[c] = (struct certificate_link){.driver = pool->chain[c]};
        }
        pools[i] = assembly->pools[i];
        pools[i].cost_cents = pool->cost_cents;
        pools[i].chain = certificate_link_list(links, pool->chain_count, arena);
        pools[i].used = allocation->pools[i].driver;
        pools[i].quantity = allocation->pools[i].quantity;
        pools[i].through = allocation->pools[i].through;
    }
    return certificate_pool_list(pools, count, arena);
}

static struct list list_objects(const struct assembly *assembly, arena_t *arena)
{
    size_t count = assembly->problem.object_count;
    struct certificate_object *objects = arena_alloc(arena, (count + 1) * sizeof *objects);
    for (size_t i = 0; i < count; i++) {
        const struct allocation_object *object = &assembly->problem.objects[i];
        struct certificate_share *shares =
            arena_alloc(arena, (object->share_count + 1) * sizeof *shares);
        for (size_t s = 0; s < object->share_count; s++) {
            shares[s] = (struct certificate_share){.payer = object->shares[s].payer,
                                                   .weight = object->shares[s].weight};
        }
        objects[i] = (struct certificate_object){
            .id = object->id,
            .kind = assembly->object_kinds[i],
            .direct_cents = object->direct_cents,
            .shares = certificate_share_list(shares, object->share_count, arena)};
    }
    return certificate_object_list(objects, count, arena);
}

static struct list list_payers(const struct assembly *assembly, const struct bylaws *laws,
                               const struct allocation *allocation, arena_t *arena)
{
    size_t count = assembly->problem.payer_count;
    struct certificate_payer *payers = arena_alloc(arena, (count + 1) * sizeof *payers);
    for (size_t i = 0; i < count; i++) {
        const struct allocation_payer_result *result = &allocation->payers[i];
        payers[i] = (struct certificate_payer){
            .id = assembly->problem.payers[i].id,
            .cents = result->cents,
            .provisional_cents = assembly->provisional_cents[i],
            .true_up_cents = result->cents - assembly->provisional_cents[i],
            .carry_before = assembly->problem.payers[i].carry,
        };
        if (laws->rounding_memory && !view_is(result->carry, "0")) {
            payers[i].carry_after = result->carry;
        }
    }
    return certificate_payer_list(payers, count, arena);
}

static struct list list_lines(const struct allocation *allocation, arena_t *arena)
{
    struct certificate_line *lines =
        arena_alloc(arena, (allocation->line_count + 1) * sizeof *lines);
    for (size_t i = 0; i < allocation->line_count; i++) {
        const struct allocation_line *line = &allocation->lines[i];
        lines[i] = (struct certificate_line){
            .payer = line->payer, .object = line->object, .cents = line->cents};
    }
    return certificate_line_list(lines, allocation->line_count, arena);
}

struct certificate certificate_make(const struct period_row *period, const struct bylaws *laws,
                                    const struct assembly *assembly,
                                    const struct allocation *allocation, arena_t *arena)
{
    int64_t provisional_cents = 0;
    for (size_t i = 0; i < assembly->problem.payer_count; i++) {
        provisional_cents += assembly->provisional_cents[i];
    }
    return (struct certificate){
        .format = 1,
        .period = period->code,
        .number = period->certificate_count + 1,
        .previous = period->certificate_hash,
        .first_day = period->first_day,
        .last_day = period->last_day,
        .fiscal_year = period->fiscal_year,
        .currency = period->currency,
        .method = (int)laws->method,
        .idle_time = (int)laws->idle_time,
        .late_costs = (int)laws->late_costs,
        .rounding_memory = laws->rounding_memory,
        .reserve_pool = laws->reserve_pool,
        .cost_cents = allocation->cost_cents,
        .carried_cents = allocation->carried_cents,
        .provisional_cents = provisional_cents,
        .true_up_cents = allocation->cost_cents - provisional_cents,
        .entries = certificate_entry_list(assembly->entries, assembly->entry_count, arena),
        .drivers = list_drivers(assembly, arena),
        .pools = list_pools(assembly, allocation, arena),
        .objects = list_objects(assembly, arena),
        .payers = list_payers(assembly, laws, allocation, arena),
        .lines = list_lines(allocation, arena),
        .program = view_of("entraide-billing 0.1"),
        .surplus_policy = (int)laws->surplus,
        .non_member_policy = (int)laws->non_members,
        .reserve_ppm = laws->non_members == NON_MEMBER_RESERVE ? laws->reserve_ppm : 0,
    };
}

struct view certificate_pack(const struct certificate *certificate, arena_t *arena)
{
    return record_pack(&record_certificate, certificate, arena);
}

struct certificate certificate_read(struct view body)
{
    struct certificate certificate;
    struct refusal refusal;
    int result = record_decode(&record_certificate, body, "certificate", &certificate, &refusal);
    assert(result == 0); /* what certificate_pack wrote */
    (void)result;
    return certificate;
}
