/* SPDX-License-Identifier: MPL-2.0 */
/* The suggestion rules, and what people made of what they suggested. */
#include "handlers.h"
#include "intake.h"

enum { RULES_MAX = 50 }; /* of a page: each has at most 2 KiB of reasons */

/* As memcmp: which code comes first. */
static int compare(struct view a, struct view b)
{
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Is the rule out of force, or a service that it names not offered today. */
static bool is_silent(const catalogue_t *catalogue, const struct rule *rule, int32_t today)
{
    const struct rule_row *row = rule->row;
    bool silent = today < row->valid_from || (row->valid_to != 0 && today > row->valid_to) ||
                  !catalogue_find(catalogue, rule->service, today);
    for (size_t i = 0; i < rule->condition_count; i++) {
        const struct condition *condition = &rule->conditions[i];
        silent = silent || (condition->subject == CONDITION_NEED &&
                            !catalogue_find_code(catalogue, condition->value, today));
    }
    return silent;
}

static struct rule_view view_of_rule(const struct intake *self, batch_t *batch,
                                     const struct rule *rule, int32_t today)
{
    const struct rule_row *row = rule->row;
    const struct rule_count_row *count = batch_load(batch, &table_rule_count, row->id);
    return (struct rule_view){
        .code = row->code,
        .rev = row->rev,
        .conditions = list_of_bytes(row->conditions),
        .service = row->service,
        .minutes = row->minutes,
        .reason = map_of_bytes(row->reason),
        .depends_on = list_of_bytes(row->depends_on),
        .valid_from = row->valid_from,
        .valid_to = row->valid_to,
        .accepted = count ? count->accepted : 0,
        .refused = count ? count->refused : 0,
        .silent = is_silent(self->catalogue, rule, today),
    };
}

/* Names the counts of the page, so that they are read in one round trip. */
static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct intake_rule_list *data = call->data;
    size_t count, limit = data->limit ? (size_t)data->limit : RULES_MAX, wanted = 0;
    const struct rule *const *rules = catalogue_rules(self->catalogue, &count);
    for (size_t i = 0; i < count && wanted < limit; i++) {
        if (compare(rules[i]->row->code, data->after) > 0) {
            batch_want(batch, &table_rule_count, 0, rules[i]->row->id);
            wanted++;
        }
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct intake_rule_list *data = call->data;
    size_t count, limit = data->limit ? (size_t)data->limit : RULES_MAX, shown = 0, i = 0;
    const struct rule *const *rules = catalogue_rules(self->catalogue, &count);
    struct rule_view views[RULES_MAX];
    for (; i < count && shown < limit; i++) {
        if (compare(rules[i]->row->code, data->after) > 0) {
            views[shown++] = view_of_rule(self, batch, rules[i], call->today);
        }
    }
    batch_reply(batch,
                &(struct rule_page){.rules = rule_view_list(views, shown, batch_arena(batch)),
                                    .next = i < count && shown > 0 ? views[shown - 1].code
                                                                   : (struct view){0}});
    return OK;
}

const struct handler handler_rule_list = {
    .message = &message_intake_rule_list, .want = want, .handle = handle};
