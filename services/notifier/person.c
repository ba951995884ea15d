/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps contacts and professionals. */
#include "person.h"

void person_keep(struct notifier *self, batch_t *batch, const struct person_row *row)
{
    struct person_row *stored = batch_load(batch, &table_person, row->id);
    if (stored) {
        batch_change(batch, &table_person, stored);
        *stored = *row;
    } else {
        batch_insert(batch, &table_person, row);
    }
    directory_put(self->people, row->id, row_clone(&table_person, row));
}
