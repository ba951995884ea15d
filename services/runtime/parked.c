/* SPDX-License-Identifier: MPL-2.0 */
/* Parking is the one effect of an event that cannot be handled; what follows in its story waits too. */
#include "runtime/parked.h"

#include <stdlib.h>

struct story {
    struct id id;
    int64_t count; /* of its events that wait */
};

static const struct column parked_columns[] = {
    {COLUMN_INT, "origin", offsetof(struct parked_row, origin)},
    {COLUMN_INT, "seq", offsetof(struct parked_row, seq)},
    {COLUMN_ID, "story", offsetof(struct parked_row, story)},
    {COLUMN_TEXT, "reason", offsetof(struct parked_row, reason)},
    {COLUMN_TEXT, "sqlstate", offsetof(struct parked_row, sqlstate)},
    {COLUMN_INT, "attempts", offsetof(struct parked_row, attempts)},
    {COLUMN_BYTES, "body", offsetof(struct parked_row, body)},
    {COLUMN_INT, "at_us", offsetof(struct parked_row, at_us)},
};
static const struct column tried_columns[] = {
    {COLUMN_INT, "origin", offsetof(struct parked_row, origin)},
    {COLUMN_INT, "seq", offsetof(struct parked_row, seq)},
    {COLUMN_TEXT, "reason", offsetof(struct parked_row, reason)},
    {COLUMN_TEXT, "sqlstate", offsetof(struct parked_row, sqlstate)},
    {COLUMN_INT, "attempts", offsetof(struct parked_row, attempts)},
};
static const struct column ended_columns[] = {
    {COLUMN_INT, "origin", offsetof(struct parked_row, origin)},
    {COLUMN_INT, "seq", offsetof(struct parked_row, seq)},
    {COLUMN_INT, "ending", offsetof(struct parked_row, ending)},
    {COLUMN_TEXT, "client", offsetof(struct parked_row, client)},
    {COLUMN_TEXT, "why", offsetof(struct parked_row, why)},
    {COLUMN_INT, "ended_us", offsetof(struct parked_row, ended_us)},
};
/* The first six are of both lists. */
enum { SHOWN_COUNT = 6 };
static const struct column past_columns[] = {
    {COLUMN_INT, "origin", offsetof(struct parked_row, origin)},
    {COLUMN_INT, "seq", offsetof(struct parked_row, seq)},
    {COLUMN_ID, "story", offsetof(struct parked_row, story)},
    {COLUMN_TEXT, "reason", offsetof(struct parked_row, reason)},
    {COLUMN_INT, "attempts", offsetof(struct parked_row, attempts)},
    {COLUMN_INT, "at_us", offsetof(struct parked_row, at_us)},
    {COLUMN_INT, "ending", offsetof(struct parked_row, ending)},
    {COLUMN_TEXT, "client", offsetof(struct parked_row, client)},
    {COLUMN_TEXT, "why", offsetof(struct parked_row, why)},
    {COLUMN_INT, "ended_us", offsetof(struct parked_row, ended_us)},
};

#define PARKED_TABLE(columns_, count_)                                                  \
    {                                                                                   \
        .name = "parked", .row_size = sizeof(struct parked_row), .columns = (columns_), \
        .column_count = (count_)                                                        \
    }
const struct table table_parked =
    PARKED_TABLE(parked_columns, sizeof parked_columns / sizeof *parked_columns);
const struct table table_parked_shown = PARKED_TABLE(past_columns, SHOWN_COUNT);
const struct table table_parked_past =
    PARKED_TABLE(past_columns, sizeof past_columns / sizeof *past_columns);
static const struct table table_tried =
    PARKED_TABLE(tried_columns, sizeof tried_columns / sizeof *tried_columns);
static const struct table table_ended =
    PARKED_TABLE(ended_columns, sizeof ended_columns / sizeof *ended_columns);

void parked_init(struct parked *parked)
{
    *parked = (struct parked){.stories = directory_new()};
}

void parked_clear(struct parked *parked)
{
    directory_destroy(&parked->stories);
}

int64_t parked_count_of(const struct parked *parked, struct id id)
{
    const struct story *story = directory_find(parked->stories, id);
    return story ? story->count : 0;
}

bool parked_waits(const struct parked *parked, struct id story)
{
    return !id_none(story) && parked_count_of(parked, story) > 0;
}

static void change_count(struct parked *parked, struct id id, int64_t by)
{
    struct story *story = directory_find(parked->stories, id);
    parked->count += by;
    if (!story) {
        story = calloc(1, sizeof *story);
        if (!story) {
            abort();
        }
        story->id = id;
        directory_put(parked->stories, id, story);
    }
    story->count += by;
    if (story->count == 0) {
        directory_remove(parked->stories, id);
    }
}

void parked_add(struct parked *parked, struct id story)
{
    change_count(parked, story, 1);
}

void parked_drop(struct parked *parked, struct id story)
{
    change_count(parked, story, -1);
}

static void take_story(void *context, const row_t *row)
{
    change_count(context, row_id(row, 0), row_int(row, 1));
}

int parked_load(struct parked *parked, db_t *db)
{
    directory_clear(parked->stories);
    parked->count = 0;
    db_send(db, "select_parked_story", NO_PARAMS, take_story, parked);
    return db_run(db, 0);
}

bool parked_dirty(const struct parked_changes *changes)
{
    return changes->added.count > 0 || changes->tried.count > 0 || changes->ended.count > 0;
}

void parked_send(const struct parked_changes *changes, db_t *db)
{
    rows_send(db, "insert_parked", &table_parked, &changes->added);
    rows_send(db, "retry_parked", &table_tried, &changes->tried);
    rows_send(db, "end_parked", &table_ended, &changes->ended);
}
