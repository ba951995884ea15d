/* SPDX-License-Identifier: MPL-2.0 */
/* entraide conformance --of: what the contract asks of a client that connects. Each check goes on where
   the one before stopped, as a bad day of a service would. */
#include <inttypes.h>

#include "proto/id.h"
#include "stage.h"

enum { FIRST_MS = 60000, BUSY_MS = 700, SESSION = 7 };

/* ---- a publisher ---- */

static enum finding is_same(struct stage *stage)
{
    struct digest content = message_digest(stage->message, &stage->envelope, &stage->data);
    if (!id_equal(stage->envelope.id, stage->id)) {
        return found(&stage->probe, "another id");
    }
    return digest_equal(content, stage->content)
               ? HOLDS
               : found(&stage->probe, "the same id, other content");
}

static enum finding check_command(struct stage *stage)
{
    if (!stage_await(stage, COMMAND, FIRST_MS)) {
        return FAILS;
    }
    stage->id = stage->envelope.id;
    stage->content = message_digest(stage->message, &stage->envelope, &stage->data);
    return id_is_v7(stage->id) ? HOLDS : found(&stage->probe, "an id that is no UUIDv7");
}

static enum finding check_again(struct stage *stage)
{
    return stage_await(stage, COMMAND, STAGE_AGAIN_MS) ? is_same(stage) : FAILS;
}

static enum finding check_busy(struct stage *stage)
{
    int64_t told_ms = probe_now_ms();
    stage_busy(stage, BUSY_MS);
    if (!stage_await(stage, COMMAND, STAGE_AGAIN_MS)) {
        return FAILS;
    }
    int64_t waited_ms = probe_now_ms() - told_ms;
    return waited_ms < BUSY_MS - 5
               ? found(&stage->probe, "it waited %" PRId64 " ms of %d", waited_ms, BUSY_MS)
               : is_same(stage);
}

/* Other commands may follow, and are answered. */
static enum finding check_final(struct stage *stage)
{
    stage_answer(stage);
    int64_t end_ms = probe_now_ms() + STAGE_QUIET_MS;
    while (probe_now_ms() < end_ms && stage_await(stage, COMMAND, (int)(end_ms - probe_now_ms()))) {
        if (id_equal(stage->envelope.id, stage->id)) {
            return found(&stage->probe, "the same id again after its answer");
        }
        stage_answer(stage);
    }
    return HOLDS;
}

/* ---- a subscriber ---- */

static void send_feed(struct stage *stage, const struct message *message, const void *data)
{
    struct id none = {{0}};
    stage_send(stage, probe_pack(&stage->probe, message, none, data));
}

static bool await_open(struct stage *stage, int timeout_ms)
{
    int64_t end_ms = probe_now_ms() + timeout_ms;
    while (probe_now_ms() < end_ms && stage_await(stage, FEED, (int)(end_ms - probe_now_ms()))) {
        if (stage->message == &message_feed_open) {
            return true;
        }
    }
    return false;
}

/* Opens the session that was asked for. */
static void accept_open(struct stage *stage)
{
    struct feed_ok ok = {.session = ++stage->session, .epoch = 1, .head_seq = 5, .low_seq = 1};
    ok.incarnation = stage->id;
    send_feed(stage, &message_feed_ok, &ok);
}

static struct view pack_event(struct stage *stage, const struct message *message)
{
    struct intake_contact_erased erased = {.id = probe_id()};
    struct envelope envelope = {.id = erased.id,
                                .source = view_of("intake"),
                                .subject = erased.id,
                                .seq = stage->cursor.seq + 1};
    return message_pack(message, &envelope, &erased, stage->probe.arena);
}

/* A batch of such events: body, or the digest alone. The cursor moves with them. */
static void send_batch(struct stage *stage, const struct message *const *messages,
                       const bool *hidden, size_t count, bool right)
{
    struct feed_event events[3] = {0};
    struct digest digests[3];
    struct entraide_cursor before = stage->cursor;
    for (size_t i = 0; i < count; i++) {
        struct view body = pack_event(stage, messages[i]);
        digests[i] = digest_of(body);
        stage->cursor.chain = chain_next(stage->cursor.chain, digests[i]);
        stage->cursor.seq++;
        events[i].digest = (struct view){digests[i].bytes, hidden[i] ? sizeof digests[i].bytes : 0};
        events[i].digest.bytes = hidden[i] ? digests[i].bytes : NULL;
        events[i].body = hidden[i] ? (struct view){NULL, 0} : body;
    }
    struct digest chain = stage->cursor.chain;
    chain.bytes[0] ^= !right;
    struct feed_batch batch = {
        .session = stage->session,
        .epoch = 1,
        .first_seq = before.seq + 1,
        .chain_before = {before.chain.bytes, sizeof before.chain.bytes},
        .chain = {chain.bytes, sizeof chain.bytes},
        .events = feed_event_list(events, count, stage->probe.arena),
        .head_seq = stage->cursor.seq,
    };
    stage->cursor.epoch = 1;
    send_feed(stage, &message_feed_batch, &batch);
}

