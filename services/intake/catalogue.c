/* SPDX-License-Identifier: MPL-2.0 */
/* Services by id; rules in one array by code, with their conditions decoded once. */
#include "catalogue.h"

#include <assert.h>
#include <stdlib.h>

#include "runtime/directory.h"

struct catalogue {
    directory_t *fields;   /* struct field_row by id */
    directory_t *services; /* struct service_row by id */
    struct rule **rules;   /* by code */
    size_t rule_count, rule_capacity;
};

catalogue_t *catalogue_new(void)
{
    catalogue_t *catalogue = calloc(1, sizeof *catalogue);
    if (!catalogue) {
        abort();
    }
    catalogue->fields = directory_new();
    catalogue->services = directory_new();
    return catalogue;
}

static void free_rule(struct rule *rule)
{
    free(rule->row);
    free(rule);
}

void catalogue_clear(catalogue_t *catalogue)
{
    directory_clear(catalogue->fields);
    directory_clear(catalogue->services);
    while (catalogue->rule_count > 0) {
        free_rule(catalogue->rules[--catalogue->rule_count]);
    }
}

void catalogue_destroy(catalogue_t **catalogue_p)
{
    catalogue_t *catalogue = *catalogue_p;
    if (!catalogue) {
        return;
    }
    catalogue_clear(catalogue);
    directory_destroy(&catalogue->fields);
    directory_destroy(&catalogue->services);
    free(catalogue->rules);
    free(catalogue);
    *catalogue_p = NULL;
}

void catalogue_put_field(catalogue_t *catalogue, const struct field_row *row)
{
    directory_put(catalogue->fields, row->id, row_clone(&table_field, row));
}

const struct field_row *catalogue_field(const catalogue_t *catalogue, struct view code)
{
    return directory_find(catalogue->fields, store_field_id(code));
}

void catalogue_put_service(catalogue_t *catalogue, const struct service_row *row)
{
    directory_put(catalogue->services, row->id, row_clone(&table_service, row));
}

const struct service_row *catalogue_service(const catalogue_t *catalogue, struct id service)
{
    return directory_find(catalogue->services, service);
}

const struct service_row *catalogue_find_between(const catalogue_t *catalogue, struct id service,
                                                 int32_t first, int32_t last)
{
    const struct service_row *row = catalogue_service(catalogue, service);
    if (!row || row->withdrawn || (row->active_to != 0 && row->active_to < first)) {
        return NULL;
    }
    return last == 0 || row->active_from <= last ? row : NULL;
}

const struct service_row *catalogue_find(const catalogue_t *catalogue, struct id service,
                                         int32_t day)
{
    return catalogue_find_between(catalogue, service, day, day);
}

const struct service_row *catalogue_find_code(const catalogue_t *catalogue, struct view code,
                                              int32_t day)
{
    return catalogue_find(catalogue, store_service_id(code), day);
}

bool catalogue_read_number(struct view text, int64_t *ret_number)
{
    bool negative = text.size > 0 && text.bytes[0] == '-';
    size_t first = negative ? 1 : 0;
    if (text.size == first || text.size - first > 18) {
        return false;
    }
    int64_t number = 0;
    for (size_t i = first; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
        number = 10 * number + (text.bytes[i] - '0');
    }
    *ret_number = negative ? -number : number;
    return true;
}

/* A rule made ready from its row, which was checked when it came. */
static struct rule *prepare_rule(const struct rule_row *row)
{
    struct rule *rule = calloc(1, sizeof *rule);
    if (!rule) {
        abort();
    }
    rule->row = row_clone(&table_rule, row);
    rule->service = store_service_id(row->service);
    struct list list = list_of_bytes(rule->row->conditions);
    for (struct rule_condition item; rule_condition_next(&list, &item);) {
        assert(rule->condition_count < CONDITIONS_MAX);
        struct condition *condition = &rule->conditions[rule->condition_count++];
        *condition = (struct condition){.subject = item.subject,
                                        .comparison = item.operator,
                                        .key = item.key,
                                        .value = item.value};
        bool readable = condition->comparison == CONDITION_IS ||
                        catalogue_read_number(item.value, &condition->number);
        assert(readable);
        (void)readable;
    }
    return rule;
}

