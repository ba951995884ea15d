/* SPDX-License-Identifier: MPL-2.0 */
/* From fractions to whole cents, to the payers and to their lines. */
#include <assert.h>
#include <stdlib.h>

#include "allocation_parts.h"

/* ---- largest remainder ---- */

static void cut(struct rounding_part *part)
{
    mpz_t whole, rest;
    mpz_inits(whole, rest, NULL);
    mpz_fdiv_qr(whole, rest, mpq_numref(part->quota), mpq_denref(part->quota));
    assert(mpz_fits_slong_p(whole));
    part->whole = mpz_get_si(whole);
    mpz_mul_2exp(rest, rest, 64);
    mpz_fdiv_q(rest, rest, mpq_denref(part->quota));
    part->remainder = mpz_get_ui(rest);
    mpz_clears(whole, rest, NULL);
}

static int compare_remainders(const struct rounding_part *a, const struct rounding_part *b)
{
    mpq_t one, other, whole;
    mpq_inits(one, other, whole, NULL);
    mpq_set_si(whole, a->whole, 1);
    mpq_sub(one, a->quota, whole);
    mpq_set_si(whole, b->whole, 1);
    mpq_sub(other, b->quota, whole);
    int order = mpq_cmp(one, other);
    mpq_clears(one, other, whole, NULL);
    return order;
}

/* The largest remainder first; the first 64 bits mostly decide. */
static int compare_parts(const void *a, const void *b)
{
    const struct rounding_part *left = a, *right = b;
    if (left->remainder != right->remainder) {
        return left->remainder > right->remainder ? -1 : 1;
    }
    int order = compare_remainders(left, right);
    return order ? -order : id_compare(left->id, right->id);
}

/* Rounding memory can ask for one more or one less than the remainders give: it goes round again. */
void round_parts(struct rounding_part *parts, size_t count, int64_t total)
{
    int64_t missing = total;
    for (size_t i = 0; i < count; i++) {
        cut(&parts[i]);
        missing -= parts[i].whole;
    }
    if (count == 0) {
        assert(missing == 0);
        return;
    }
    int64_t each = missing / (int64_t)count - (missing % (int64_t)count < 0);
    int64_t rest = missing - each * (int64_t)count;
    if (rest > 0) {
        qsort(parts, count, sizeof *parts, compare_parts);
    }
    for (size_t i = 0; i < count; i++) {
        parts[i].whole += each + ((int64_t)i < rest);
    }
}

/* ---- payers ---- */

/* What one payer has to do with one object. */
struct bond {
    int32_t object;
    int64_t weight, weight_sum;
};

/* All bonds, by payer; those of payer p are first[p] .. first[p + 1] - 1. */
struct bonds {
    const struct allocation_problem *problem;
    const fractions_t *objects;
    size_t *first;
    struct bond *items;
};

static int64_t sum_weights(const struct allocation_object *object)
{
    int64_t sum = 0;
    for (size_t i = 0; i < object->share_count; i++) {
        sum += object->shares[i].weight;
    }
    return sum;
}

static void add_bonds(struct bonds *bonds, int32_t object, size_t *next)
{
    const struct allocation_object *one = &bonds->problem->objects[object];
    int64_t sum = sum_weights(one);
    for (size_t i = 0; i < one->share_count; i++) {
        if (one->shares[i].weight > 0) {
            bonds->items[next[one->shares[i].payer]++] =
                (struct bond){.object = object, .weight = one->shares[i].weight, .weight_sum = sum};
        }
    }
}

static void count_bonds(const struct allocation_object *object, size_t *first)
{
    for (size_t i = 0; i < object->share_count; i++) {
        first[object->shares[i].payer + 1] += object->shares[i].weight > 0;
    }
}

/* Objects that cost nothing in the end have no line. */
static struct bonds make_bonds(const struct allocation_problem *problem, const fractions_t *objects,
                               arena_t *arena)
{
    size_t payer_count = problem->payer_count;
    struct bonds bonds = {.problem = problem,
                          .objects = objects,
                          .first = arena_alloc(arena, (payer_count + 1) * sizeof(size_t))};
    for (size_t i = 0; i < problem->object_count; i++) {
        if (mpq_sgn(objects->items[i]) != 0) {
            count_bonds(&problem->objects[i], bonds.first);
        }
    }
    for (size_t p = 0; p < payer_count; p++) {
        bonds.first[p + 1] += bonds.first[p];
    }
    bonds.items = arena_alloc(arena, (bonds.first[payer_count] + 1) * sizeof(struct bond));
    size_t *next = arena_alloc(arena, (payer_count + 1) * sizeof(size_t));
    memcpy(next, bonds.first, (payer_count + 1) * sizeof(size_t));
    for (size_t i = 0; i < problem->object_count; i++) {
        if (mpq_sgn(objects->items[i]) != 0) {
            add_bonds(&bonds, (int32_t)i, next);
        }
    }
    return bonds;
}

