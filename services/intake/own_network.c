/* SPDX-License-Identifier: MPL-2.0 */
/* Finds which needs the own network offers. */
#include "own_network.h"

#include "offering.h"

bool is_offered(const struct intake *self, struct list path, struct view service, int32_t day)
{
    return offering_on_path(self->offerings, path, service, day) != NULL;
}

struct list offers_to(const struct intake *self, batch_t *batch, const struct request *request,
                      int32_t day)
{
    struct network_offer offers[NEEDS_MAX];
    size_t count = 0;
    struct list path = list_of_bytes(request->row->path);
    for (size_t i = 0; i < request->need_count && count < NEEDS_MAX; i++) {
        const struct need_row *need = request->needs[i];
        const struct offering_row *offering =
            need_lives(need) ? offering_on_path(self->offerings, path, need->service, day) : NULL;
        if (offering) {
            offers[count++] = (struct network_offer){
                .need = need->id, .service = need->service, .network = offering->network};
        }
    }
    return network_offer_list(offers, count, batch_arena(batch));
}
