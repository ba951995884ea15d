/* SPDX-License-Identifier: MPL-2.0 */
/* Finds open needs of an organisation that another of its requests asks for again. */
#include "similar.h"

void similar_want(batch_t *batch, struct id organisation)
{
    batch_want(batch, &table_open_need, 1, organisation);
}

static bool asks_for(const struct need_row *const *needs, size_t count, struct view service)
{
    for (size_t i = 0; i < count; i++) {
        if (need_lives(needs[i]) && view_equal(needs[i]->service, service)) {
            return true;
        }
    }
    return false;
}

struct list similar_find(batch_t *batch, struct id organisation, struct id request,
                         const struct need_row *const *needs, size_t count)
{
    size_t row_count, found_count = 0;
    void **rows = batch_find(batch, &table_open_need, 1, organisation, &row_count);
    struct similar_request found[SIMILAR_MAX];
    for (size_t i = 0; i < row_count && found_count < SIMILAR_MAX; i++) {
        const struct open_need_row *row = rows[i];
        if (!id_equal(row->request, request) && asks_for(needs, count, row->service)) {
            found[found_count++] = (struct similar_request){
                .request = row->request, .service = row->service, .state = (int)row->state};
        }
    }
    return similar_request_list(found, found_count, batch_arena(batch));
}
