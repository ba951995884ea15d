/* SPDX-License-Identifier: MPL-2.0 */
/* What a message looks like as a mail (RFC 5322, 2045, 2047): pure text making. */
#ifndef ENTRAIDE_NOTIFIER_MAIL_H
#define ENTRAIDE_NOTIFIER_MAIL_H

#include "proto/arena.h"

/* All texts are UTF-8. Ids come without their angle brackets. */
struct mail {
    struct view from_name, from_address;
    struct view to_name, to_address; /* the address must be mail_address_valid */
    struct view message_id;
    struct view thread_id; /* all mails about one request answer it; absent = none */
    struct view language;
    struct view subject, body;
    int64_t date_us; /* the same on every attempt, so that the mail is the same */
};

/* Can it stand in a header and in an SMTP command: one @ with something on both sides, no spaces,
   control characters, angle brackets or quotes, at most 254 bytes. */
bool mail_address_valid(struct view address);

/* The complete mail, lines ended by CR LF, at most 76 bytes a line in the body, only ASCII. In the
   arena. */
struct view mail_print(const struct mail *mail, arena_t *arena);

#endif
