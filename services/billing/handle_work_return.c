/* SPDX-License-Identifier: MPL-2.0 */
/* Submitted work goes back to the professional, who is told why. */
#include "choose_work.h"
#include "handlers.h"

const struct handler handler_work_return = {
    .message = &message_billing_work_return, .want = choose_work_want, .handle = choose_work};
