/* SPDX-License-Identifier: MPL-2.0 */
/* Makes the rows that the tests of intake stand on. */
#include "rows.h"

#include <assert.h>

struct id id_of(char letter)
{
    struct id id;
    memset(id.bytes, letter, sizeof id.bytes);
    return id;
}

void put_organisation_status(graph_t *graph, char letter, bool root, int status)
{
    const struct organisation_row row = {
        .id = id_of(letter),
        .rev = 1,
        .name = {(const uint8_t *)&letter, 1},
        .region = view_of("qc"),
        .language = view_of("fr"),
        .root = root,
        .status = status,
    };
    graph_put_organisation(graph, &row);
}

void put_organisation(graph_t *graph, char letter, bool root)
{
    put_organisation_status(graph, letter, root, ORGANISATION_ACTIVE);
}

struct membership_row membership_of(char letter, const char ends[2])
{
    return (struct membership_row){
        .id = id_of(letter), .rev = 1, .child = id_of(ends[0]), .parent = id_of(ends[1])};
}

void put_membership_dates(graph_t *graph, char letter, const char ends[2], int32_t from, int32_t to)
{
    struct membership_row row = membership_of(letter, ends);
    row.valid_from = from;
    row.valid_to = to;
    graph_put_membership(graph, &row);
}

void put_membership(graph_t *graph, char letter, const char ends[2])
{
    put_membership_dates(graph, letter, ends, 1, 0);
}

void put_service(catalogue_t *catalogue, const char *code)
{
    const struct service_row row = {
        .id = store_service_id(view_of(code)),
        .rev = 1,
        .code = view_of(code),
        .field = view_of("field"),
        .low_minutes = 30,
        .typical_minutes = 60,
        .high_minutes = 90,
        .min_level = 2,
    };
    catalogue_put_service(catalogue, &row);
}

/* One condition of the form subject=value, or key>=value for a number among the answers. */
static struct rule_condition condition_of(struct view text)
{
    const uint8_t *sign = memchr(text.bytes, '=', text.size);
    assert(sign);
    size_t key_size = (size_t)(sign - text.bytes);
    struct rule_condition condition = {
        .value = {sign + 1, text.size - key_size - 1},
        .operator= CONDITION_IS,
    };
    if (key_size > 0 && sign[-1] == '>') {
        key_size--;
        condition.operator= CONDITION_AT_LEAST;
    }
    struct view key = {text.bytes, key_size};
    condition.subject = choice_find(&choices_condition_subject, key);
    if (condition.subject < 0) {
        condition.subject = CONDITION_ANSWER;
        condition.key = key;
    }
    return condition;
}

struct list conditions_of(const char *text, arena_t *arena)
{
    struct rule_condition conditions[CONDITIONS_MAX];
    size_t count = 0;
    while (*text) {
        assert(count < CONDITIONS_MAX);
        size_t size = strcspn(text, " ");
        conditions[count++] = condition_of((struct view){(const uint8_t *)text, size});
        text += size + (text[size] == ' ');
    }
    return rule_condition_list(conditions, count, arena);
}

void put_rule(catalogue_t *catalogue, const char *code, const char *conditions, const char *service,
              arena_t *arena)
{
    const struct rule_row row = {
        .id = store_rule_id(view_of(code)),
        .rev = 1,
        .code = view_of(code),
        .conditions = list_bytes(conditions_of(conditions, arena), arena),
        .service = view_of(service),
        .valid_from = 1,
    };
    catalogue_put_rule(catalogue, &row);
}
