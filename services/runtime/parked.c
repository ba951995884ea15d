/* SPDX-License-Identifier: MPL-2.0 */
/* Parking is the one effect of an event that cannot be handled; what follows in its story waits too. */
#include "runtime/parked.h"

#include <stdlib.h>

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
static const struct table table_parked = {.name = "parked",
                                          .row_size = sizeof(struct parked_row),
                                          .columns = parked_columns,
                                          .column_count =
                                              sizeof parked_columns / sizeof *parked_columns};

void parked_init(struct parked *parked)
{
    *parked = (struct parked){.stories = directory_new()};
}

void parked_clear(struct parked *parked)
{
    directory_destroy(&parked->stories);
}

bool parked_waits(const struct parked *parked, struct id story)
{
    return !id_none(story) && directory_find(parked->stories, story) != NULL;
}

static void keep_story(struct parked *parked, struct id story)
{
    if (id_none(story) || directory_find(parked->stories, story)) {
        return;
    }
    struct id *row = malloc(sizeof *row);
    if (!row) {
        abort();
    }
    *row = story;
    directory_put(parked->stories, story, row);
}

void parked_add(struct parked *parked, struct id story)
{
    parked->count++;
    keep_story(parked, story);
}

static void take_story(void *context, const row_t *row)
{
    keep_story(context, row_id(row, 0));
}

static void take_count(void *context, const row_t *row)
{
    ((struct parked *)context)->count = row_int(row, 0);
}

int parked_load(struct parked *parked, db_t *db)
{
    directory_clear(parked->stories);
    db_send(db, "select_parked_story", NO_PARAMS, take_story, parked);
    db_send(db, "select_parked_count", NO_PARAMS, take_count, parked);
    return db_run(db, 0);
}

void parked_send(const struct rows *rows, db_t *db)
{
    rows_send(db, "insert_parked", &table_parked, rows);
}
