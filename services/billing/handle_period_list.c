/* SPDX-License-Identifier: MPL-2.0 */
/* The periods of a year, or all. */
#include <stdlib.h>

#include "handlers.h"
#include "period.h"

enum { PERIODS_MAX = 400 };

static int compare_first_days(const void *a, const void *b)
{
    const struct period_view *left = a, *right = b;
    return (left->first_day > right->first_day) - (left->first_day < right->first_day);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_list *data = call->data;
    struct period_view *views = arena_alloc(batch_arena(batch), PERIODS_MAX * sizeof *views);
    size_t count = 0, position = 0;
    const struct period_row *period;
    while (count < PERIODS_MAX && (period = directory_next(self->periods, &position))) {
        if (data->fiscal_year.size == 0 || view_equal(data->fiscal_year, period->fiscal_year)) {
            views[count++] = period_view_of(period);
        }
    }
    qsort(views, count, sizeof *views, compare_first_days);
    batch_reply(batch, &(struct period_page){
                           .periods = period_view_list(views, count, batch_arena(batch))});
    return OK;
}

const struct handler handler_period_list = {.message = &message_billing_period_list,
                                            .handle = handle};
