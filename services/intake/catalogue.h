/* SPDX-License-Identifier: MPL-2.0 */
/* The services that can be asked for and the rules that suggest them, in memory. */
#ifndef ENTRAIDE_INTAKE_CATALOGUE_H
#define ENTRAIDE_INTAKE_CATALOGUE_H

#include "store.h"

enum { CONDITIONS_MAX = 3 };

/* A condition of a rule, ready to be compared. Views borrow from the rule's row. */
struct condition {
    int subject;    /* enum condition_subject */
    int comparison; /* enum condition_operator */
    struct view key, value;
    int64_t number; /* value as a whole number, when comparison is at_least */
};

struct rule {
    struct rule_row *row;
    struct id service; /* of the service it suggests */
    struct condition conditions[CONDITIONS_MAX];
    size_t condition_count;
};

typedef struct catalogue catalogue_t;

catalogue_t *catalogue_new(void);
void catalogue_destroy(catalogue_t **catalogue_p);
void catalogue_clear(catalogue_t *catalogue);

/* Adds or replaces (copied). */
void catalogue_put_field(catalogue_t *catalogue, const struct field_row *row);
void catalogue_put_service(catalogue_t *catalogue, const struct service_row *row);
void catalogue_put_rule(catalogue_t *catalogue, const struct rule_row *row);

/* A service that is offered on the day, or NULL: unknown, withdrawn, not yet or no longer. Borrowed until
   it is put again. */
const struct service_row *catalogue_find(const catalogue_t *catalogue, struct id service,
                                         int32_t day);
const struct service_row *catalogue_find_code(const catalogue_t *catalogue, struct view code,
                                              int32_t day);

/* A service that is offered on some day between two (last 0 = no end), or NULL. */
const struct service_row *catalogue_find_between(const catalogue_t *catalogue, struct id service,
                                                 int32_t first, int32_t last);

/* The service as it stands, offered or not, or NULL. Borrowed until it is put again. */
const struct service_row *catalogue_service(const catalogue_t *catalogue, struct id service);

/* The field, or NULL: never put. Borrowed until it is put again. */
const struct field_row *catalogue_field(const catalogue_t *catalogue, struct view code);

/* Which services a page of the catalogue shows. */
struct catalogue_filter {
    struct view field; /* absent = every field */
    int32_t day;       /* offered on this day; 0 = whether offered or not */
    struct view after; /* codes above this one */
};

/* The first services by code that pass, at most max. Borrowed until a service is put. */
size_t catalogue_page(const catalogue_t *catalogue, const struct catalogue_filter *filter,
                      size_t max, const struct service_row **ret_rows);

/* The codes of at most max rules that suggest the service or ask for it as a need, in the order of codes:
   they suggest nothing while it is not offered. Borrowed until a rule is put. */
size_t catalogue_rules_naming(const catalogue_t *catalogue, struct view service, size_t max,
                              struct view *ret_codes);

/* All rules, in the order of their codes. Borrowed until a rule is put. */
const struct rule *const *catalogue_rules(const catalogue_t *catalogue, size_t *ret_count);

/* A text as a whole number: an optional minus and 1 to 18 digits. false when it is something else. */
bool catalogue_read_number(struct view text, int64_t *ret_number);

#endif
