/* SPDX-License-Identifier: MPL-2.0 */
/* What flows through the pools, what the objects cost, and who pays which cent. */
#include <stdlib.h>
#include <string.h>

#include "proto/cleanup.h"
#include "verify.h"

DEFINE_AUTO(fractions_t, fractions_free)

/* ---- largest remainder ---- */

struct ranked {
    mpq_t rest;
    struct id id;
    size_t place;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *const *left = a, *const *right = b;
    int order = mpq_cmp((*right)->rest, (*left)->rest);
    return order ? order : id_compare((*left)->id, (*right)->id);
}

void largest_remainder(const struct quota *quotas, size_t count, const mpz_t total,
                       mpz_t *ret_whole)
{
    struct ranked *ranked = calloc(count + 1, sizeof *ranked);
    struct ranked **order = calloc(count + 1, sizeof(struct ranked *));
    if (!ranked || !order) {
        abort();
    }
    mpz_t left, each, more;
    mpz_inits(left, each, more, NULL);
    mpz_set(left, total);
    for (size_t i = 0; i < count; i++) {
        mpq_init(ranked[i].rest);
        mpz_fdiv_q(ret_whole[i], mpq_numref(quotas[i].is), mpq_denref(quotas[i].is));
        mpq_set_z(ranked[i].rest, ret_whole[i]);
        mpq_sub(ranked[i].rest, quotas[i].is, ranked[i].rest);
        mpz_sub(left, left, ret_whole[i]);
        ranked[i].id = quotas[i].id;
        ranked[i].place = i;
        order[i] = &ranked[i];
    }
    if (count > 0) {
        qsort(order, count, sizeof(struct ranked *), compare_ranked);
        mpz_set_ui(more, count);
        mpz_fdiv_qr(each, more, left, more);
    }
    for (size_t i = 0; i < count; i++) {
        mpz_add(ret_whole[order[i]->place], ret_whole[order[i]->place], each);
        if (mpz_cmp_ui(more, i) > 0) {
            mpz_add_ui(ret_whole[order[i]->place], ret_whole[order[i]->place], 1);
        }
        mpq_clear(order[i]->rest);
    }
    mpz_clears(left, each, more, NULL);
    free(order);
    free(ranked);
}

/* ---- flow ---- */

static void set_ratio(mpq_t ret_ratio, int64_t quantity, int64_t sum)
{
    mpq_set_si(ret_ratio, quantity, (unsigned long)sum);
    mpq_canonicalize(ret_ratio);
}

/* What a pool passes to each count that counts, in the order of the driver; whole in a step-down. */
static fractions_t *pass_on(const struct book *book, size_t pool, const mpq_t through)
{
    const struct book_driver *driver = &book->drivers[book->pools[pool].is.used];
    fractions_t *parts = fractions_make(driver->count);
    struct quota *quotas = calloc(driver->count + 1, sizeof *quotas);
    mpz_t *whole = calloc(driver->count + 1, sizeof *whole);
    if (!quotas || !whole) {
        abort();
    }
    size_t count = 0;
    for (size_t c = 0; c < driver->count; c++) {
        const struct certificate_count *one = &driver->counts[c];
        mpz_init(whole[c]);
        if (book_counts(book, pool, one)) {
            set_ratio(parts->items[c], one->quantity, book->pools[pool].is.quantity);
            mpq_mul(parts->items[c], parts->items[c], through);
            quotas[count++] =
                (struct quota){parts->items[c], one->pool ? book->pools[one->place].is.id
                                                          : book->objects[one->place].is.id};
        }
    }
    if (book->head.method == ALLOCATION_STEP_DOWN) {
        largest_remainder(quotas, count, mpq_numref(through), whole);
        size_t at = 0;
        for (size_t c = 0; c < driver->count; c++) {
            if (book_counts(book, pool, &driver->counts[c])) {
                mpq_set_z(parts->items[c], whole[at++]);
            }
        }
    }
    for (size_t c = 0; c < driver->count; c++) {
        mpz_clear(whole[c]);
    }
    free(whole);
    free(quotas);
    return parts;
}

static bool check_through(const struct book *book, size_t pool, const mpq_t claimed,
                          const mpq_t arrived)
{
    if (book->pools[pool].carried) {
        return mpq_sgn(claimed) == 0 ||
               broken(book, "9", "something flows through a pool that is carried forward");
    }
    return mpq_equal(claimed, arrived) || broken(book, "12", "what goes through a pool");
}

