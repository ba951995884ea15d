/* SPDX-License-Identifier: MPL-2.0 */
/* What the handlers of a request share: how it is found, the gate of its state, what is told about it. */
#ifndef ENTRAIDE_INTAKE_REQUEST_H
#define ENTRAIDE_INTAKE_REQUEST_H

#include "intake.h"
#include "suggestion.h"

/* All needs that a request may ever have, those that are over too: an answer with them stays below
   256 KiB, since each has at most 3.4 KiB (2 KiB of reasons), and the rest of the answer 85 KiB: 16 of words,
   48 of questions, 14 of files. */
enum { NEEDS_EVER_MAX = 45 };

/* A request with its needs, as this batch left them. */
struct request {
    struct request_row *row;
    struct need_row *needs[NEEDS_EVER_MAX]; /* by id: in the order in which they were made */
    size_t need_count;
    const struct transition *taken; /* set by request_take */
};

/* What a command does to a request. */
struct taking {
    struct id id;
    const char *path; /* of the id in the command: "data.id" */
    enum trigger trigger;
    int64_t expected_rev; /* 0 = any */
    struct id scope;      /* organisation that the sender must act for; none = the request's */
};

/* Name the rows that the functions below load: for want functions. */
void request_want(batch_t *batch, struct id request);            /* the request alone */
void request_want_with_needs(batch_t *batch, struct id request); /* and its needs */

/* The request with its needs, if it is there and the sender may act for its organisation. OK or
   ERR_REFUSED (E_NOT_FOUND, E_SCOPE). */
int request_find(batch_t *batch, const struct call *call, struct id id, const char *path,
                 struct request *ret_request) MUST_CHECK;

/* The same for a command that changes it: the gate. Also refuses with E_STATE what its table does not
   have, with E_NOT_FOR_ACTOR another kind of actor than the table names, with E_REV another revision. */
int request_take(batch_t *batch, const struct call *call, const struct taking *taking,
                 struct request *ret_request) MUST_CHECK;

/* Loads the needs of a row: for handlers of events. */
struct request request_of(batch_t *batch, struct request_row *row);

/* Makes the change: the next revision, in this state. What waits for a person is kept on the desk. */
void request_enter(struct intake *self, batch_t *batch, struct request_row *row, int state,
                   int64_t now_us);

/* Moves a request as its table of states says: a late event is counted and ignored, one that the table
   does not know or that is about no request of ours is parked. What the handler returns. */
int request_move(struct intake *self, batch_t *batch, const struct call *call, struct id request,
                 enum trigger trigger);

/* Has the matcher got the request: received, planned, unmet, accepted or in progress. */
bool request_is_running(const struct request_row *row);

/* Is the need one that the matcher has to know: suggested, confirmed, active or done. */
bool need_lives(const struct need_row *need);

/* Moves a need as its table says; late news is counted and ignored, impossible news too. true when its
   state has changed. */
bool request_move_need(batch_t *batch, struct need_row *need, enum need_trigger trigger);

/* The need of the request, or NULL. */
struct need_row *request_need(batch_t *batch, struct id request, struct id need);

/* News about one need of a request: moves it; parked when it is not ours. What the handler returns. */
int request_news(batch_t *batch, struct id request, struct id need, enum need_trigger trigger);

/* The need as a record. Views are borrowed. */
struct need request_need_of(const struct need_row *row);

/* The needs that live, as the events carry them. */
struct list request_live_needs(batch_t *batch, const struct request *request);

/* ---- what is told ---- */

void request_tell_received(struct intake *self, batch_t *batch, const struct request *request,
                           bool waits);
void request_tell_confirmed(struct intake *self, batch_t *batch, const struct request *request,
                            enum confirm_basis basis);
void request_tell_withdrawing(batch_t *batch, const struct request_row *row, struct view reason);
void request_tell_withdrawn(batch_t *batch, const struct request_row *row);

/* A list as bytes sealed for a person; absent when it is empty. */
struct view request_seal(batch_t *batch, struct id person, struct view bytes, size_t count);

#endif
