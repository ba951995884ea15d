/* SPDX-License-Identifier: MPL-2.0 */
/* Random rows of a month. */
#include "month.h"

#include <stdlib.h>

#include "certificate.h"

enum { KIND_POOL = 1, KIND_OBJECT, KIND_ENGAGEMENT, KIND_PAYER, KIND_COST, KIND_PERSON };

uint64_t roll(uint64_t below)
{
    static uint64_t seed = 2463534242U;
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

struct id id_for(uint8_t kind, uint8_t number)
{
    return (struct id){{kind, number, 7}};
}

static int64_t roll_cents(void)
{
    int64_t cents = 1 + (int64_t)roll(roll(2) ? 1000 : 10000000);
    return roll(4) == 0 ? -cents : cents;
}

static void roll_pools(struct month *month)
{
    static const int drivers[] = {DRIVER_MINUTES, DRIVER_ALL_MINUTES, DRIVER_DIRECT_COST,
                                  DRIVER_MEMBERS, DRIVER_AREA,        DRIVER_TICKETS};
    struct pool_row *pools = arena_alloc(month->arena, MONTH_POOLS * sizeof *pools);
    month->rows.pools = arena_alloc(month->arena, MONTH_POOLS * sizeof(struct pool_row *));
    for (uint8_t i = 0; i < MONTH_POOLS; i++) {
        uint8_t fallback = (uint8_t)drivers[roll(4)];
        pools[i] = (struct pool_row){
            .id = id_for(KIND_POOL, i),
            .code = arena_print(month->arena, "pool%d", i),
            .kind = i == 0 ? POOL_IDLE : POOL_SUPPORT,
            .driver = i == 0 ? DRIVER_ALL_MINUTES : drivers[roll(6)],
            .fallbacks = arena_copy(month->arena, (struct view){&fallback, roll(2)}),
            .professional = roll(3) ? (struct id){{0}} : id_for(KIND_PERSON, (uint8_t)roll(3)),
            .step = (int64_t)roll(4),
            .denominator = roll(3) ? DENOMINATOR_BY_LAW : DENOMINATOR_PRACTICAL,
        };
        month->rows.pools[month->rows.pool_count++] = &pools[i];
    }
}

/* Even numbers are engagements, odd ones other objects. */
static struct id target_of(uint64_t number)
{
    return id_for(number % 2 ? KIND_OBJECT : KIND_ENGAGEMENT, (uint8_t)number);
}

static void roll_costs(struct month *month)
{
    size_t count = roll(MONTH_COSTS + 1);
    struct cost_row *costs = arena_alloc(month->arena, (count + 1) * sizeof *costs);
    month->rows.costs = arena_alloc(month->arena, (count + 1) * sizeof(struct cost_row *));
    for (size_t i = 0; i < count; i++) {
        bool pool = roll(3) > 0;
        uint64_t number = roll(MONTH_OBJECTS);
        costs[i] = (struct cost_row){
            .id = id_for(KIND_COST, (uint8_t)i),
            .day = 20000,
            .amount_cents = roll_cents(),
            .account = view_of(roll(2) ? "rent" : "salaries"),
            .target = pool         ? TARGET_POOL
                      : number % 2 ? TARGET_OBJECT
                                   : TARGET_ENGAGEMENT,
            .target_id = pool ? id_for(KIND_POOL, (uint8_t)roll(MONTH_POOLS)) : target_of(number),
            .unallowable = roll(8) == 0,
        };
        month->rows.costs[month->rows.cost_count++] = &costs[i];
    }
}

/* Works by engagement, as the database sums them. */
static void roll_works(struct month *month)
{
    struct work_sum_row *works = arena_alloc(month->arena, MONTH_WORKS * sizeof *works);
    month->rows.works = arena_alloc(month->arena, MONTH_WORKS * sizeof(struct work_sum_row *));
    for (uint8_t i = 0; i < MONTH_OBJECTS && roll(10); i += 2) {
        for (uint8_t person = 0; person < 3; person++) {
            if (roll(2)) {
                struct work_sum_row *work = &works[month->rows.work_count];
                *work = (struct work_sum_row){.engagement = id_for(KIND_ENGAGEMENT, i),
                                              .professional = id_for(KIND_PERSON, person),
                                              .service = view_of("legal.advice"),
                                              .minutes = 1 + (int64_t)roll(10000)};
                month->rows.works[month->rows.work_count++] = work;
            }
        }
    }
}

static void roll_readings(struct month *month)
{
    struct reading_row *readings =
        arena_alloc(month->arena, MONTH_POOLS * MONTH_OBJECTS * sizeof *readings);
    month->rows.readings =
        arena_alloc(month->arena, MONTH_POOLS * MONTH_OBJECTS * sizeof(struct reading_row *));
    for (size_t pool = 0; pool < MONTH_POOLS; pool++) {
        int driver = (int)month->rows.pools[pool]->driver;
        for (uint64_t to = 0; to < MONTH_OBJECTS && driver >= DRIVER_AREA; to++) {
            bool inward = to < MONTH_POOLS && to != pool && roll(3) == 0;
            if (roll(3) == 0) {
                continue;
            }
            readings[month->rows.reading_count] = (struct reading_row){
                .pool = month->rows.pools[pool]->id,
                .driver = driver,
                .target = inward   ? TARGET_POOL
                          : to % 2 ? TARGET_OBJECT
                                   : TARGET_ENGAGEMENT,
                .target_id = inward ? id_for(KIND_POOL, (uint8_t)to) : target_of(to),
                .quantity = (int64_t)roll(100)};
            month->rows.readings[month->rows.reading_count] = &readings[month->rows.reading_count];
            month->rows.reading_count++;
        }
    }
}

static struct view roll_weights(arena_t *arena)
{
    struct payer_weight weights[3];
    size_t count = 1 + roll(3), first = roll(MONTH_PAYERS);
    for (size_t i = 0; i < count; i++) {
        uint8_t payer = (uint8_t)((first + 5 * i) % MONTH_PAYERS);
        weights[i] = (struct payer_weight){.payer = id_for(KIND_PAYER, payer),
                                           .weight = 1 + (int64_t)roll(9)};
    }
    return list_bytes(payer_weight_list(weights, count, arena), arena);
}

static void roll_objects(struct month *month)
{
    arena_t *arena = month->arena;
    struct cost_object_row *objects = arena_alloc(arena, MONTH_OBJECTS * sizeof *objects);
    month->rows.objects = arena_alloc(arena, MONTH_OBJECTS * sizeof(struct cost_object_row *));
    struct engagement_payer_row *payers = arena_alloc(arena, MONTH_OBJECTS * 2 * sizeof *payers);
    month->rows.engagement_payers =
        arena_alloc(arena, MONTH_OBJECTS * 2 * sizeof(struct engagement_payer_row *));
    for (uint8_t i = 0; i < MONTH_OBJECTS; i++) {
        if (i % 2) {
            bool all = roll(4) == 0;
            objects[i] = (struct cost_object_row){
                .id = target_of(i),
                .all_members = all,
                .payers = all ? list_bytes((struct list){.count = 0}, arena) : roll_weights(arena)};
            month->rows.objects[month->rows.object_count++] = &objects[i];
            continue;
        }
        for (uint8_t payer = 0; payer < 1 + i % 4; payer += 2) {
            struct engagement_payer_row *row = &payers[month->rows.engagement_payer_count];
            *row = (struct engagement_payer_row){target_of(i), id_for(KIND_PAYER, i + payer),
                                                 2 + 2 * (int64_t)roll(9)};
            month->rows.engagement_payers[month->rows.engagement_payer_count++] = row;
        }
    }
}

static void roll_payers(struct month *month)
{
    struct id *members = arena_alloc(month->arena, MONTH_PAYERS * sizeof *members);
    struct charge_sum_row *charges = arena_alloc(month->arena, MONTH_PAYERS * sizeof *charges);
    month->rows.charges = arena_alloc(month->arena, MONTH_PAYERS * sizeof(struct charge_sum_row *));
    for (uint8_t i = 0; i < MONTH_PAYERS; i++) {
        members[month->rows.member_count++] = id_for(KIND_PAYER, i);
        if (roll(2)) {
            charges[i] = (struct charge_sum_row){id_for(KIND_PAYER, i), roll_cents()};
            month->rows.charges[month->rows.charge_count++] = &charges[i];
        }
    }
    month->rows.members = members;
}

struct month month_roll(arena_t *arena)
{
    struct month month = {
        .arena = arena,
        .period = {.code = view_of("2026-11"),
                   .first_day = 20000,
                   .last_day = 20029,
                   .fiscal_year = view_of("2026"),
                   .currency = view_of("CAD")},
        .laws = {.method = (enum allocation_method)roll(allocation_method_count),
                 .idle_time = roll(2) ? IDLE_PAID_BY_ALL : IDLE_PAID_BY_USERS},
    };
    roll_pools(&month);
    roll_costs(&month);
    roll_works(&month);
    roll_readings(&month);
    roll_objects(&month);
    roll_payers(&month);
    return month;
}

struct certificate *month_solve(const struct month *month, struct assembly *ret_assembly)
{
    struct period_rows rows = month->rows;
    struct assembly assembly;
    char expected[160];
    rows.period = &month->period;
    rows.laws = &month->laws;
    if (assembly_make(&rows, month->arena, &assembly, expected) ||
        allocation_check(&assembly.problem, month->arena).fault != ALLOCATION_SOUND) {
        return NULL;
    }
    const struct allocation *allocation = allocation_solve(&assembly.problem, month->arena);
    struct certificate *certificate = arena_alloc(month->arena, sizeof *certificate);
    *certificate =
        certificate_make(&month->period, &month->laws, &assembly, allocation, month->arena);
    if (ret_assembly) {
        *ret_assembly = assembly;
    }
    return certificate;
}