/* Puts what is claimed to go through each pool into the equations. In a step-down what comes from pools
   above has arrived when a pool's turn comes; elsewhere all has, at the end. */
static bool check_flow(const struct book *book, fractions_t *objects)
{
    AUTO(fractions_t) *through = fractions_make(book->pool_count);
    AUTO(fractions_t) *arrived = fractions_make(book->pool_count);
    for (size_t i = 0; i < book->pool_count; i++) {
        if (!fraction_read(book->pools[i].is.through, through->items[i])) {
            return broken(book, "form", "a fraction that is not in lowest terms");
        }
        mpq_set_si(arrived->items[i], book->pools[i].is.cost_cents, 1);
    }
    bool stepwise = book->head.method == ALLOCATION_STEP_DOWN;
    for (size_t i = 0; i < book->pool_count; i++) {
        if (stepwise && !check_through(book, i, through->items[i], arrived->items[i])) {
            return false;
        }
        if (book->pools[i].carried) {
            continue;
        }
        AUTO(fractions_t) *parts = pass_on(book, i, through->items[i]);
        const struct book_driver *driver = &book->drivers[book->pools[i].is.used];
        for (size_t c = 0; c < driver->count; c++) {
            fractions_t *to = driver->counts[c].pool ? arrived : objects;
            mpq_t *sum = &to->items[driver->counts[c].place];
            mpq_add(*sum, *sum, parts->items[c]);
        }
    }
    for (size_t i = 0; i < book->pool_count && !stepwise; i++) {
        if (!check_through(book, i, through->items[i], arrived->items[i])) {
            return false;
        }
    }
    return true;
}

/* ---- payers ---- */

/* The parts of all objects, by payer: those of payer p are first[p] .. first[p + 1] - 1. */
struct parts {
    size_t *first;
    size_t *objects;
    fractions_t *quotas;
};

static struct parts split_objects(const struct book *book, const fractions_t *objects)
{
    struct parts parts = {.first =
                              arena_alloc(book->arena, (book->payer_count + 2) * sizeof(size_t))};
    for (size_t i = 0; i < book->object_count; i++) {
        for (size_t s = 0; mpq_sgn(objects->items[i]) && s < book->objects[i].share_count; s++) {
            parts.first[book->objects[i].shares[s].payer + 1]++;
        }
    }
    for (size_t p = 0; p < book->payer_count; p++) {
        parts.first[p + 1] += parts.first[p];
    }
    size_t count = parts.first[book->payer_count];
    size_t *next = arena_alloc(book->arena, (book->payer_count + 1) * sizeof *next);
    memcpy(next, parts.first, (book->payer_count + 1) * sizeof *next);
    parts.objects = arena_alloc(book->arena, (count + 1) * sizeof(size_t));
    parts.quotas = fractions_make(count);
    for (size_t i = 0; i < book->object_count; i++) {
        const struct book_object *object = &book->objects[i];
        for (size_t s = 0; mpq_sgn(objects->items[i]) && s < object->share_count; s++) {
            size_t at = next[object->shares[s].payer]++;
            parts.objects[at] = i;
            set_ratio(parts.quotas->items[at], object->shares[s].weight, object->weights);
            mpq_mul(parts.quotas->items[at], parts.quotas->items[at], objects->items[i]);
        }
    }
    return parts;
}

/* The lines of one payer, which begin at *at. */
static bool check_lines(const struct book *book, const struct parts *parts, size_t payer,
                        size_t *at)
{
    size_t first = parts->first[payer], count = parts->first[payer + 1] - first;
    int64_t cents = book->payers[payer].cents;
    struct quota *quotas = arena_alloc(book->arena, (count + 1) * sizeof *quotas);
    mpz_t *whole = arena_alloc(book->arena, (count + 1) * sizeof *whole);
    mpz_t total;
    bool right = true;
    mpz_init_set_si(total, cents);
    for (size_t i = 0; i < count; i++) {
        mpz_init(whole[i]);
        quotas[i] = (struct quota){parts->quotas->items[first + i],
                                   book->objects[parts->objects[first + i]].is.id};
    }
    largest_remainder(quotas, count, total, whole);
    for (size_t i = 0; i < count; i++, ++*at) {
        right = right && *at < book->line_count && book->lines[*at].payer == (int64_t)payer &&
                book->lines[*at].object == (int64_t)parts->objects[first + i] &&
                mpz_cmp_si(whole[i], book->lines[*at].cents) == 0;
        mpz_clear(whole[i]);
    }
    mpz_clear(total);
    if (count == 0 && cents != 0) {
        right = *at < book->line_count && book->lines[*at].payer == (int64_t)payer &&
                book->lines[*at].object == NOBODY && book->lines[*at].cents == cents;
        ++*at;
    }
    return right || broken(book, "14", "the lines of a payer");
}

