/* SPDX-License-Identifier: MPL-2.0 */
/* Moving chosen work logs from one state to the next: named ones, or a professional's in a range of days. */
#ifndef ENTRAIDE_BILLING_CHOOSE_WORK_H
#define ENTRAIDE_BILLING_CHOOSE_WORK_H

#include "work.h"

enum { CHOICE_DAYS_MAX = 31 };

/* What a command names, and what is to become of it. */
struct work_choice {
    struct list logs;       /* ids; none = by professional */
    struct id professional; /* from, to: at most CHOICE_DAYS_MAX days */
    int32_t from, to;
    enum trigger trigger;
    struct view reason; /* kept with the logs; may be absent */
};

/* Names the rows that choose_work loads. */
void choose_work_want(batch_t *batch, const struct work_choice *choice);

/* Moves them and replies with how many and how much. A named log must exist and be in the right state; of a
   range, those in the right state are moved. OK, or what refuse returned. */
int choose_work(struct billing *self, batch_t *batch, const struct call *call,
                const struct work_choice *choice);

#endif
