/* SPDX-License-Identifier: MPL-2.0 */
/* Certifying a period: the notes of its allocation are issued, in portions when there are many, so that
 * other messages are answered in between; when every note is there, the books are closed and the certificate
 * is signed and told. Meanwhile the period is certifying: what would change its numbers is refused. What is
 * still to be issued is in rows, and each portion commits with what is left of them, so that a daemon that
 * was killed goes on where it stopped. */
#ifndef ENTRAIDE_BILLING_CERTIFY_H
#define ENTRAIDE_BILLING_CERTIFY_H

#include "closing.h"
#include "true_up.h"

#define TIMER_CERTIFY "certify" /* key: the period */

/* Notes of one transaction: 0.3 ms each, so nobody waits longer than 30 ms for a portion. */
enum { CERTIFY_PORTION = 100 };

/* A period, its allocation, and what that adds to the certificate before. */
struct certifying {
    struct period_row *period;
    struct id run; /* of its notes: the id of the certificate */
    struct certificate certificate, before;
    struct closing closing;
    struct period_row *next; /* that takes what is carried forward */
    struct due_notes dues;   /* to be issued */
};

/* Reads the allocation of it->period. 0, or an error number with what was expected: numbers that do not add
   up, or nobody who takes what is carried forward. */
int certify_read(const struct billing *self, batch_t *batch, struct certifying *it,
                 const char **ret_expected);

/* Begins with it->dues, and ends at once when one portion is enough. */
void certify_begin(struct billing *self, batch_t *batch, const struct call *call,
                   struct certifying *it);

/* Issues the next portion of a period that is certifying, or ends when no note is left. */
void certify_go_on(struct billing *self, batch_t *batch, const struct call *call,
                   struct period_row *period);

#endif
