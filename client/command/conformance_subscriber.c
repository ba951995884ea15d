/* SPDX-License-Identifier: MPL-2.0 */
/* entraide conformance --as subscriber: what a service promises to who reads its feed. */
#include <inttypes.h>
#include <time.h>

#include "probe.h"

enum { HEARTBEAT_WAIT_MS = 3500, MANY = 512, BYTES = 4 * 1024 * 1024 };

/* A reader of the feed: where it stands, and the last frame that came. */
struct reading {
    struct probe *probe;
    struct entraide_cursor cursor;
    int64_t session, head_seq, low_seq;
    enum feed_reason reason;
    size_t event_count; /* of the last batch */
    size_t body_count;  /* of them with a body */
    bool chained;       /* the last batch followed from the cursor, and its chain verified */
};

union any_data {
    struct feed_ok ok;
    struct feed_refused refused;
    struct feed_batch batch;
    uint8_t bytes[RECORD_SIZE_MAX];
};

static bool send_open(struct reading *reading, struct feed_open open)
{
    struct probe *probe = reading->probe;
    struct id none = {{0}};
    open.consumer = view_of(probe->address.name);
    open.epoch = reading->cursor.epoch;
    open.seq = reading->cursor.seq;
    open.chain = (struct view){reading->cursor.chain.bytes, sizeof reading->cursor.chain.bytes};
    open.credit_bytes = BYTES;
    open.contract_level = CONTRACT_LEVEL;
    return probe_send_one(probe, probe_pack(probe, &message_feed_open, none, &open));
}

static void send_credit(struct reading *reading, int64_t events)
{
    struct id none = {{0}};
    struct feed_credit credit = {.session = reading->session,
                                 .events = events,
                                 .bytes = BYTES,
                                 .committed_seq = reading->cursor.seq};
    (void)probe_send_one(reading->probe,
                         probe_pack(reading->probe, &message_feed_credit, none, &credit));
}

static void take_batch(struct reading *reading, const struct feed_batch *batch)
{
    struct list events = batch->events;
    struct feed_event event;
    struct entraide_cursor cursor = reading->cursor;
    bool follows =
        batch->session == reading->session && batch->first_seq == cursor.seq + 1 &&
        memcmp(batch->chain_before.bytes, cursor.chain.bytes, sizeof cursor.chain.bytes) == 0;
    reading->event_count = reading->body_count = 0;
    while (feed_event_next(&events, &event)) {
        struct digest digest = digest_of(event.body);
        if (!event.body.bytes) {
            memcpy(digest.bytes, event.digest.bytes, event.digest.size);
        }
        cursor = (struct entraide_cursor){batch->epoch, cursor.seq + 1,
                                          chain_next(cursor.chain, digest)};
        reading->event_count++;
        reading->body_count += event.body.bytes != NULL;
    }
    reading->chained =
        follows && memcmp(batch->chain.bytes, cursor.chain.bytes, batch->chain.size) == 0;
    reading->cursor = cursor;
}

/* chain comes when the feed was opened at the head: that is the cursor then. */
static void take_ok(struct reading *reading, const struct feed_ok *ok)
{
    reading->session = ok->session;
    reading->head_seq = ok->head_seq;
    reading->low_seq = ok->low_seq;
    if (ok->chain.bytes) {
        reading->cursor = (struct entraide_cursor){ok->epoch, ok->head_seq, {{0}}};
        memcpy(reading->cursor.chain.bytes, ok->chain.bytes, ok->chain.size);
    }
}

/* Waits for a frame of the feed of this type; others are passed over. */
static bool await(struct reading *reading, const struct message *wanted, int timeout_ms)
{
    struct envelope envelope;
    const struct message *message = NULL;
    struct refusal refusal;
    union any_data data;
    int64_t end_ms = probe_now_ms() + timeout_ms;
    while (message != wanted) {
        int64_t left_ms = end_ms - probe_now_ms();
        if (left_ms <= 0 || !probe_take(reading->probe, (int)left_ms) ||
            message_decode(probe_frame(reading->probe), &envelope, &message, &data, &refusal) < 0) {
            return false;
        }
    }
    if (wanted == &message_feed_ok) {
        take_ok(reading, &data.ok);
    } else if (wanted == &message_feed_refused) {
        reading->reason = (enum feed_reason)data.refused.reason;
    } else if (wanted == &message_feed_batch) {
        take_batch(reading, &data.batch);
    }
    return true;
}