/* Credit for all that was sent, in one message or several. */
static enum finding expect_credit(struct stage *stage, int64_t events)
{
    int64_t granted = 0;
    int64_t committed = -1;
    while (granted < events || committed < stage->cursor.seq) {
        if (!stage_await(stage, FEED, STAGE_QUIET_MS)) {
            return granted || committed >= 0
                       ? found(&stage->probe, "credit of %" PRId64 " events up to seq %" PRId64,
                               granted, committed)
                       : FAILS;
        }
        if (stage->message != &message_feed_credit ||
            stage->data.credit.session != stage->session) {
            return found(&stage->probe, "%s, or of another session", stage->message->type);
        }
        granted += stage->data.credit.events;
        committed = stage->data.credit.committed_seq;
    }
    return granted == events ? HOLDS
                             : found(&stage->probe, "credit of %" PRId64 " events", granted);
}

static bool stands_at(const struct stage *stage, struct entraide_cursor cursor)
{
    const struct feed_open *open = &stage->data.open;
    return open->seq == cursor.seq && open->epoch == cursor.epoch &&
           memcmp(open->chain.bytes, cursor.chain.bytes, sizeof cursor.chain.bytes) == 0;
}

static enum finding check_open(struct stage *stage)
{
    stage->session = SESSION;
    stage->id = probe_id();
    if (!await_open(stage, FIRST_MS)) {
        return FAILS;
    }
    return stands_at(stage, stage->cursor)
               ? HOLDS
               : found(&stage->probe, "not the empty cursor: begin anew");
}

static enum finding check_refused_busy(struct stage *stage)
{
    send_feed(stage, &message_feed_refused, &(struct feed_refused){.reason = FEED_BUSY});
    return await_open(stage, STAGE_AGAIN_MS) ? HOLDS : FAILS;
}

static enum finding check_credit(struct stage *stage)
{
    const struct message *erased = &message_intake_contact_erased;
    const struct message *messages[] = {erased, erased, erased};
    accept_open(stage);
    send_batch(stage, messages, (bool[]){false, false, false}, 3, true);
    return expect_credit(stage, 3);
}

static enum finding check_unknown(struct stage *stage)
{
    struct message unknown = message_intake_contact_erased;
    unknown.type = "intake.nothing.known";
    const struct message *messages[] = {&unknown, &message_intake_contact_erased};
    send_batch(stage, messages, (bool[]){false, true}, 2, true);
    return expect_credit(stage, 2);
}

static enum finding check_silence(struct stage *stage)
{
    if (!await_open(stage, STAGE_AGAIN_MS)) {
        return FAILS;
    }
    return stands_at(stage, stage->cursor)
               ? HOLDS
               : found(&stage->probe, "a cursor of seq %" PRId64 ", not %" PRId64,
                       stage->data.open.seq, stage->cursor.seq);
}

static enum finding check_broken_chain(struct stage *stage)
{
    const struct message *messages[] = {&message_intake_contact_erased};
    struct entraide_cursor before = stage->cursor;
    accept_open(stage);
    send_batch(stage, messages, (bool[]){false}, 1, false);
    stage->cursor = before;
    int64_t end_ms = probe_now_ms() + PROBE_QUIET_MS;
    while (probe_now_ms() < end_ms && stage_await(stage, FEED, (int)(end_ms - probe_now_ms()))) {
        if (stage->message == &message_feed_credit &&
            stage->data.credit.committed_seq > before.seq) {
            return found(&stage->probe, "credit for it");
        }
        if (stage->message == &message_feed_open) {
            return stands_at(stage, before) ? HOLDS
                                            : found(&stage->probe, "the cursor moved over it");
        }
    }
    return HOLDS;
}

/* A client that stopped at the broken chain has done so already. */
static enum finding check_diverged(struct stage *stage)
{
    struct feed_refused refused = {.reason = FEED_DIVERGED, .head_seq = 5};
    if (stage->message != &message_feed_open && !await_open(stage, PROBE_QUIET_MS)) {
        return HOLDS;
    }
    send_feed(stage, &message_feed_refused, &refused);
    return await_open(stage, STAGE_QUIET_MS) ? found(&stage->probe, "it opened again") : HOLDS;
}

const struct stage_check of_publisher_checks[] = {
    {"a command comes, of the contract and with a UUIDv7", check_command},
    {"retry: without an answer the same id comes again, with the same content", check_again},
    {"busy: the same id comes again, not before retry_after_ms", check_busy},
    {"an answer is final, also one with unknown fields", check_final},
};
const size_t of_publisher_check_count = sizeof of_publisher_checks / sizeof *of_publisher_checks;

const struct stage_check of_subscriber_checks[] = {
    {"a feed is opened at the empty cursor, with credit", check_open},
    {"busy: it opens again", check_refused_busy},
    {"credit: as much as it has dealt with, up to the last seq", check_credit},
    {"digests and unknown types move the cursor", check_unknown},
    {"cursor restart: after silence it opens again where it stood", check_silence},
    {"divergence: a batch whose chain does not verify is not taken", check_broken_chain},
    {"divergence: refused as diverged it does not open again", check_diverged},
};
const size_t of_subscriber_check_count = sizeof of_subscriber_checks / sizeof *of_subscriber_checks;
