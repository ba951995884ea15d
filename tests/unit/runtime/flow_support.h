/* SPDX-License-Identifier: MPL-2.0 */
/* A tiny service with one command, two events, one timer and one table; and feeds to drive it.
 *
 * It borrows messages of billing. billing.rate.put stores a thing and tells billing.rate.changed;
 * hourly_cents 13 is refused by rule, 1,000,000 and more by the database; 14 only once the thing is there. intake.contact.erased stores
 * a thing; an id that begins with PARK or POISON cannot be handled. trace.get brings
 * entries of 64 KiB, as many as its limit says. */
#ifndef ENTRAIDE_TESTS_FLOW_SUPPORT_H
#define ENTRAIDE_TESTS_FLOW_SUPPORT_H

#include "runtime/flow.h"

enum { RULE_CENTS = 13, LATER_CENTS = 14, POISON_CENTS = 1000000, PARK = 0xDD, POISON = 0xEE };

struct thing_row {
    struct id id;
    struct id parent;
    int64_t amount;
    struct view word;
};
extern const struct service tiny_service;
extern const struct client tiny_client;

/* Makes the database anew with the runtime's schema and the tiny one. */
void tiny_database(const char *name);

/* A session with it, prepared; a flow on it. */
db_t *tiny_session(const char *name);
flow_t *tiny_flow(db_t *db);

/* A flow on a database of its own, and memory for what is said to it. */
struct house {
    db_t *db;
    flow_t *flow;
    arena_t *arena;
};
void house_open(struct house *house, const char *database);
void house_close(struct house *house);

/* For setup and teardown of a test: one house, in its state. */
int house_set_up(void **state, const char *database);
int house_tear_down(void **state);

/* Runs one batch, which succeeds; how many events it has appended. */
size_t house_run(struct house *house);

/* One frame from the tiny client. */
void house_say(struct house *house, struct view frame);

/* The number that a statement selects. */
int64_t tiny_ask(const char *name, const char *sql);

/* A command; its frame is in the arena. */
struct view tiny_put(arena_t *arena, struct id id, struct id rate, int64_t cents, const char *word);
struct view tiny_message(arena_t *arena, const struct message *message, struct id id,
                         const void *data);

/* The next reply, decoded; fails when there is none. frame may be NULL. */
struct reply tiny_reply(flow_t *flow, struct view *ret_frame);

/* A feed whose events are made here. */
struct source {
    enum owner owner;
    arena_t *arena;
    feed_server_t *server;
    feed_client_t *client;
    struct cursor head;
};
void source_open(struct source *source, enum owner owner, struct cursor committed);
void source_close(struct source *source);

/* Tells an event; after: see feed_item. It arrives with source_flow. */
void source_tell(struct source *source, const struct message *message, struct id subject,
                 const void *data, struct view after);
void source_flow(struct source *source);

#endif
