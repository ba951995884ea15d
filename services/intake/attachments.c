/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps what identifies the files of a request. The whole list is sealed: an address may say as much as a
 * name. */
#include "attachments.h"

#include <assert.h>
#include <stdio.h>

static bool begins_with(struct view text, const char *start)
{
    size_t size = strlen(start);
    return text.size > size && memcmp(text.bytes, start, size) == 0;
}

int attachments_check(batch_t *batch, struct list attachments, size_t present_count)
{
    if (present_count + attachments.count > ATTACHMENTS_MAX) {
        return refuse(batch, E_FIELD_COUNT, "data.attachments", "24 in all");
    }
    struct attachment one;
    for (size_t i = 0; attachment_next(&attachments, &one); i++) {
        if (!begins_with(one.url, "https://")) {
            char path[48];
            snprintf(path, sizeof path, "data.attachments[%zu].url", i);
            return refuse(batch, E_FIELD_FORMAT, path, "an address that begins with https://");
        }
    }
    return OK;
}

static size_t read(batch_t *batch, struct view stored, struct attachment *ret_items)
{
    size_t count = 0;
    struct list list = list_of_bytes(person_open(batch, stored));
    while (count < ATTACHMENTS_MAX && attachment_next(&list, &ret_items[count])) {
        count++;
    }
    return count;
}

size_t attachments_count(batch_t *batch, struct view stored)
{
    struct attachment items[ATTACHMENTS_MAX];
    return read(batch, stored, items);
}

struct view attachments_keep(batch_t *batch, struct id person, struct list attachments,
                             struct view former)
{
    if (attachments.count == 0) {
        return former;
    }
    struct attachment items[ATTACHMENTS_MAX];
    size_t count = read(batch, former, items);
    while (count < ATTACHMENTS_MAX && attachment_next(&attachments, &items[count])) {
        count++;
    }
    arena_t *arena = batch_arena(batch);
    return person_seal(batch, person, list_bytes(attachment_list(items, count, arena), arena));
}

struct list attachments_show(batch_t *batch, struct view stored, bool names)
{
    struct attachment items[ATTACHMENTS_MAX];
    size_t count = read(batch, stored, items);
    for (size_t i = 0; i < count; i++) {
        if (!names) {
            items[i].name = (struct view){0};
            items[i].url = (struct view){0};
        }
    }
    return attachment_list(items, count, batch_arena(batch));
}
