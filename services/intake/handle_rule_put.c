/* SPDX-License-Identifier: MPL-2.0 */
/* A suggestion rule is new or changes; one that could never apply is refused. Rules stay in the house:
   what they suggest is told with each request, so no event is emitted. */
#include "handlers.h"
#include "intake.h"
#include "runtime/revision.h"
#include "suggestion.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_rule_put *data = call->data;
    batch_want(batch, &table_rule, 0, store_rule_id(data->code));
}

static struct rule_row row_of(const struct intake_rule_put *data, arena_t *arena)
{
    return (struct rule_row){
        .id = store_rule_id(data->code),
        .code = data->code,
        .conditions = list_bytes(data->conditions, arena),
        .service = data->service,
        .minutes = data->minutes,
        .reason = map_bytes(data->reason, arena),
        .origin = data->origin,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
        .depends_on =
            data->depends_on.count ? list_bytes(data->depends_on, arena) : (struct view){0},
    };
}

/* A reason in each language that members are written to in: the words of the setting. */
static int check_reason(const struct intake *self, batch_t *batch, struct list reason)
{
    const char *rest = self->settings->reason_languages;
    for (size_t size; (size = strcspn(rest, " ")) > 0 || *rest;
         rest += size + (rest[size] == ' ')) {
        struct view language = {(const uint8_t *)rest, size};
        if (size > 0 && map_get(reason, language).size == 0) {
            struct view path = arena_print(batch_arena(batch), "data.reason.%.*s", (int)size, rest);
            return refuse(batch, E_RULE, (const char *)path.bytes, "a reason in this language too");
        }
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_rule_put *data = call->data;
    struct rule_row row = row_of(data, batch_arena(batch));
    struct rule_row *former = batch_load(batch, &table_rule, row.id);
    struct refusal refusal = {0};
    if (suggestion_check(self->catalogue, data, &refusal) < 0) {
        return refuse(batch, refusal.code, refusal.path, refusal.expected);
    }
    if (store_check_labels(batch, "data.reason", row.reason) != OK ||
        check_reason(self, batch, data->reason) != OK) {
        return ERR_REFUSED;
    }
    if (revision_check(batch, &table_rule, former, data->expected_rev) != OK) {
        return ERR_REFUSED;
    }
    if (revision_put(batch, &table_rule, &row, former)) {
        catalogue_put_rule(self->catalogue, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_rule_put = {
    .message = &message_intake_rule_put, .want = want, .handle = handle};