/* A new connection with an open feed at the cursor. */
static bool begin(struct reading *reading, struct feed_open open)
{
    probe_connect(reading->probe, SECURE);
    return send_open(reading, open) && await(reading, &message_feed_ok, PROBE_WAIT_MS);
}

static struct reading reading_of(struct probe *probe)
{
    return (struct reading){.probe = probe};
}

static enum finding check_open(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    if (!begin(&reading, (struct feed_open){.credit_events = 1})) {
        return found(probe, "no feed.ok");
    }
    return reading.session > 0 ? HOLDS : found(probe, "no session");
}

static enum finding check_strange_key(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    probe_connect(probe, STRANGE_KEY);
    bool answered = send_open(&reading, (struct feed_open){.credit_events = 1}) &&
                    probe_take(probe, PROBE_QUIET_MS);
    return answered ? found(probe, "an answer") : HOLDS;
}

static enum finding check_heartbeat(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    if (!begin(&reading, (struct feed_open){.credit_events = 1})) {
        return found(probe, "no feed.ok");
    }
    return await(&reading, &message_feed_heartbeat, HEARTBEAT_WAIT_MS)
               ? HOLDS
               : found(probe, "none in %d ms", HEARTBEAT_WAIT_MS);
}

static enum finding no_events(struct probe *probe)
{
    snprintf(probe->found, sizeof probe->found, "the journal has too few events");
    return CANNOT_TELL;
}

/* Reads the first count events; what is wrong with them, if anything. */
static enum finding read_first(struct reading *reading, int64_t count, struct feed_open open)
{
    if (!begin(reading, open)) {
        return found(reading->probe, "no feed.ok");
    }
    if (reading->head_seq < count) {
        return no_events(reading->probe);
    }
    while (reading->cursor.seq < count) {
        if (!await(reading, &message_feed_batch, PROBE_WAIT_MS)) {
            return found(reading->probe, "no batch after seq %" PRId64, reading->cursor.seq);
        }
        if (!reading->chained) {
            return found(reading->probe,
                         "the batch up to seq %" PRId64 " does not follow by its chain",
                         reading->cursor.seq);
        }
        send_credit(reading, (int64_t)reading->event_count);
    }
    return HOLDS;
}

static enum finding check_chain(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    return read_first(&reading, 3, (struct feed_open){.credit_events = MANY});
}

static enum finding check_credit(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    if (!begin(&reading, (struct feed_open){.credit_events = 2})) {
        return found(probe, "no feed.ok");
    }
    if (reading.head_seq < 4) {
        return no_events(probe);
    }
    while (reading.cursor.seq < 2) {
        if (!await(&reading, &message_feed_batch, PROBE_WAIT_MS)) {
            return found(probe, "no batch within the credit");
        }
    }
    if (reading.cursor.seq > 2 || await(&reading, &message_feed_batch, PROBE_QUIET_MS)) {
        return found(probe, "events beyond the credit, up to seq %" PRId64, reading.cursor.seq);
    }
    send_credit(&reading, 1);
    bool more = await(&reading, &message_feed_batch, PROBE_WAIT_MS);
    return more && reading.cursor.seq == 3 ? HOLDS
                                           : found(probe, "not one event for a credit of one");
}

/* A reader that was killed: nothing of its connection is left, only its cursor. */
static enum finding check_restart(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    enum finding before = read_first(&reading, 2, (struct feed_open){.credit_events = 2});
    if (before != HOLDS) {
        return before;
    }
    if (reading.head_seq < 3) {
        return no_events(probe);
    }
    if (!begin(&reading, (struct feed_open){.credit_events = MANY}) ||
        !await(&reading, &message_feed_batch, PROBE_WAIT_MS)) {
        return found(probe, "no batch after the cursor");
    }
    return reading.chained ? HOLDS : found(probe, "the batch does not follow from the cursor");
}

