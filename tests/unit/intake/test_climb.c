/* SPDX-License-Identifier: MPL-2.0 */
/* Ways up, on random graphs, beside a plain definition: try every sequence of memberships. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "eligibility.h"
#include "proto/codec.h"
#include "rows.h"

enum { NODES = 9, LINKS_MAX = 22, DAYS = 12, GRAPHS = 1500, ALL = 0xFF };

/* A graph as plain arrays. Memberships lead from a smaller to a greater number, so no day has a circle. */
struct plain {
    struct membership_row links[LINKS_MAX]; /* by id */
    struct organisation_row nodes[NODES];
    size_t link_count;
};

static int pick(unsigned *seed, int below)
{
    *seed = *seed * 1103515245U + 12345U;
    return (int)(*seed >> 16 & 0x7FFF) % below;
}

static struct id numbered(int number)
{
    return id_of((char)(number + 1));
}

static int number_of(struct id id)
{
    return id.bytes[0] - 1;
}

/* The last two are roots, one of them mostly; now and then one is not active. */
static void make_nodes(struct plain *plain, unsigned *seed)
{
    for (int i = 0; i < NODES; i++) {
        plain->nodes[i] = (struct organisation_row){
            .id = numbered(i),
            .rev = 1,
            .name = view_of("x"),
            .kind = pick(seed, 3),
            .status = pick(seed, 8) ? ORGANISATION_ACTIVE : ORGANISATION_SUSPENDED,
            .root = i == NODES - 1 || (i == NODES - 2 && pick(seed, 2)),
        };
    }
}

static void make_plain(struct plain *plain, unsigned *seed)
{
    make_nodes(plain, seed);
    plain->link_count = (size_t)pick(seed, LINKS_MAX + 1);
    for (size_t i = 0; i < plain->link_count; i++) {
        int child = pick(seed, NODES - 1);
        int from = 1 + pick(seed, DAYS), length = pick(seed, DAYS);
        plain->links[i] = (struct membership_row){
            .id = numbered((int)i),
            .rev = 1,
            .child = numbered(child),
            .parent = numbered(child + 1 + pick(seed, NODES - 1 - child)),
            .kind = pick(seed, 4) ? MEMBERSHIP_MEMBER_OF : MEMBERSHIP_AFFILIATED,
            .status = pick(seed, 6) ? MEMBERSHIP_ACTIVE : pick(seed, MEMBERSHIP_CANCELLED + 1),
            .valid_from = from,
            .valid_to = pick(seed, 3) ? 0 : from + length,
        };
    }
}

/* Puts everything in an order that is not that of the ids, and some memberships twice. */
static graph_t *graph_of(const struct plain *plain, unsigned *seed)
{
    graph_t *graph = graph_new();
    for (int i = NODES - 1; i >= 0; i--) {
        graph_put_organisation(graph, &plain->nodes[i]);
    }
    for (size_t i = plain->link_count; i-- > 0;) {
        struct membership_row row = plain->links[i];
        if (pick(seed, 3) == 0) {
            row.parent = numbered(NODES - 1);
            row.child = numbered(0);
            graph_put_membership(graph, &row);
        }
        graph_put_membership(graph, &plain->links[i]);
    }
    return graph;
}

/* ---- the definition ---- */

/* A way as the numbers of its memberships. */
struct plain_way {
    int links[LINKS_MAX];
    size_t length;
};

struct plain_ways {
    const struct plain *plain;
    const struct way *way;
    struct plain_way *items;
    size_t count, capacity;
};

static bool plain_counts(const struct plain *plain, const struct membership_row *row,
                         const struct way *way)
{
    const struct organisation_row *parent = &plain->nodes[number_of(row->parent)];
    return row->status == MEMBERSHIP_ACTIVE && parent->status == ORGANISATION_ACTIVE &&
           row->valid_from <= way->day && (row->valid_to == 0 || way->day <= row->valid_to) &&
           (way->kinds >> row->kind & 1);
}

static void keep(struct plain_ways *ways, const struct plain_way *way)
{
    if (ways->count == ways->capacity) {
        ways->capacity = ways->capacity ? 2 * ways->capacity : 64;
        ways->items = reallocarray(ways->items, ways->capacity, sizeof *ways->items);
        assert_non_null(ways->items);
    }
    ways->items[ways->count++] = *way;
}

static void extend(struct plain_ways *ways, int node, struct plain_way *way)
{
    if (ways->plain->nodes[node].root) {
        keep(ways, way);
        return;
    }
    for (size_t i = 0; way->length < ways->way->length_max && i < ways->plain->link_count; i++) {
        const struct membership_row *row = &ways->plain->links[i];
        if (number_of(row->child) == node && plain_counts(ways->plain, row, ways->way)) {
            way->links[way->length++] = (int)i;
            extend(ways, number_of(row->parent), way);
            way->length--;
        }
    }
}

