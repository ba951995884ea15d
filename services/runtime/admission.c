/* SPDX-License-Identifier: MPL-2.0 */
/* How much of a client is let in. */
#include "runtime/admission.h"

#include <stdio.h>

enum { PEER_SLOTS = 1024, BUSY_WINDOW_WAIT_MS = 50 };

/* What is known of a client, by name: it outlives reloads of the registry. */
struct account {
    char name[CLIENT_NAME_MAX + 1];
    int64_t tokens_milli; /* thousandths of a message */
    int64_t filled_ms;
    int64_t waiting;
};

/* A connection with unanswered messages; a chain per slot. */
struct peer {
    uint64_t hash;
    size_t account;
    int64_t waiting;
    struct peer *next;
};

struct admission {
    struct account *accounts;
    size_t account_count;
    struct peer *peers[PEER_SLOTS];
};

admission_t *admission_new(void)
{
    admission_t *admission = calloc(1, sizeof *admission);
    if (!admission) {
        abort();
    }
    return admission;
}

void admission_empty(admission_t *admission)
{
    for (size_t i = 0; i < PEER_SLOTS; i++) {
        struct peer *next;
        for (struct peer *peer = admission->peers[i]; peer; peer = next) {
            next = peer->next;
            free(peer);
        }
        admission->peers[i] = NULL;
    }
    for (size_t i = 0; i < admission->account_count; i++) {
        admission->accounts[i].waiting = 0;
    }
}

void admission_destroy(admission_t **admission_p)
{
    if (*admission_p) {
        admission_empty(*admission_p);
        free((*admission_p)->accounts);
        free(*admission_p);
        *admission_p = NULL;
    }
}

/* FNV-1a of the routing id; two peers of one hash would only share a window. */
static uint64_t hash_of(struct view peer)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < peer.size; i++) {
        hash = (hash ^ peer.bytes[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

static size_t account_of(admission_t *admission, const struct client *client, int64_t now_ms)
{
    for (size_t i = 0; i < admission->account_count; i++) {
        if (strcmp(admission->accounts[i].name, client->name) == 0) {
            return i;
        }
    }
    size_t size = (admission->account_count + 1) * sizeof *admission->accounts;
    admission->accounts = realloc(admission->accounts, size);
    if (!admission->accounts) {
        abort();
    }
    struct account *account = &admission->accounts[admission->account_count];
    *account = (struct account){.tokens_milli = client->rate_per_s * 1000, .filled_ms = now_ms};
    snprintf(account->name, sizeof account->name, "%s", client->name);
    return admission->account_count++;
}

/* One message a token; the bucket holds what one second brings. */
static bool take_token(struct account *account, int64_t rate_per_s, int64_t now_ms)
{
    int64_t passed_ms = now_ms - account->filled_ms;
    int64_t full = rate_per_s * 1000;
    /* Thousandths of a message per millisecond are messages per second. */
    int64_t tokens = account->tokens_milli + (passed_ms < 1000 ? passed_ms : 1000) * rate_per_s;
    account->tokens_milli = tokens < full ? tokens : full;
    account->filled_ms = now_ms;
    if (account->tokens_milli < 1000) {
        return false;
    }
    account->tokens_milli -= 1000;
    return true;
}

static struct peer **find_peer(admission_t *admission, uint64_t hash)
{
    struct peer **place = &admission->peers[hash % PEER_SLOTS];
    while (*place && (*place)->hash != hash) {
        place = &(*place)->next;
    }
    return place;
}

static void count_in(admission_t *admission, size_t account, struct view peer)
{
    uint64_t hash = hash_of(peer);
    struct peer **place = find_peer(admission, hash);
    if (!*place) {
        *place = calloc(1, sizeof **place);
        if (!*place) {
            abort();
        }
        (*place)->hash = hash;
        (*place)->account = account;
    }
    (*place)->waiting++;
    admission->accounts[account].waiting++;
}

enum verdict admission_ask(admission_t *admission, const struct client *client, struct view peer,
                           int64_t now_ms, int64_t *ret_wait_ms)
{
    size_t at = account_of(admission, client, now_ms);
    struct account *account = &admission->accounts[at];
    count_in(admission, at, peer);
    if (account->waiting > WINDOW_MAX) {
        *ret_wait_ms = BUSY_WINDOW_WAIT_MS;
        return OVER_WINDOW;
    }
    if (client->rate_per_s > 0 && !take_token(account, client->rate_per_s, now_ms)) {
        *ret_wait_ms = (1000 - account->tokens_milli) / client->rate_per_s + 1;
        return OVER_RATE;
    }
    return ADMITTED;
}

void admission_answered(admission_t *admission, struct view peer)
{
    struct peer **place = find_peer(admission, hash_of(peer));
    struct peer *found = *place;
    if (!found) {
        return; /* counted before the windows were emptied */
    }
    struct account *account = &admission->accounts[found->account];
    account->waiting -= account->waiting > 0;
    if (--found->waiting == 0) {
        *place = found->next;
        free(found);
    }
}
