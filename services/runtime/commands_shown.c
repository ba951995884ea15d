/* SPDX-License-Identifier: MPL-2.0 */
/* Stored commands as they are shown: the verdict, and of a refusal its number and path. */
#include "runtime/commands_shown.h"

#include "runtime/command.h"

static const struct column shown_columns[] = {
    {COLUMN_ID, "id", offsetof(struct command_row, id)},
    {COLUMN_TEXT, "type", offsetof(struct command_row, type)},
    {COLUMN_INT, "status", offsetof(struct command_row, status)},
    {COLUMN_BYTES, "reply", offsetof(struct command_row, reply)},
    {COLUMN_INT, "at_us", offsetof(struct command_row, at_us)},
};
static const struct table table_shown = {.name = "command",
                                         .row_size = sizeof(struct command_row),
                                         .columns = shown_columns,
                                         .column_count =
                                             sizeof shown_columns / sizeof *shown_columns};

/* enum command_status and enum command_verdict are the same words in the same order. */
static struct command_entry show(const struct command_row *row)
{
    struct reply reply = {.code = E_NONE};
    struct refusal refusal = {0};
    if (row->reply.size > 0 && record_decode(&record_reply, row->reply, "", &reply, &refusal) < 0) {
        reply = (struct reply){.code = E_NONE};
    }
    return (struct command_entry){.id = row->id,
                                  .type = row->type,
                                  .verdict = (int)row->status,
                                  .code = reply.code,
                                  .path = reply.path,
                                  .at_us = row->at_us};
}

struct command_entry *commands_shown(batch_t *batch, const char *statement, struct params params,
                                     size_t *ret_count)
{
    void **rows = batch_select(batch, &table_shown, statement, params, ret_count);
    struct command_entry *entries =
        arena_alloc(batch_arena(batch), *ret_count * sizeof *entries + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        entries[i] = show(rows[i]);
    }
    return entries;
}
