/* SPDX-License-Identifier: MPL-2.0 */
/* The engagement of a need has ended, whatever its professional or the contact have said: it is closed. */
#include "closing.h"
#include "handlers.h"

static int handle(void *context, batch_t *batch, const struct call *call)
{
    return closing_by_timer(context, batch, call, ASSIGNMENT_ENGAGEMENT_END);
}

const struct handler handler_timer_engagement_end = {
    .timer = TIMER_ENGAGEMENT_END, .want = closing_timer_want, .handle = handle};