/* The former session of a connection ends with the next open. */
static enum finding check_reopen(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    if (!begin(&reading, (struct feed_open){.credit_events = 1})) {
        return found(probe, "no feed.ok");
    }
    int64_t session = reading.session;
    bool reopened = send_open(&reading, (struct feed_open){.credit_events = 1}) &&
                    await(&reading, &message_feed_ok, PROBE_WAIT_MS);
    return reopened && reading.session != session ? HOLDS : found(probe, "no new session");
}

static enum finding expect_refused(struct reading *reading, enum feed_reason reason)
{
    struct probe *probe = reading->probe;
    probe_connect(probe, SECURE);
    if (!send_open(reading, (struct feed_open){.credit_events = 1}) ||
        !await(reading, &message_feed_refused, PROBE_WAIT_MS)) {
        return found(probe, "no feed.refused");
    }
    return reading->reason == reason
               ? HOLDS
               : found(probe, "%s", choice_word(&choices_feed_reason, (int)reading->reason));
}

/* The cursor that it is told is one that it can open at. */
static enum finding check_from_head(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    if (!begin(&reading, (struct feed_open){.credit_events = 1, .from_head = true})) {
        return found(probe, "no feed.ok");
    }
    if (await(&reading, &message_feed_batch, PROBE_QUIET_MS / 3) &&
        reading.cursor.seq <= reading.head_seq) {
        return found(probe, "events from before the head");
    }
    return begin(&reading, (struct feed_open){.credit_events = 1})
               ? HOLDS
               : found(probe, "the cursor of the head is not of this journal");
}

static enum finding check_other_chain(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    enum finding before = read_first(&reading, 1, (struct feed_open){.credit_events = MANY});
    reading.cursor.chain.bytes[0] ^= 1;
    return before == HOLDS ? expect_refused(&reading, FEED_DIVERGED) : before;
}

static enum finding check_beyond_head(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    reading.cursor = (struct entraide_cursor){1, INT64_MAX / 2, {{1}}};
    return expect_refused(&reading, FEED_DIVERGED);
}

static enum finding check_start_with_chain(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    reading.cursor.chain.bytes[0] = 1;
    return expect_refused(&reading, FEED_DIVERGED);
}

/* Only a journal that was cut at its beginning can show it. */
static enum finding check_truncated(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    if (begin(&reading, (struct feed_open){.credit_events = 1})) {
        snprintf(probe->found, sizeof probe->found, "the journal goes back to seq %" PRId64,
                 reading.low_seq);
        return reading.low_seq <= 1 ? CANNOT_TELL : FAILS;
    }
    return expect_refused(&reading, FEED_TRUNCATED);
}

/* Of types that were not asked for the digests alone come, and the chain still verifies. */
static enum finding check_types(struct probe *probe)
{
    struct reading reading = reading_of(probe);
    struct view types[] = {view_of("none.such")};
    struct feed_open open = {.credit_events = MANY,
                             .types = list_pack_texts(types, 1, probe->arena)};
    enum finding finding = read_first(&reading, 1, open);
    return finding == HOLDS && reading.body_count > 0
               ? found(probe, "bodies that were not asked for")
               : finding;
}

const struct check subscriber_checks[] = {
    {"handshake: a key of the registry opens the feed", check_open},
    {"handshake: a key that nobody knows gets no word", check_strange_key},
    {"a heartbeat comes every second", check_heartbeat},
    {"events come in order, without a gap, and the chain verifies", check_chain},
    {"credit: nothing is sent beyond it, and as much as it says", check_credit},
    {"cursor restart: a new connection goes on after the cursor", check_restart},
    {"opening again on a connection ends its former session", check_reopen},
    {"from_head: what is before comes not, and the cursor of the head opens the feed",
     check_from_head},
    {"types: others come as digests, and the chain still verifies", check_types},
    {"divergence: another chain at the same seq is refused", check_other_chain},
    {"divergence: a cursor beyond the journal's head is refused", check_beyond_head},
    {"divergence: a start with a chain is refused", check_start_with_chain},
    {"truncation: a cursor before the journal's beginning is refused", check_truncated},
};
const size_t subscriber_check_count = sizeof subscriber_checks / sizeof *subscriber_checks;
