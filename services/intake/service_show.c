/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of services as records of the contract. */
#include "service_show.h"

#include "proto/codec.h"

/* Can this version be asked for on the day: only the present one can. */
static bool is_offered(const catalogue_t *catalogue, const struct service_row *row, int32_t day)
{
    const struct service_row *present = catalogue_find(catalogue, row->id, day);
    return present && present->rev == row->rev;
}

static struct list rules_naming(const catalogue_t *catalogue, struct view code, arena_t *arena)
{
    enum { RULES_MAX = 64 };
    struct view codes[RULES_MAX];
    size_t count = catalogue_rules_naming(catalogue, code, RULES_MAX, codes);
    return list_pack_texts(codes, count, arena);
}

struct service_view service_show(const catalogue_t *catalogue, const struct service_row *row,
                                 int32_t day, arena_t *arena)
{
    const struct field_row *field = catalogue_field(catalogue, row->field);
    struct service_view view = {
        .code = row->code,
        .version = row->rev,
        .offered = is_offered(catalogue, row, day),
        .field = row->field,
        .labels = map_of_bytes(row->labels),
        .eligibility = map_of_bytes(row->eligibility),
        .low_minutes = row->low_minutes,
        .typical_minutes = row->typical_minutes,
        .high_minutes = row->high_minutes,
        .licence = row->licence,
        .min_level = row->min_level,
        .modality = (int)row->modality,
        .separate_from = list_of_bytes(row->separate_from),
        .active_from = row->active_from,
        .active_to = row->active_to,
        .withdrawn = row->withdrawn,
        .rules = rules_naming(catalogue, row->code, arena),
    };
    if (field) {
        view.field_labels = map_of_bytes(field->labels);
    }
    return view;
}
