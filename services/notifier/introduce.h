/* SPDX-License-Identifier: MPL-2.0 */
/* Putting both sides in contact: the contact learns how to reach each professional, and each professional how
 * to reach the contact. */
#ifndef ENTRAIDE_NOTIFIER_INTRODUCE_H
#define ENTRAIDE_NOTIFIER_INTRODUCE_H

#include "letter.h"

struct introduction {
    struct id contact, organisation, request;
    struct list needs; /* staffed_need, at most 15 */
};

/* Names the rows of the letters, for want functions. */
void introduce_want(batch_t *batch, const struct call *call,
                    const struct introduction *introduction);

/* Writes to the contact and to each professional, once for each event. */
void introduce(struct notifier *self, batch_t *batch, const struct call *call,
               const struct introduction *introduction);

#endif