static bool check_carry(const struct book *book, size_t payer, const mpq_t quota)
{
    const struct certificate_payer *one = &book->payers[payer];
    if (!book->head.rounding_memory) {
        return (one->carry_before.size == 0 && one->carry_after.size == 0) ||
               broken(book, "15", "a carry without rounding memory");
    }
    mpq_t after, left;
    mpq_inits(after, left, NULL);
    mpq_set_si(left, one->cents, 1);
    mpq_sub(left, quota, left);
    bool right = fraction_read(one->carry_after, after) && mpq_equal(after, left) &&
                 !view_is(one->carry_after, "0");
    mpq_clears(after, left, NULL);
    return right || broken(book, "15", "what is carried over");
}

/* Quotas of the payers: their parts and what they carry. */
static bool add_quotas(const struct book *book, const struct parts *parts, fractions_t *quotas)
{
    for (size_t p = 0; p < book->payer_count; p++) {
        struct view carry = book->payers[p].carry_before;
        if (view_is(carry, "0") || !fraction_read(carry, quotas->items[p])) {
            return broken(book, "form", "a fraction that is not in lowest terms");
        }
        for (size_t i = parts->first[p]; i < parts->first[p + 1]; i++) {
            mpq_add(quotas->items[p], quotas->items[p], parts->quotas->items[i]);
        }
    }
    return true;
}

/* Rule 13 for all payers at once. */
static bool check_cents(const struct book *book, const fractions_t *sums)
{
    struct quota *quotas = arena_alloc(book->arena, (book->payer_count + 1) * sizeof *quotas);
    mpz_t *whole = arena_alloc(book->arena, (book->payer_count + 1) * sizeof *whole);
    mpz_t total;
    bool right = true;
    mpz_init_set_si(total, book->head.cost_cents);
    for (size_t p = 0; p < book->payer_count; p++) {
        quotas[p] = (struct quota){sums->items[p], book->payers[p].id};
        mpz_init(whole[p]);
    }
    largest_remainder(quotas, book->payer_count, total, whole);
    for (size_t p = 0; p < book->payer_count; p++) {
        right = right && mpz_cmp_si(whole[p], book->payers[p].cents) == 0;
        mpz_clear(whole[p]);
    }
    mpz_clear(total);
    right = right && (book->payer_count > 0 || book->head.cost_cents == 0);
    return right || broken(book, "13", "what a payer pays");
}

static bool check_payers(const struct book *book, const fractions_t *objects)
{
    for (size_t i = 0; i < book->object_count; i++) {
        if (mpq_sgn(objects->items[i]) != 0 && book->objects[i].share_count == 0) {
            return broken(book, "13", "an object with cost and no payer");
        }
    }
    struct parts parts = split_objects(book, objects);
    AUTO(fractions_t) *own = parts.quotas;
    AUTO(fractions_t) *sums = fractions_make(book->payer_count);
    if (!add_quotas(book, &parts, sums) || !check_cents(book, sums)) {
        return false;
    }
    size_t at = 0;
    for (size_t p = 0; p < book->payer_count; p++) {
        if (!check_lines(book, &parts, p, &at) || !check_carry(book, p, sums->items[p])) {
            return false;
        }
    }
    (void)own;
    return at == book->line_count || broken(book, "14", "a line too many");
}

bool verify_flow(struct book *book)
{
    AUTO(fractions_t) *objects = fractions_make(book->object_count);
    for (size_t i = 0; i < book->object_count; i++) {
        mpq_set_si(objects->items[i], book->objects[i].is.direct_cents, 1);
    }
    return check_flow(book, objects) && check_payers(book, objects);
}
