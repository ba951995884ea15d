/* SPDX-License-Identifier: MPL-2.0 */
/* A professional is new or changes; what is personal is sealed at once. */
#include <assert.h>
#include <stdio.h>

#include "handlers.h"
#include "match.h"
#include "recheck.h"
#include "runtime/emit.h"
#include "runtime/revision.h"

enum { LANGUAGE_SIZE_MAX = 16, REGION_SIZE_MAX = 64 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_professional_put *data = call->data;
    batch_want(batch, &table_professional, 0, data->id);
}

/* The texts of a list are codes of letters, digits and these signs. */
static bool is_code(struct view text, size_t size_max, const char *signs)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.bytes[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == 0 || !strchr(signs, c))) {
            return false;
        }
    }
    return text.size > 0 && text.size <= size_max;
}

static int check_languages(batch_t *batch, struct list languages)
{
    struct view language;
    for (size_t i = 0; list_next_text(&languages, &language); i++) {
        if (!is_code(language, LANGUAGE_SIZE_MAX, "-")) {
            char path[40];
            snprintf(path, sizeof path, "data.languages[%zu]", i);
            return refuse(batch, E_FIELD_FORMAT, path, "a language as BCP 47 has it");
        }
    }
    return OK;
}

static int check_regions(batch_t *batch, struct list regions)
{
    struct view region;
    for (size_t i = 0; list_next_text(&regions, &region); i++) {
        if (!is_code(region, REGION_SIZE_MAX, "._-")) {
            char path[40];
            snprintf(path, sizeof path, "data.regions[%zu]", i);
            return refuse(batch, E_FIELD_FORMAT, path, "the dotted code of a region");
        }
    }
    return OK;
}

/* There is room in the directory for the words that the row brings. */
static int check_room(struct matcher *self, batch_t *batch, const struct professional_row *row)
{
    switch (people_check(self->people, row)) {
    case PEOPLE_LANGUAGES:
        return refuse(batch, E_FIELD_COUNT, "data.languages", "at most 63 languages in all");
    case PEOPLE_REGIONS:
        return refuse(batch, E_FIELD_COUNT, "data.regions",
                      "at most 4096 regions and ways to combine them in all");
    case PEOPLE_WORDS:
        return refuse(batch, E_FIELD_COUNT, "data.skills",
                      "at most 65,533 fields and kinds of licence in all");
    case PEOPLE_FIT:
        break;
    }
    return OK;
}

static int check(struct matcher *self, batch_t *batch, const struct call *call,
                 const struct professional_row *former, const struct professional_row *row)
{
    const struct matcher_professional_put *data = call->data;
    if (person_erased(batch, data->id)) {
        return refuse(batch, E_ERASED, "data.id", "a professional that was not erased");
    }
    int result = revision_check(batch, &table_professional, former, data->expected_rev);
    if (result == OK) {
        result = check_languages(batch, data->languages);
    }
    if (result == OK) {
        result = check_regions(batch, data->regions);
    }
    if (result == OK) {
        result = check_room(self, batch, row);
    }
    return result;
}

/* All but what is personal. */
static struct professional_row row_of(const struct matcher_professional_put *data, arena_t *arena)
{
    return (struct professional_row){
        .id = data->id,
        .language = data->language,
        .languages = list_bytes(data->languages, arena),
        .skills = list_bytes(data->skills, arena),
        .licences = list_bytes(data->licences, arena),
        .base_region = data->base_region,
        .regions = list_bytes(data->regions, arena),
        .remote = data->remote,
        .direct = data->direct,
        .weekly_minutes = data->weekly_minutes,
        .open_max = data->open_max,
        .status = data->status,
    };
}

/* Sealed anew only when it changed: a seal is different each time, and the same words are no change. */
static struct view seal(batch_t *batch, struct id person, struct view former, struct view clear)
{
    bool same = former.size > 0 && view_equal(person_open(batch, former), clear);
    return same ? former : person_seal(batch, person, clear);
}

static void seal_row(batch_t *batch, const struct matcher_professional_put *data,
                     const struct professional_row *former, struct professional_row *row)
{
    const struct professional_row nobody = {0};
    const struct professional_row *before = former ? former : &nobody;
    bool ready = person_ready(batch, data->id);
    assert(ready);
    (void)ready;
    row->name = seal(batch, data->id, before->name, data->name);
    row->email = seal(batch, data->id, before->email, data->email);
    row->phone = seal(batch, data->id, before->phone, data->phone);
}

static void tell(batch_t *batch, const struct professional_row *row)
{
    emit_matcher_professional_changed(batch, row->id, (struct id){{0}},
                                      &(struct matcher_professional_changed){
                                          .id = row->id,
                                          .name = row->name,
                                          .email = row->email,
                                          .phone = row->phone,
                                          .language = row->language,
                                          .status = (int)row->status,
                                          .rev = row->rev,
                                      });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_professional_put *data = call->data;
    struct professional_row *former = batch_load(batch, &table_professional, data->id);
    struct professional_row row = row_of(data, batch_arena(batch));
    int result = check(self, batch, call, former, &row);
    if (result != OK) {
        return result;
    }
    seal_row(batch, data, former, &row);
    if (revision_put(batch, &table_professional, &row, former)) {
        people_put(self->people, &row);
        tell(batch, &row);
        if (former) {
            recheck_soon(batch, call, row.id);
        } else {
            recheck_at_licence_end(self, batch, call, row.id);
        }
        match_retry_soon(self, batch, call);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_professional_put = {
    .message = &message_matcher_professional_put, .want = want, .handle = handle};
