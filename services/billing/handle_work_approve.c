/* SPDX-License-Identifier: MPL-2.0 */
/* Submitted work is right: it will be billed. */
#include "choose_work.h"
#include "handlers.h"

const struct handler handler_work_approve = {
    .message = &message_billing_work_approve, .want = choose_work_want, .handle = choose_work};