static int compare_ways(const void *left, const void *right)
{
    const struct plain_way *a = left, *b = right;
    if (a->length != b->length) {
        return a->length < b->length ? -1 : 1;
    }
    for (size_t i = 0; i < a->length; i++) {
        if (a->links[i] != b->links[i]) {
            return a->links[i] < b->links[i] ? -1 : 1;
        }
    }
    return 0;
}

static struct plain_ways plain_climb(const struct plain *plain, int from, const struct way *way)
{
    struct plain_ways ways = {.plain = plain, .way = way};
    struct plain_way none = {.length = 0};
    if (plain->nodes[from].status == ORGANISATION_ACTIVE) {
        extend(&ways, from, &none);
    }
    if (ways.count > 0) {
        qsort(ways.items, ways.count, sizeof *ways.items, compare_ways);
    }
    return ways;
}

/* ---- beside it ---- */

static void assert_same_way(const struct lineage *found, const struct plain_way *wanted)
{
    assert_int_equal(found->count, wanted->length + 1);
    for (size_t i = 0; i < wanted->length; i++) {
        assert_int_equal(number_of(found->by[i]->id), wanted->links[i]);
        assert_ptr_equal(found->steps[i], found->by[i]->child);
        assert_ptr_equal(found->steps[i + 1], found->by[i]->parent);
    }
    assert_true(found->steps[wanted->length]->row->root);
}

static void compare_climbs(graph_t *graph, const struct plain *plain, const struct way *way)
{
    enum { FOUND_MAX = 40 };
    struct lineage found[FOUND_MAX];
    for (int from = 0; from < NODES; from++) {
        struct plain_ways wanted = plain_climb(plain, from, way);
        for (size_t max = 1; max <= FOUND_MAX; max += FOUND_MAX - 1) {
            size_t count = climb(graph, graph_find(graph, numbered(from)), way, max, found);
            assert_int_equal(count, wanted.count < max ? wanted.count : max);
            for (size_t i = 0; i < count; i++) {
                assert_same_way(&found[i], &wanted.items[i]);
            }
        }
        free(wanted.items);
    }
}

static void every_way_is_found_in_its_order(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= GRAPHS; round++) {
        unsigned seed = round;
        struct plain plain;
        make_plain(&plain, &seed);
        graph_t *graph = graph_of(&plain, &seed);
        struct way way = {.day = 1 + pick(&seed, DAYS),
                          .length_max = (uint32_t)pick(&seed, NODES),
                          .kinds = pick(&seed, 2) ? 3 : 1};
        compare_climbs(graph, &plain, &way);
        graph_destroy(&graph);
    }
}

/* ---- the by-law beside its definition ---- */

static bool plain_has_class(const struct plain *plain, int from, int32_t day,
                            const struct class_law *law, size_t *ret_length)
{
    struct way way = {.day = day, .length_max = law->depth_max, .kinds = law->membership_kinds};
    const struct organisation_row *row = &plain->nodes[from];
    struct plain_ways ways = plain_climb(plain, from, &way);
    bool has = ways.count > 0 && (row->root || law->organisation_kinds >> row->kind & 1);
    *ret_length = has ? ways.items[0].length : 0;
    free(ways.items);
    return has;
}

static size_t plain_path_count(const struct plain *plain, int from, int32_t day)
{
    struct way way = {.day = day, .length_max = LINEAGE_MAX - 1, .kinds = 3};
    struct plain_ways ways = plain_climb(plain, from, &way);
    free(ways.items);
    return ways.count;
}

static void check_answer(graph_t *graph, const struct plain *plain, int from,
                         const struct by_law *by_law, int32_t day)
{
    size_t length;
    int class = CLASS_NON_MEMBER;
    arena_t *arena = arena_new(4096);
    struct node *node = graph_find(graph, numbered(from));
    if (plain_has_class(plain, from, day, &by_law->member, &length)) {
        class = CLASS_MEMBER;
    } else if (plain_has_class(plain, from, day, &by_law->auxiliary, &length)) {
        class = CLASS_AUXILIARY;
    }
    struct standing standing = standing_on(graph, node, day, by_law);
    assert_int_equal(standing.class, class);
    assert_int_equal(standing.level, length);
    struct eligibility brief = eligibility_on(graph, node, day, by_law, arena);
    struct eligibility full = eligibility_explained(graph, node, day, by_law, arena);
    assert_int_equal(brief.class, class);
    assert_int_equal(full.class, class);
    assert_int_equal(full.level, length);
    assert_int_equal(full.eligible, class != CLASS_NON_MEMBER);
    assert_true(id_equal(full.sponsor, brief.sponsor));
    assert_int_equal(full.reason != ELIGIBILITY_VALID, !full.eligible);
    assert_int_equal(full.paths.count > 0, full.eligible);
    assert_true(full.paths_cut || full.paths.count <= plain_path_count(plain, from, day));
    struct eligibility_path path;
    if (eligibility_path_next(&full.paths, &path)) {
        assert_int_equal(path.class, class);
        assert_int_equal(path.level, length);
    }
    arena_destroy(&arena);
}

