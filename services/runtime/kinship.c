/* SPDX-License-Identifier: MPL-2.0 */
/* Dated ties, walked upward from the thing that is asked about. */
#include "runtime/kinship.h"

#include <stdlib.h>

#include "runtime/directory.h"

static const struct column tie_columns[] = {
    {COLUMN_ID, "id", offsetof(struct tie, id)},
    {COLUMN_ID, "lower", offsetof(struct tie, lower)},
    {COLUMN_ID, "upper", offsetof(struct tie, upper)},
    {COLUMN_DATE, "from_day", offsetof(struct tie, from_day)},
    {COLUMN_DATE, "to_day", offsetof(struct tie, to_day)},
    {COLUMN_BOOL, "rests", offsetof(struct tie, rests)},
};
static const struct table table_kinship = {.name = "kinship",
                                           .row_size = sizeof(struct tie),
                                           .columns = tie_columns,
                                           .column_count =
                                               sizeof tie_columns / sizeof *tie_columns};

/* A tie in the list of its lower end. */
struct link {
    struct tie tie;
    struct link *next;
};

/* A thing with ties upward, and the marks of the last walk that came by. */
struct thing {
    struct link *up;
    uint64_t walk;
    struct thing *next; /* that the walk goes on from */
};

struct kinship {
    directory_t *links;  /* tie -> link */
    directory_t *things; /* lower end -> thing */
    uint64_t walk;
};

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

kinship_t *kinship_new(void)
{
    kinship_t *kinship = allocate(sizeof *kinship);
    *kinship = (struct kinship){.links = directory_new(), .things = directory_new()};
    return kinship;
}

void kinship_destroy(kinship_t **kinship_p)
{
    kinship_t *kinship = *kinship_p;
    if (kinship) {
        directory_destroy(&kinship->links);
        directory_destroy(&kinship->things);
        free(kinship);
        *kinship_p = NULL;
    }
}

/* ---- ties ---- */

static void detach(kinship_t *kinship, const struct link *link)
{
    struct thing *thing = directory_find(kinship->things, link->tie.lower);
    struct link **place = &thing->up;
    while (*place != link) {
        place = &(*place)->next;
    }
    *place = link->next;
}

static void attach(kinship_t *kinship, struct link *link)
{
    struct thing *thing = directory_find(kinship->things, link->tie.lower);
    if (!thing) {
        thing = directory_put(kinship->things, link->tie.lower, allocate(sizeof *thing));
    }
    link->next = thing->up;
    thing->up = link;
}

void kinship_put(kinship_t *kinship, const struct tie *tie)
{
    struct link *link = directory_find(kinship->links, tie->id);
    if (link) {
        detach(kinship, link);
    } else {
        link = directory_put(kinship->links, tie->id, allocate(sizeof *link));
    }
    link->tie = *tie;
    attach(kinship, link);
}

static void take_tie(void *context, const row_t *row)
{
    kinship_put(context, &(struct tie){row_id(row, 0), row_id(row, 1), row_id(row, 2),
                                       row_date(row, 3), row_date(row, 4), row_bool(row, 5)});
}

int kinship_load(kinship_t *kinship, db_t *db)
{
    kinship_t *fresh = kinship_new();
    db_send(db, "select_kinship", NO_PARAMS, take_tie, fresh);
    const int result = db_run(db, 0);
    if (result == 0) {
        const struct kinship former = *kinship;
        *kinship = *fresh;
        *fresh = former;
    }
    kinship_destroy(&fresh);
    return result;
}

void kinship_send(db_t *db, const struct rows *ties)
{
    rows_send(db, "put_kinship", &table_kinship, ties);
}

/* ---- the question ---- */

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct id));
}

static bool is_place(struct id thing, const struct id *places, size_t place_count)
{
    return place_count > 0 &&
           bsearch(&thing, places, place_count, sizeof *places, compare_ids) != NULL;
}

static bool holds_on(const struct tie *tie, int32_t day)
{
    return !tie->rests && tie->from_day <= day && (tie->to_day == 0 || day <= tie->to_day);
}

/* Level by level; each thing once, so that many ways up cost no more than their ties. */
bool kinship_reaches(kinship_t *kinship, struct id thing, int32_t day, const struct id *places,
                     size_t place_count)
{
    struct thing *level = directory_find(kinship->things, thing);
    kinship->walk++;
    if (is_place(thing, places, place_count)) {
        return true;
    }
    for (int depth = 0; level && depth < KINSHIP_DEPTH_MAX; depth++) {
        struct thing *above = NULL;
        for (; level; level = level->next) {
            for (const struct link *link = level->up; link; link = link->next) {
                if (!holds_on(&link->tie, day)) {
                    continue;
                }
                if (is_place(link->tie.upper, places, place_count)) {
                    return true;
                }
                struct thing *upper = directory_find(kinship->things, link->tie.upper);
                if (upper && upper->walk != kinship->walk) {
                    upper->walk = kinship->walk;
                    upper->next = above;
                    above = upper;
                }
            }
        }
        level = above;
    }
    return false;
}

static bool is_listed(struct id thing, const struct id *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equal(list[i], thing)) {
            return true;
        }
    }
    return false;
}

/* The list is its own queue: those above its first come after it, and so on. */
size_t kinship_list_above(const kinship_t *kinship, struct id thing, int32_t day,
                          struct id *ret_above, size_t max)
{
    size_t count = 0;
    struct id next = thing;
    for (size_t turn = 0; turn <= count; turn++) {
        const struct thing *here = directory_find(kinship->things, next);
        for (const struct link *link = here ? here->up : NULL; link && count < max;
             link = link->next) {
            bool known =
                id_equal(link->tie.upper, thing) || is_listed(link->tie.upper, ret_above, count);
            if (holds_on(&link->tie, day) && !known) {
                ret_above[count++] = link->tie.upper;
            }
        }
        if (turn < count) {
            next = ret_above[turn];
        }
    }
    return count;
}
