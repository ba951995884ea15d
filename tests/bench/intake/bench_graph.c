/* SPDX-License-Identifier: MPL-2.0 */
/* The graph of memberships at a size: what it takes in memory, how long an answer takes, and how long the
 * same answer takes from a plain table that is read whole for every step.
 *
 *   bench_graph [ORGANISATIONS [MEMBERSHIPS_FILE]]     prints one JSON object; the file gets the same
 *   memberships as "number,child,parent,valid_from,valid_to", days since 1970, for another program */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "eligibility.h"
#include "proto/codec.h"

enum { QUERIES = 1000000, SCANS = 20, TODAY = 20000, LATE_MAX = 2048, ANY = 0xFF };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static uint64_t mix(uint64_t number)
{
    number = (number + 1) * 0x9E3779B97F4A7C15U;
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9U;
    return number ^ number >> 27;
}

static struct id numbered(const char *scope, uint64_t number)
{
    struct id id;
    uint64_t halves[2] = {mix(number ^ (uint64_t)*scope << 56), mix(number + 0x5555)};
    memcpy(id.bytes, halves, sizeof halves);
    return id;
}

/* 1 co-operative, 1 in 500 a network of it, 1 in 50 a group of a network, the others enterprises of a group
   or a network. Every fifth belongs to a second one, and every fifth of all memberships has ended. */
struct shape {
    uint64_t count, networks, groups;
    int64_t membership_count;
};

static uint64_t some_parent(const struct shape *shape, uint64_t number, uint64_t draw)
{
    if (number <= shape->networks) {
        return 0;
    }
    uint64_t above = number <= shape->networks + shape->groups || draw % 4 == 0
                         ? shape->networks
                         : shape->networks + shape->groups;
    return 1 + draw / 4 % above;
}

/* A membership with its ends as numbers. */
struct plain {
    uint64_t number, child, parent;
    int32_t valid_from, valid_to;
};

static struct plain make_plain(const struct shape *shape, uint64_t number, uint64_t nth)
{
    uint64_t draw = mix(number * 3 + nth);
    bool ended = nth == 1 && draw >> 40 & 1;
    return (struct plain){.number = number * 2 + nth,
                          .child = number,
                          .parent = some_parent(shape, number, draw >> 8),
                          .valid_from = 10000 + (int32_t)(draw % 5000),
                          .valid_to = ended ? 19000 : 0};
}

/* ---- making it ---- */

static void put_organisations(graph_t *graph, const struct shape *shape)
{
    char name[48];
    for (uint64_t i = 0; i < shape->count; i++) {
        snprintf(name, sizeof name, "Organisation %llu", (unsigned long long)i);
        const struct organisation_row row = {
            .id = numbered("o", i),
            .rev = 1,
            .name = view_of(name),
            .region = view_of("ca.qc.montreal"),
            .language = view_of("fr"),
            .root = i == 0,
        };
        graph_put_organisation(graph, &row);
    }
}

static void put_membership(graph_t *graph, const struct plain *plain)
{
    const struct membership_row row = {
        .id = numbered("m", plain->number),
        .rev = 1,
        .child = numbered("o", plain->child),
        .parent = numbered("o", plain->parent),
        .valid_from = plain->valid_from,
        .valid_to = plain->valid_to,
    };
    graph_put_membership(graph, &row);
}

static void put_memberships(graph_t *graph, struct shape *shape, struct plain *ret_plain)
{
    for (uint64_t i = 1; i < shape->count; i++) {
        for (uint64_t nth = 0; nth < (i % 5 == 0 ? 2 : 1); nth++) {
            struct plain plain = make_plain(shape, i, nth);
            put_membership(graph, &plain);
            ret_plain[shape->membership_count++] = plain;
        }
    }
}

static int write_file(const char *path, const struct plain *plain, int64_t count)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        return -1;
    }
    for (int64_t i = 0; i < count; i++) {
        fprintf(file, "%llu,%llu,%llu,%d,%d\n", (unsigned long long)plain[i].number,
                (unsigned long long)plain[i].child, (unsigned long long)plain[i].parent,
                plain[i].valid_from, plain[i].valid_to);
    }
    return fclose(file);
}

/* ---- asking ---- */

enum question { STANDING, ELIGIBILITY, ALL_PATHS };

