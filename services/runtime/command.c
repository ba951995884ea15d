/* SPDX-License-Identifier: MPL-2.0 */
/* The same command again finds what the first one was answered. */
#include "runtime/command.h"

static const struct column command_columns[] = {
    {COLUMN_ID, "id", offsetof(struct command_row, id)},
    {COLUMN_TEXT, "client", offsetof(struct command_row, client)},
    {COLUMN_BYTES, "digest", offsetof(struct command_row, digest)},
    {COLUMN_INT, "status", offsetof(struct command_row, status)},
    {COLUMN_BYTES, "reply", offsetof(struct command_row, reply)},
    {COLUMN_INT, "at_us", offsetof(struct command_row, at_us)},
    {COLUMN_TEXT, "type", offsetof(struct command_row, type)},
};
static const struct table table_command = {.name = "command",
                                           .row_size = sizeof(struct command_row),
                                           .columns = command_columns,
                                           .column_count =
                                               sizeof command_columns / sizeof *command_columns};

void commands_init(struct commands *commands, arena_t *arena)
{
    *commands = (struct commands){.arena = arena};
}

void commands_ask(struct commands *commands, struct view client, struct id id)
{
    struct command_row *row = arena_alloc(commands->arena, sizeof *row);
    row->client = client;
    row->id = id;
    rows_add(&commands->asked, commands->arena, row);
}

static void remember(struct commands *commands, struct command_row *row)
{
    struct command_row *first = slots_find(&commands->known, row->id);
    if (first) {
        row->next = first->next;
        first->next = row;
    } else {
        slots_add(&commands->known, commands->arena, row);
    }
}

/* A command twice in the batch is asked for and found twice. */
static void take_command(void *context, const row_t *found)
{
    struct commands *commands = context;
    if (commands_find(commands, row_view(found, 0), row_id(found, 1))) {
        return;
    }
    struct command_row *row = arena_alloc(commands->arena, sizeof *row);
    *row = (struct command_row){.client = arena_copy(commands->arena, row_view(found, 0)),
                                .id = row_id(found, 1),
                                .digest = arena_copy(commands->arena, row_view(found, 2)),
                                .status = row_int(found, 3),
                                .reply = arena_copy(commands->arena, row_view(found, 4))};
    remember(commands, row);
}

bool commands_fetch(struct commands *commands, db_t *db)
{
    const struct rows *asked = &commands->asked;
    const struct param params[] = {
        {COLUMN_TEXT, true, asked->items, offsetof(struct command_row, client), asked->count},
        {COLUMN_ID, true, asked->items, offsetof(struct command_row, id), asked->count}};
    if (asked->count > 0) {
        db_send(db, "select_command", (struct params){params, 2}, take_command, commands);
    }
    return asked->count > 0;
}

const struct command_row *commands_find(const struct commands *commands, struct view client,
                                        struct id id)
{
    const struct command_row *row = slots_find(&commands->known, id);
    while (row && !view_equal(row->client, client)) {
        row = row->next;
    }
    return row;
}

void commands_answer(struct commands *commands, const struct command_row *answer)
{
    struct command_row *row = arena_alloc(commands->arena, sizeof *row);
    *row = *answer;
    row->next = NULL;
    remember(commands, row);
    rows_add(&commands->answered, commands->arena, row);
}

void commands_send(const struct commands *commands, db_t *db)
{
    rows_send(db, "insert_command", &table_command, &commands->answered);
}
