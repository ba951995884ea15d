/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of the matcher, and the statements that are more than a row by its key. */
#include "store.h"

#include "proto/id.h"
#include "runtime/define_tables.h"

const struct table *const store_tables[] = {
    &table_professional, &table_conflict,   &table_rate, &table_plan,
    &table_plan_past,    &table_assignment, NULL,
};

struct id store_plan_id(struct id request)
{
    return id_from_text("plan", (struct view){request.bytes, sizeof request.bytes});
}

static void **select_page(batch_t *batch, const char *statement, const void *const values[3],
                          size_t *ret_count)
{
    const struct param params[] = {
        param_of(COLUMN_ID, &values[0]),
        param_of(COLUMN_ID, &values[1]),
        param_of(COLUMN_INT, &values[2]),
    };
    return batch_select(batch, &table_assignment, statement,
                        (struct params){params, sizeof params / sizeof *params}, ret_count);
}

void **store_page_by_plan(batch_t *batch, struct id plan, struct id after, int64_t limit,
                          size_t *ret_count)
{
    const void *const values[] = {&plan, &after, &limit};
    return select_page(batch, "page_assignments_by_plan", values, ret_count);
}

void **store_page_by_professional(batch_t *batch, struct id professional, struct id after,
                                  int64_t limit, size_t *ret_count)
{
    const void *const values[] = {&professional, &after, &limit};
    return select_page(batch, "page_assignments_by_professional", values, ret_count);
}
