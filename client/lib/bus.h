/* SPDX-License-Identifier: MPL-2.0 */
/* Inside of a bus, shared by the files of this library. */
#ifndef ENTRAIDE_CLIENT_BUS_H
#define ENTRAIDE_CLIENT_BUS_H

#include "entraide.h"

enum { ENDPOINT_MAX = 8, ENDPOINT_SIZE = 128, KEY_SIZE = 41, NAME_SIZE = 65 };

/* A silent service is left for the next endpoint after three of its heartbeats; one that cannot even be
   connected to, after a second: three round trips of a handshake to the other side of the world. */
enum { SILENCE_MS = 3000, CONNECT_MS = 1000, CALL_TIMEOUT_MS = 10000 };

/* Credit of one followed feed: two full batches of 512 events, and their bytes. */
enum { FOLLOW_EVENTS = 1024, FOLLOW_BYTES = 4 * 1024 * 1024 };

/* A verified batch: events borrows from frame. */
struct batch {
    struct batch *next;
    int64_t epoch;
    struct list events; /* those not given out yet */
    uint8_t frame[];
};

enum follow_state { FOLLOW_CLOSED, FOLLOW_ASKED, FOLLOW_OPEN };

struct follow {
    bool wanted;
    bool from_head; /* where to begin is still to be told */
    enum follow_state state;
    int reason; /* enum feed_reason of a final refusal; -1 without one */
    int64_t session;
    int64_t head_seq;                /* when it was first opened; -1 before */
    int64_t since_ms;                /* something was heard, or a connection was begun */
    int64_t pause_until_ms;          /* after a refusal that passes */
    bool elsewhere;                  /* the next open goes to the next endpoint */
    unsigned misfits;                /* batches in a row that did not fit */
    struct entraide_cursor taken;    /* after the last event given out */
    struct entraide_cursor received; /* after the last event of the last batch */
    struct batch *first, *last;
    int64_t spent_events, spent_bytes; /* to be granted again */
};

struct peer {
    char endpoints[ENDPOINT_MAX][ENDPOINT_SIZE];
    size_t endpoint_count;
    size_t current;
    char server_key[KEY_SIZE];
    void *socket;
    uint8_t *frame; /* the last frame received, FRAME_SIZE_MAX bytes */
    size_t frame_size;
    struct follow follow;
};

struct person_secret {
    struct id person;
    uint8_t secret[32];
};

struct entraide {
    void *context;
    char name[NAME_SIZE];
    char public_key[KEY_SIZE];
    char secret_key[KEY_SIZE];
    struct peer peers[OWNER_COUNT];
    arena_t *arena;
    struct person_secret *secrets; /* sorted by person */
    size_t secret_count, secret_capacity;
    size_t turn; /* the feed that gave the last event: the others come first */
};

int64_t bus_now_us(void);  /* wall clock, for ids */
int64_t bus_time_ms(void); /* monotonic, for waiting */

struct peer *bus_peer(entraide_t *bus, enum owner service);

/* Closes the socket and connects to the next endpoint of the list. */
void bus_reconnect(entraide_t *bus, struct peer *peer);

/* Sends one frame now. false when the connection cannot take it. */
bool bus_send(struct peer *peer, struct view frame);

/* Returns when a frame can be sent, or after timeout_ms. */
void bus_wait_writable(struct peer *peer, int timeout_ms);

/* Waits for one frame into peer->frame. false after timeout_ms. */
bool bus_take(struct peer *peer, int timeout_ms);

/* Reads peer->frame as a reply. false when it is something else. */
bool bus_read_reply(const struct peer *peer, struct entraide_answer *ret_answer);

/* Gives a frame that is not a reply to the feed of its peer. */
void follow_input(entraide_t *bus, enum owner service);

/* Nothing is followed any more; frees what was received. */
void follow_clear(struct follow *follow);

/* Keys of persons, as they came with the feeds. */
void secret_keep(entraide_t *bus, const struct feed_key *key);
void secret_forget(entraide_t *bus, struct id person);
void secret_clear(entraide_t *bus);

#endif