/* As memcmp: which code comes first. */
static int compare_codes(struct view a, struct view b)
{
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Makes room for one more rule at place. */
static void open_gap(catalogue_t *catalogue, size_t place)
{
    if (catalogue->rule_count == catalogue->rule_capacity) {
        catalogue->rule_capacity = catalogue->rule_capacity ? 2 * catalogue->rule_capacity : 64;
        catalogue->rules =
            reallocarray(catalogue->rules, catalogue->rule_capacity, sizeof(struct rule *));
        if (!catalogue->rules) {
            abort();
        }
    }
    memmove(catalogue->rules + place + 1, catalogue->rules + place,
            (catalogue->rule_count - place) * sizeof(struct rule *));
    catalogue->rule_count++;
}

void catalogue_put_rule(catalogue_t *catalogue, const struct rule_row *row)
{
    size_t place = 0;
    while (place < catalogue->rule_count &&
           compare_codes(catalogue->rules[place]->row->code, row->code) < 0) {
        place++;
    }
    struct rule *rule = prepare_rule(row);
    if (place < catalogue->rule_count &&
        view_equal(catalogue->rules[place]->row->code, row->code)) {
        free_rule(catalogue->rules[place]);
    } else {
        open_gap(catalogue, place);
    }
    catalogue->rules[place] = rule;
}

const struct rule *const *catalogue_rules(const catalogue_t *catalogue, size_t *ret_count)
{
    *ret_count = catalogue->rule_count;
    return (const struct rule *const *)catalogue->rules;
}

static bool names(const struct rule *rule, struct view service)
{
    for (size_t i = 0; i < rule->condition_count; i++) {
        const struct condition *condition = &rule->conditions[i];
        if (condition->subject == CONDITION_NEED && view_equal(condition->value, service)) {
            return true;
        }
    }
    return view_equal(rule->row->service, service);
}

size_t catalogue_rules_naming(const catalogue_t *catalogue, struct view service, size_t max,
                              struct view *ret_codes)
{
    size_t count = 0;
    for (size_t i = 0; i < catalogue->rule_count && count < max; i++) {
        if (names(catalogue->rules[i], service)) {
            ret_codes[count++] = catalogue->rules[i]->row->code;
        }
    }
    return count;
}

/* ---- pages ---- */

static bool passes(const catalogue_t *catalogue, const struct service_row *row,
                   const struct catalogue_filter *filter)
{
    return (filter->field.size == 0 || view_equal(row->field, filter->field)) &&
           (filter->day == 0 || catalogue_find(catalogue, row->id, filter->day)) &&
           compare_codes(row->code, filter->after) > 0;
}

/* Puts the row in its place among the first by code; the last falls out when there is no room. */
static size_t place(const struct service_row *row, size_t max, const struct service_row **rows,
                    size_t count)
{
    size_t at = count;
    while (at > 0 && compare_codes(row->code, rows[at - 1]->code) < 0) {
        at--;
    }
    if (at == max) {
        return count;
    }
    count = count < max ? count + 1 : max;
    memmove(rows + at + 1, rows + at, (count - at - 1) * sizeof(struct service_row *));
    rows[at] = row;
    return count;
}

size_t catalogue_page(const catalogue_t *catalogue, const struct catalogue_filter *filter,
                      size_t max, const struct service_row **ret_rows)
{
    size_t position = 0, count = 0;
    for (const struct service_row *row; (row = directory_next(catalogue->services, &position));) {
        if (passes(catalogue, row, filter)) {
            count = place(row, max, ret_rows, count);
        }
    }
    return count;
}