static struct class_law some_law(unsigned *seed)
{
    return (struct class_law){.depth_max = (uint32_t)pick(seed, 5),
                              .membership_kinds = (uint32_t)pick(seed, 4),
                              .organisation_kinds = (uint32_t)pick(seed, 8)};
}

static void the_answer_is_by_the_law(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= GRAPHS; round++) {
        unsigned seed = round + GRAPHS;
        struct plain plain;
        make_plain(&plain, &seed);
        graph_t *graph = graph_of(&plain, &seed);
        const struct by_law by_law = {.member = some_law(&seed), .auxiliary = some_law(&seed)};
        for (int from = 0; from < NODES; from++) {
            check_answer(graph, &plain, from, &by_law, 1 + pick(&seed, DAYS));
        }
        graph_destroy(&graph);
    }
}

/* ---- circles beside their definition ---- */

/* Is there a day on which memberships lead from one node to another, the given one left out. */
static bool plain_leads(const struct plain *plain, int from, int to, int32_t day, size_t without)
{
    if (from == to) {
        return true;
    }
    for (size_t i = 0; i < plain->link_count; i++) {
        const struct membership_row *row = &plain->links[i];
        bool in_force = row->status != MEMBERSHIP_CANCELLED && row->valid_from <= day &&
                        (row->valid_to == 0 || day <= row->valid_to);
        if (i != without && in_force && number_of(row->child) == from &&
            plain_leads(plain, number_of(row->parent), to, day, without)) {
            return true;
        }
    }
    return false;
}

/* One membership is turned round or made to lead elsewhere. */
static void circles_are_those_of_one_day(void **state)
{
    (void)state;
    int found = 0;
    for (unsigned round = 1; round <= GRAPHS; round++) {
        unsigned seed = round;
        struct plain plain;
        make_plain(&plain, &seed);
        if (plain.link_count == 0) {
            continue;
        }
        graph_t *graph = graph_of(&plain, &seed);
        size_t changed = (size_t)pick(&seed, (int)plain.link_count);
        struct membership_row row = plain.links[changed];
        row.child = numbered(pick(&seed, NODES));
        row.parent = numbered(pick(&seed, NODES));
        bool wanted = id_equal(row.child, row.parent);
        for (int32_t day = row.valid_from; day <= 3 * DAYS && !wanted; day++) {
            wanted = row.status != MEMBERSHIP_CANCELLED &&
                     (row.valid_to == 0 || day <= row.valid_to) &&
                     plain_leads(&plain, number_of(row.parent), number_of(row.child), day, changed);
        }
        char names[CYCLE_TEXT_SIZE];
        assert_int_equal(graph_find_cycle(graph, &row, names), wanted);
        found += wanted;
        graph_destroy(&graph);
    }
    assert_true(found > GRAPHS / 20 && found < GRAPHS);
}

/* Forty layers of two, each a member of both above: 2^40 ways, none of them short enough, and 2^16 that
   are: the work is bounded all the same. */
static void a_ladder_costs_no_more_than_what_it_answers(void **state)
{
    (void)state;
    enum { LAYERS = 40 };
    graph_t *graph = graph_new();
    char names[CYCLE_TEXT_SIZE];
    for (int i = 0; i < 2 * LAYERS; i++) {
        put_organisation(graph, (char)(i + 1), i < 2);
    }
    for (int i = 2; i < 2 * LAYERS; i++) {
        for (int side = 0; side < 2; side++) {
            struct membership_row row = {.id = id_of((char)(2 * i + side)),
                                         .child = numbered(i),
                                         .parent = numbered(i / 2 * 2 - 2 + side),
                                         .valid_from = 1};
            assert_false(graph_find_cycle(graph, &row, names));
            graph_put_membership(graph, &row);
        }
    }
    struct way way = {.day = 5, .length_max = 16, .kinds = ALL};
    struct lineage found[64];
    struct node *top = graph_find(graph, numbered(2 * LAYERS - 1));
    struct node *near = graph_find(graph, numbered(2 * 16));
    assert_int_equal(climb(graph, top, &way, 64, found), 0);
    assert_int_equal(climb(graph, near, &way, 64, found), 64);
    assert_int_equal(found[63].count, 17);
    graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(every_way_is_found_in_its_order),
        cmocka_unit_test(the_answer_is_by_the_law),
        cmocka_unit_test(circles_are_those_of_one_day),
        cmocka_unit_test(a_ladder_costs_no_more_than_what_it_answers),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
