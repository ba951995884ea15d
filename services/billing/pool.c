/* SPDX-License-Identifier: MPL-2.0 */
/* Rules of pools and of what cost is for. */
#include "pool.h"

bool pool_holds(const struct pool_row *pool, const struct period_row *period)
{
    return pool->valid_from <= period->last_day &&
           (pool->valid_to == 0 || pool->valid_to >= period->first_day);
}

bool pool_uses(const struct pool_row *pool, int driver)
{
    for (size_t i = 0; i < pool->fallbacks.size; i++) {
        if (pool->fallbacks.bytes[i] == driver) {
            return true;
        }
    }
    return pool->driver == driver || driver == DRIVER_CAPACITY;
}

bool driver_counted(int driver)
{
    return driver == DRIVER_MINUTES || driver == DRIVER_ALL_MINUTES ||
           driver == DRIVER_DIRECT_COST || driver == DRIVER_MEMBERS;
}

int target_fault(const struct billing *self, batch_t *batch, int target, struct id id)
{
    switch ((enum cost_target)target) {
    case TARGET_POOL:
        return directory_find(self->pools, id) ? 0 : E_UNKNOWN_POOL;
    case TARGET_ENGAGEMENT:
        return batch_load(batch, &table_engagement, id) ? 0 : E_UNKNOWN_OBJECT;
    case TARGET_OBJECT:
        return batch_load(batch, &table_cost_object, id) ? 0 : E_UNKNOWN_OBJECT;
    case cost_target_count:
        break;
    }
    return E_UNKNOWN_OBJECT;
}

void target_want(batch_t *batch, int target, struct id id)
{
    if (target == TARGET_ENGAGEMENT) {
        batch_want(batch, &table_engagement, 0, id);
    } else if (target == TARGET_OBJECT) {
        batch_want(batch, &table_cost_object, 0, id);
    }
}

struct pool_view pool_view_of(const struct pool_row *pool, arena_t *arena)
{
    struct view words[3];
    size_t count = pool->fallbacks.size < 3 ? pool->fallbacks.size : 3;
    for (size_t i = 0; i < count; i++) {
        words[i] = view_of(choice_word(&choices_pool_driver, pool->fallbacks.bytes[i]));
    }
    return (struct pool_view){
        .id = pool->id,
        .rev = pool->rev,
        .code = pool->code,
        .labels = map_of_bytes(pool->labels),
        .kind = (int)pool->kind,
        .driver = (int)pool->driver,
        .fallbacks = list_pack_texts(words, count, arena),
        .professional = pool->professional,
        .service = pool->service,
        .step = pool->step,
        .denominator = (int)pool->denominator,
        .valid_from = pool->valid_from,
        .valid_to = pool->valid_to,
    };
}
