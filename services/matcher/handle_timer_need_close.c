/* SPDX-License-Identifier: MPL-2.0 */
/* Nobody disputed in time that a need is done: it is closed. */
#include "closing.h"
#include "handlers.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    return closing_by_timer(context, batch, call, ASSIGNMENT_SILENCE);
}

const struct handler handler_timer_need_close = {
    .timer = TIMER_NEED_CLOSE, .want = closing_timer_want, .handle = handle};
