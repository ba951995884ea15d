/* SPDX-License-Identifier: MPL-2.0 */
/* What a handler sees: the batch that its message is part of.
 *
 * A handler decides one message. It may load rows, and then either refuses (before its first change)
 * or stores, emits and replies. Everything it does is committed together with the rest of the batch,
 * or not at all; nothing leaves before. Memory of batch_arena lives until the batch has been answered. */
#ifndef ENTRAIDE_RUNTIME_BATCH_H
#define ENTRAIDE_RUNTIME_BATCH_H

#include "proto/codec.h"
#include "runtime/db.h"
#include "runtime/kinship.h"
#include "runtime/registry.h"
#include "runtime/result.h"
#include "runtime/table.h"

typedef struct batch batch_t;

/* One message as its handler gets it. */
struct call {
    const struct message *message; /* NULL for timers and jobs */
    const struct envelope
        *envelope;               /* id, subject, root, actor ...; for timers and jobs mostly zero */
    const void *data;            /* the message's struct; struct timer * or struct job * */
    const struct client *client; /* who sent the command or query; NULL otherwise */
    int64_t now_us;              /* the only time there is */
    int32_t today;               /* its day in the co-operative's time zone */
    kinship_t *kinship;          /* the runtime's, for may_act_for */
};

/* A due timer, as its handler gets it. */
struct timer {
    struct id key;
    int64_t due_us;
    struct view data;
};

/* Work that waits outside or computes long: work runs on a worker thread after the commit; then the
   job comes back as an input to the handler with this name; then destroy is called. */
struct job {
    const char *name;                 /* "delivery" */
    void (*work)(struct job *job);    /* on a worker thread: touches nothing but the job */
    void (*destroy)(struct job *job); /* frees it */
    struct job *next;                 /* the runtime's */
};

arena_t *batch_arena(batch_t *batch);
struct id batch_id_new(batch_t *batch); /* a UUIDv7 of the batch's time */

/* ---- rows ---- */

/* Names a key that the handler will load, so that the whole batch is read in one round trip. Only in
   the want function of a handler. Loading without having wanted works and costs a round trip. */
void batch_want(batch_t *batch, const struct table *table, int by, struct id key);

/* The row as earlier messages of this batch left it, or NULL. Borrowed until the batch ends. To
   change it: batch_change first, then write to the struct (views must live as long as the batch). */
void *batch_load(batch_t *batch, const struct table *table, struct id key);

/* All rows whose look-up column equals key, in ascending id; *ret_count of them. by >= 1. */
void **batch_find(batch_t *batch, const struct table *table, int by, struct id key,
                  size_t *ret_count);

/* Adds a row (copied; its views are not). Returns the batch's copy, which may be changed further. */
void *batch_insert(batch_t *batch, const struct table *table, const void *row);

/* Stores a row whether or not there is one of its key: inserts it, or changes the one there to say the
   same. Returns the batch's copy. */
void *batch_put(batch_t *batch, const struct table *table, const void *row);

/* Announces that a loaded row will be changed: it is written once, at the end of the batch. */
void batch_change(batch_t *batch, const struct table *table, void *row);

/* Free-form reading for queries: a statement that returns the table's columns. Rows are in the arena.
   Does not see uncommitted rows, so only for queries and timers. */
void **batch_select(batch_t *batch, const struct table *table, const char *statement,
                    struct params params, size_t *ret_count);

/* ---- saying no, answering, telling ---- */

/* Refuses the command or query: code, path and expected as in struct refusal. Must come before the
   first change of this handler (asserted). Returns ERR_REFUSED, to be returned by the handler. A code of
   class RETRY says "not yet": nothing is stored, and the same message is decided anew when it comes again. */
int refuse(batch_t *batch, int code, const char *path, const char *expected);

/* Refuses with E_DUPLICATE and the id that the source_ref already made. */
int refuse_duplicate(batch_t *batch, struct id existing);

/* An event that cannot be handled waits for an operator, with all later ones of its story. Before the
   first change. reason has no personal data. Returns ERR_PARKED. */
int park(batch_t *batch, const char *reason);

/* The answer: a struct of the message's answer record; encoded at once. A command without a call to
   this answers with an empty map. */
void batch_reply(batch_t *batch, const void *answer);

/* Appends an event to the journal. subject is what it is about, root the request of the story (none
   for directories). Keys of sealed fields are found by the record. Asserts that the contract allows
   this event here (CAUSES). Use the typed emit_<name> of runtime/emit.h. */
void batch_emit(batch_t *batch, const struct message *event, struct id subject, struct id root,
                const void *data);

/* ---- time ---- */

/* The handler of timer `name` gets it when due_us has come, in a transaction that also deletes it. One
   timer per (name, key): setting it again moves it. data is borrowed until the batch ends. */
void timer_set(batch_t *batch, const char *name, struct id key, int64_t due_us, struct view data);
void timer_cancel(batch_t *batch, const char *name, struct id key);

/* Starts a job after the commit; takes it. If the batch fails the job is destroyed unstarted. */
void batch_start(batch_t *batch, struct job **job_p);

/* ---- personal data ---- */

/* Makes sure the person has a key. false: the person was erased, and stays so. Counts as a change when
   a key is made, so refuse before. */
bool person_ready(batch_t *batch, struct id person);
bool person_erased(const batch_t *batch, struct id person);

/* key id ‖ nonce ‖ secretbox of the clear bytes; an absent or empty view gives an absent one. */
struct view person_seal(batch_t *batch, struct id person, struct view clear);

/* The clear bytes, in the arena; absent when the key is gone or the bytes were tampered with. */
struct view person_open(batch_t *batch, struct view sealed);

/* Destroys the key, for good. */
void person_erase(batch_t *batch, struct id person);

/* ---- rights beyond the type ---- */

/* May the sender act for this organisation: its key's scope names it, or something it lies below today by
   the ties that were put. Always true for timers and events. */
bool may_act_for(const struct call *call, struct id organisation);
bool may_read_pii(const struct call *call);

/* Something belongs to something else from one day to another (copied): scopes that name the upper one
   reach the lower one, from this message on. */
void batch_tie(batch_t *batch, const struct tie *tie);

/* The service's settings struct as last loaded. */
const void *batch_settings(const batch_t *batch);

/* Adds to one of the service's own counters (service.counters). */
void batch_count(batch_t *batch, int counter, int64_t amount);

#endif
