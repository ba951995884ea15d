/* SPDX-License-Identifier: MPL-2.0 */
/* Done for the week: a professional's drafts go to whoever approves them. */
#include "choose_work.h"
#include "handlers.h"

const struct handler handler_work_submit = {
    .message = &message_billing_work_submit, .want = choose_work_want, .handle = choose_work};
