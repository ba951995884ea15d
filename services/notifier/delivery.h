/* SPDX-License-Identifier: MPL-2.0 */
/* The job that gives mails to the mail server, by libcurl, and the lanes it travels on.
 *
 * A lane is one connection to the mail server, kept between jobs. A job has a lane of its own until it
 * is destroyed, which is after its results are committed: so the messages of the busy lanes are exactly
 * those whose outcome this process still has to learn. */
#ifndef ENTRAIDE_NOTIFIER_DELIVERY_H
#define ENTRAIDE_NOTIFIER_DELIVERY_H

#include "proto/arena.h"
#include "runtime/batch.h"

enum { DELIVERY_MAILS_MAX = 8, DELIVERY_LANES_MAX = 16, DELIVERY_RESULT_SIZE = 120 };

enum delivery_outcome { DELIVERY_DELAYED, DELIVERY_ACCEPTED, DELIVERY_REFUSED };

/* How to reach the mail server: a copy, as settings may change while a job runs. */
struct smtp {
    char url[256], user[256], password_file[256], from[256];
    bool starttls;
    int64_t timeout_ms; /* of one mail */
};

/* One mail and what became of it. Texts are in the job's arena. */
struct delivery_mail {
    struct id message;
    int64_t attempt;
    struct view to, text;
    enum delivery_outcome outcome;
    char result[DELIVERY_RESULT_SIZE]; /* without addresses */
};

typedef struct lanes lanes_t;

struct delivery {
    struct job job; /* must be first */
    struct lane *lane;
    struct smtp smtp;
    arena_t *arena;
    size_t count;
    struct delivery_mail mails[DELIVERY_MAILS_MAX];
};

lanes_t *lanes_new(void);
/* Lanes still busy end with their jobs. */
void lanes_destroy(lanes_t **lanes_p);

/* Lanes that are free, of the first `limit`. */
size_t lanes_free_count(const lanes_t *lanes, size_t limit);
/* Messages that are under way, and whether this is one of them. */
size_t lanes_message_count(const lanes_t *lanes);
bool lanes_hold(const lanes_t *lanes, struct id message);

/* A job without mails on a free lane; there must be one. The caller owns it until batch_start. */
struct delivery *delivery_new(lanes_t *lanes, const struct smtp *smtp);

/* Adds a mail (copied); at most DELIVERY_MAILS_MAX. */
void delivery_add(struct delivery *delivery, const struct delivery_mail *mail);

/* Reads what the server said: the result's words from a libcurl code and an SMTP reply line (absent =
   none), and what follows for the message. uploaded: the text had been sent. */
enum delivery_outcome delivery_judge(int curl_code, long smtp_code, bool uploaded);
void delivery_describe(int curl_code, struct view reply, char ret_result[DELIVERY_RESULT_SIZE]);

#endif
