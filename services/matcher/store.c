/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of the matcher, and the statements that are more than a row by its key. */
#include "store.h"

#include "proto/chain.h"
#include "proto/id.h"
#include "runtime/define_tables.h"

const struct table *const store_tables[] = {
    &table_professional, &table_conflict,  &table_capacity,   &table_rate,
    &table_ladder,       &table_plan,      &table_plan_head,  &table_plan_price,
    &table_plan_past,    &table_plan_case, &table_assignment, NULL,
};

struct id store_plan_id(struct id request)
{
    return id_from_text("plan", (struct view){request.bytes, sizeof request.bytes});
}

struct id store_case_id(struct id plan, int64_t version)
{
    uint8_t text[sizeof plan.bytes + sizeof version];
    memcpy(text, plan.bytes, sizeof plan.bytes);
    for (size_t i = 0; i < sizeof version; i++) {
        text[sizeof plan.bytes + i] = (uint8_t)((uint64_t)version >> 8 * i);
    }
    return id_from_text("case", (struct view){text, sizeof text});
}

struct view store_case(batch_t *batch, const struct plan_row *plan, const struct match_case *from)
{
    arena_t *arena = batch_arena(batch);
    struct plan_case_row row = {
        .id = store_case_id(plan->id, plan->version),
        .question = record_pack(&record_match_case, from, arena),
    };
    batch_insert(batch, &table_plan_case, &row);
    struct digest digest = digest_of(row.question);
    return arena_copy(arena, (struct view){digest.bytes, sizeof digest.bytes});
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

void **store_page_busy(batch_t *batch, struct id professional, struct id after, int64_t limit,
                       size_t *ret_count)
{
    const void *const values[] = {&professional, &after, &limit};
    return select_page(batch, "page_assignments_busy", values, ret_count);
}

void **store_page_unmet(batch_t *batch, struct id after, int64_t limit, size_t *ret_count)
{
    const void *const values[] = {&after, &limit};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    return batch_select(batch, &table_plan, "page_plans_unmet",
                        (struct params){params, sizeof params / sizeof *params}, ret_count);
}

void **store_page_by_professional(batch_t *batch, struct id professional, struct id after,
                                  int64_t limit, size_t *ret_count)
{
    const void *const values[] = {&professional, &after, &limit};
    return select_page(batch, "page_assignments_by_professional", values, ret_count);
}

void **store_list_backlog(batch_t *batch, int64_t limit, size_t *ret_count)
{
    const int64_t most = limit > 0 ? limit : 100;
    const void *const value = &most;
    const struct param params[] = {param_of(COLUMN_INT, &value)};
    return batch_select(batch, &table_plan, "list_plans_backlog",
                        (struct params){params, sizeof params / sizeof *params}, ret_count);
}
