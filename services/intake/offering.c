/* SPDX-License-Identifier: MPL-2.0 */
/* Offerings by network and service, and the nearest one on a path. */
#include "offering.h"

#include "proto/codec.h"

void offering_put(directory_t *offerings, const struct offering_row *row)
{
    directory_put(offerings, row->id, row_clone(&table_offering, row));
}

const struct offering_row *offering_find(const directory_t *offerings, struct id network,
                                         struct view service, int32_t day)
{
    const struct offering_row *row = directory_find(offerings, store_offering_id(network, service));
    bool in_force = row && row->valid_from <= day && (row->valid_to == 0 || day <= row->valid_to);
    return in_force ? row : NULL;
}

const struct offering_row *offering_on_path(const directory_t *offerings, struct list path,
                                            struct view service, int32_t day)
{
    const struct offering_row *found = NULL;
    struct path_step step;
    path_step_next(&path, &step);
    while (!found && path.count > 1 && path_step_next(&path, &step)) {
        found = offering_find(offerings, step.organisation, service, day);
    }
    return found;
}