/* The exact part of an object that falls to a payer. */
static void set_part(const struct bonds *bonds, const struct bond *bond, mpq_t ret_part)
{
    mpq_set_si(ret_part, bond->weight, (unsigned long)bond->weight_sum);
    mpq_canonicalize(ret_part);
    mpq_mul(ret_part, ret_part, bonds->objects->items[bond->object]);
}

static void set_carry(struct view carry, mpq_t ret_carry, arena_t *arena)
{
    if (carry.size > 0) {
        struct view text = arena_print(arena, "%.*s", (int)carry.size, (const char *)carry.bytes);
        int result = mpq_set_str(ret_carry, (const char *)text.bytes, 10);
        assert(result == 0);
        mpq_canonicalize(ret_carry);
    }
}

static void add_quotas(const struct bonds *bonds, fractions_t *quotas, arena_t *arena)
{
    mpq_t part;
    mpq_init(part);
    for (size_t p = 0; p < quotas->count; p++) {
        set_carry(bonds->problem->payers[p].carry, quotas->items[p], arena);
        for (size_t i = bonds->first[p]; i < bonds->first[p + 1]; i++) {
            set_part(bonds, &bonds->items[i], part);
            mpq_add(quotas->items[p], quotas->items[p], part);
        }
    }
    mpq_clear(part);
}

/* Every payer's cents, which sum to the cost; what is left of each quota is its carry. */
static void round_payers(const struct allocation_problem *problem, fractions_t *quotas,
                         struct allocation *allocation, arena_t *arena)
{
    struct rounding_part *parts = arena_alloc(arena, (quotas->count + 1) * sizeof *parts);
    for (size_t p = 0; p < quotas->count; p++) {
        parts[p] = (struct rounding_part){
            .quota = quotas->items[p], .id = problem->payers[p].id, .place = p};
    }
    round_parts(parts, quotas->count, allocation->cost_cents);
    mpq_t whole;
    mpq_init(whole);
    for (size_t i = 0; i < quotas->count; i++) {
        struct allocation_payer_result *payer = &allocation->payers[parts[i].place];
        payer->cents = parts[i].whole;
        mpq_set_si(whole, payer->cents, 1);
        mpq_sub(whole, quotas->items[parts[i].place], whole);
        payer->carry = fraction_print(whole, arena);
    }
    mpq_clear(whole);
}

static int compare_places(const void *a, const void *b)
{
    const struct rounding_part *left = a, *right = b;
    return (left->place > right->place) - (left->place < right->place);
}

/* A payer's cents over its lines. */
static void split_payer(const struct bonds *bonds, int32_t payer, struct allocation *allocation)
{
    const struct bond *own = &bonds->items[bonds->first[payer]];
    size_t count = bonds->first[payer + 1] - bonds->first[payer];
    AUTO(fractions_t) *quotas = fractions_new(count);
    struct rounding_part *parts = calloc(count, sizeof *parts);
    if (!parts) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        set_part(bonds, &own[i], quotas->items[i]);
        parts[i] = (struct rounding_part){
            .quota = quotas->items[i], .id = bonds->problem->objects[own[i].object].id, .place = i};
    }
    round_parts(parts, count, allocation->payers[payer].cents);
    qsort(parts, count, sizeof *parts, compare_places);
    for (size_t i = 0; i < count; i++) {
        allocation->lines[allocation->line_count++] = (struct allocation_line){
            .payer = payer, .object = own[i].object, .cents = parts[i].whole};
    }
    free(parts);
}

void split_over_payers(const struct allocation_problem *problem, const fractions_t *objects,
                       struct allocation *ret_allocation, arena_t *arena)
{
    struct bonds bonds = make_bonds(problem, objects, arena);
    AUTO(fractions_t) *quotas = fractions_new(problem->payer_count);
    add_quotas(&bonds, quotas, arena);
    ret_allocation->payers =
        arena_alloc(arena, (problem->payer_count + 1) * sizeof *ret_allocation->payers);
    round_payers(problem, quotas, ret_allocation, arena);
    size_t line_max = bonds.first[problem->payer_count] + problem->payer_count;
    ret_allocation->lines = arena_alloc(arena, (line_max + 1) * sizeof *ret_allocation->lines);
    for (int32_t p = 0; p < (int32_t)problem->payer_count; p++) {
        if (bonds.first[p + 1] > bonds.first[p]) {
            split_payer(&bonds, p, ret_allocation);
        } else if (ret_allocation->payers[p].cents != 0) {
            ret_allocation->lines[ret_allocation->line_count++] = (struct allocation_line){
                .payer = p, .object = ALLOCATION_NONE, .cents = ret_allocation->payers[p].cents};
        }
    }
}