static int64_t ask(graph_t *graph, struct node *node, enum question question, arena_t *arena)
{
    const struct by_law by_law = {.member = {1, ANY, ANY}, .auxiliary = {3, ANY, ANY}};
    if (question == STANDING) {
        return standing_on(graph, node, TODAY, &by_law).class;
    }
    struct eligibility answer = question == ELIGIBILITY
                                    ? eligibility_on(graph, node, TODAY, &by_law, arena)
                                    : eligibility_explained(graph, node, TODAY, &by_law, arena);
    return answer.class;
}

/* What came of many questions about organisations drawn by chance, each found by its id first. */
struct timing {
    double mean_us;
    int64_t slow; /* questions that took more than 20 us */
    int64_t served;
};

static struct timing time_questions(graph_t *graph, const struct shape *shape,
                                    enum question question)
{
    struct timing timing = {0};
    arena_t *arena = arena_new(LATE_MAX * 16);
    int64_t start = now_ns(), before = start;
    for (uint64_t i = 0; i < QUERIES; i++) {
        struct node *node = graph_find(graph, numbered("o", mix(i) % shape->count));
        timing.served += ask(graph, node, question, arena) != CLASS_NON_MEMBER;
        arena_reset(arena);
        int64_t after = now_ns();
        timing.slow += after - before > 20000;
        before = after;
    }
    timing.mean_us = (double)(now_ns() - start) / QUERIES / 1000;
    arena_destroy(&arena);
    return timing;
}

/* The plain way: the whole table is read for each organisation on the way. */
static bool scan(const struct plain *plain, int64_t count, uint64_t from, int depth)
{
    bool found = from == 0;
    for (int64_t i = 0; i < count && !found && depth > 0; i++) {
        found = plain[i].child == from && plain[i].valid_from <= TODAY &&
                (plain[i].valid_to == 0 || TODAY <= plain[i].valid_to) &&
                scan(plain, count, plain[i].parent, depth - 1);
    }
    return found;
}

static double time_scans(const struct plain *plain, const struct shape *shape)
{
    int64_t start = now_ns();
    int64_t served = 0;
    for (uint64_t i = 0; i < SCANS; i++) {
        served += scan(plain, shape->membership_count, mix(i) % shape->count, 3);
    }
    double mean_us = (double)(now_ns() - start) / SCANS / 1000;
    return served > 0 ? mean_us : -1;
}

static void print_timing(const char *name, struct timing timing)
{
    printf("\"%s_us\":%.3f,\"%s_above_20_us_in_a_million\":%lld,", name, timing.mean_us, name,
           (long long)timing.slow);
}

int main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    if (count < 1000 || count > 10000000) {
        fputs("bench_graph [ORGANISATIONS [MEMBERSHIPS_FILE]]; 1000 to 10000000\n", stderr);
        return 64;
    }
    struct shape shape = {.count = count, .networks = count / 500, .groups = count / 50};
    struct plain *plain = calloc(2 * count, sizeof *plain);
    if (!plain) {
        abort();
    }
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    int64_t start = now_ns();
    graph_t *graph = graph_new();
    put_organisations(graph, &shape);
    put_memberships(graph, &shape, plain);
    double load_s = (double)(now_ns() - start) / 1e9;
    size_t bytes = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    if (argc > 2 && write_file(argv[2], plain, shape.membership_count) != 0) {
        perror(argv[2]);
        return 74;
    }
    struct timing standing = time_questions(graph, &shape, STANDING);
    double scan_us = time_scans(plain, &shape);
    printf("{\"organisations\":%llu,\"memberships\":%lld,\"load_s\":%.2f,\"bytes_each\":%zu,",
           (unsigned long long)count, (long long)shape.membership_count, load_s, bytes / count);
    print_timing("standing", standing);
    print_timing("eligibility", time_questions(graph, &shape, ELIGIBILITY));
    print_timing("all_paths", time_questions(graph, &shape, ALL_PATHS));
    printf("\"served_percent\":%.1f,\"plain_scan_us\":%.0f,\"scan_to_standing\":%.0f}\n",
           100.0 * (double)standing.served / QUERIES, scan_us, scan_us / standing.mean_us);
    graph_destroy(&graph);
    free(plain);
    return 0;
}
