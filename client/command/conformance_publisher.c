/* SPDX-License-Identifier: MPL-2.0 */
/* entraide conformance --as publisher: what a service promises to who sends it commands and queries. Nothing
   is changed: it sends status.get, resolve, and commands about things that are not there. */
#include <stdio.h>
#include <time.h>

#include "probe.h"
#include "proto/id.h"
#include "proto/reader.h"
#include "proto/scan.h"

enum { BURST = 2000 };

static struct view pack_status(struct probe *probe, struct id id)
{
    return probe_pack(probe, &message_status_get, id, &(struct status_get){0});
}

static struct view pack_resolve(struct probe *probe, struct id id, struct id about)
{
    return probe_pack(probe, &message_resolve, id, &(struct resolve){.id = about});
}

/* ---- a command that changes nothing: it is about a thing that is not there, and so is refused ---- */

static struct view pack_submit(struct probe *probe, struct id id, struct id nowhere)
{
    struct need_wish wish = {.service = view_of("none.such")};
    struct intake_request_submit submit = {.source_ref = view_of("conformance"),
                                           .organisation = nowhere,
                                           .contact = nowhere,
                                           .needs = need_wish_list(&wish, 1, probe->arena)};
    return probe_pack(probe, &message_intake_request_submit, id, &submit);
}

static struct view pack_decide(struct probe *probe, struct id id, struct id nowhere)
{
    struct matcher_plan_decide decide = {.plan = nowhere, .version = 1, .quote = nowhere};
    return probe_pack(probe, &message_matcher_plan_decide, id, &decide);
}

static struct view pack_invoice(struct probe *probe, struct id id, struct id nowhere)
{
    struct billing_invoice_issue issue = {.engagement = nowhere};
    return probe_pack(probe, &message_billing_invoice_issue, id, &issue);
}

/* What every service answers, to keys that may say it. */
static struct view pack_discard(struct probe *probe, struct id id, struct id nowhere)
{
    struct reply reply;
    struct id other = probe_id();
    const int64_t never = INT64_MAX - nowhere.bytes[15]; /* other content for another nowhere */
    struct parked_discard discard = {
        .origin = view_of("intake"), .seq = never, .reason = view_of("conformance")};
    bool may = probe_ask(probe, probe_pack(probe, &message_parked_discard, other, &discard), other,
                         &reply) &&
               reply.code != E_DENIED;
    return may ? probe_pack(probe, &message_parked_discard, id, &discard) : (struct view){NULL, 0};
}

static enum owner service_of(struct probe *probe)
{
    struct id id = probe_id();
    struct reply reply;
    struct refusal refusal;
    struct service_status status;
    bool told = probe_ask(probe, pack_status(probe, id), id, &reply) &&
                record_decode(&record_service_status, reply.data, "data", &status, &refusal) == 0;
    return told ? owner_find(status.service) : OWNER_ANY;
}

/* An absent view where the service has no such command. */
static struct view pack_harmless(struct probe *probe, struct id id, struct id nowhere)
{
    switch (service_of(probe)) {
    case OWNER_INTAKE:
        return pack_submit(probe, id, nowhere);
    case OWNER_MATCHER:
        return pack_decide(probe, id, nowhere);
    case OWNER_BILLING:
        return pack_invoice(probe, id, nowhere);
    case OWNER_NOTIFIER:
        return pack_discard(probe, id, nowhere);
    case OWNER_ANY:
    case OWNER_COUNT:
        break;
    }
    return (struct view){NULL, 0};
}

static enum finding no_command(struct probe *probe)
{
    snprintf(probe->found, sizeof probe->found,
             "no command that this key may send here changes nothing");
    return CANNOT_TELL;
}

/* ---- the checks ---- */

static enum finding check_handshake(struct probe *probe)
{
    struct id id = probe_id();
    probe_connect(probe, SECURE);
    return expect_reply(probe, pack_status(probe, id), id, 0);
}

static enum finding check_incarnation(struct probe *probe)
{
    struct id id = probe_id();
    struct reply reply;
    if (!probe_ask(probe, pack_status(probe, id), id, &reply)) {
        return found(probe, "no answer");
    }
    return id_none(reply.incarnation) ? found(probe, "no incarnation") : HOLDS;
}

/* The bytes of the reply to a frame, copied; an absent view without one. */
static struct view ask_bytes(struct probe *probe, struct view frame, struct id id)
{
    struct reply reply;
    if (!probe_ask(probe, frame, id, &reply)) {
        return (struct view){NULL, 0};
    }
    return arena_copy(probe->arena, probe_frame(probe));
}

static enum finding same_reply(struct probe *probe, struct view first, struct view second,
                               struct id id)
{
    struct view a = ask_bytes(probe, first, id);
    struct view b = ask_bytes(probe, second, id);
    if (!a.bytes || !b.bytes) {
        return found(probe, "no answer to the %s", a.bytes ? "second" : "first");
    }
    return view_equal(a, b) ? HOLDS : found(probe, "the two replies differ");
}

static enum finding check_retry(struct probe *probe)
{
    struct id id = probe_id();
    struct view frame = pack_harmless(probe, id, probe_id());
    return frame.bytes ? same_reply(probe, frame, frame, id) : no_command(probe);
}

static enum finding check_retry_elsewhere(struct probe *probe)
{
    struct id id = probe_id();
    struct view frame = pack_harmless(probe, id, probe_id());
    if (!frame.bytes) {
        return no_command(probe);
    }
    struct view before = ask_bytes(probe, frame, id);
    probe_connect(probe, SECURE);
    struct view after = ask_bytes(probe, frame, id);
    return before.bytes && view_equal(before, after) ? HOLDS
                                                     : found(probe, "the two replies differ");
}

/* The entries of a map from the last to the first, and one that nobody knows. data likewise. */
static struct view scramble(struct probe *probe, struct view map)
{
    enum { ENTRIES_MAX = 32, MORE = 64 };
    struct view keys[ENTRIES_MAX], values[ENTRIES_MAX];
    struct reader reader = reader_of(map);
    struct writer writer;
    uint32_t count = 0;
    (void)read_map(&reader, &count);
    for (uint32_t i = 0; i < count; i++) {
        (void)read_text(&reader, &keys[i]);
        values[i] = read_value(&reader);
        values[i] = view_is(keys[i], "data") ? scramble(probe, values[i]) : values[i];
    }
    size_t size = map.size + 2 * MORE;
    writer_init(&writer, arena_alloc(probe->arena, size), size);
    write_map(&writer, count + 1);
    write_text(&writer, view_of("zz_unknown"));
    write_map(&writer, 0);
    for (uint32_t i = count; i > 0; i--) {
        write_text(&writer, keys[i - 1]);
        write_raw(&writer, values[i - 1]);
    }
    return writer_view(&writer);
}

static enum finding check_unknown_fields(struct probe *probe)
{
    struct id id = probe_id();
    return expect_reply(probe, scramble(probe, pack_status(probe, id)), id, 0);
}

static enum finding check_same_content(struct probe *probe)
{
    struct id id = probe_id();
    struct view frame = pack_harmless(probe, id, probe_id());
    return frame.bytes ? same_reply(probe, frame, scramble(probe, frame), id) : no_command(probe);
}

static enum finding check_conflict(struct probe *probe)
{
    struct id id = probe_id();
    struct view first = pack_harmless(probe, id, probe_id());
    struct reply reply;
    if (!first.bytes) {
        return no_command(probe);
    }
    if (!probe_ask(probe, first, id, &reply)) {
        return found(probe, "no answer");
    }
    return expect_reply(probe, pack_harmless(probe, id, probe_id()), id, E_CONFLICT);
}

static bool ask_outcome(struct probe *probe, struct id about, struct resolution *ret_resolution)
{
    struct id id = probe_id();
    struct reply reply;
    struct refusal refusal;
    return probe_ask(probe, pack_resolve(probe, id, about), id, &reply) &&
           record_decode(&record_resolution, reply.data, "data", ret_resolution, &refusal) == 0;
}

static enum finding check_resolve_known(struct probe *probe)
{
    struct id id = probe_id();
    struct view frame = pack_harmless(probe, id, probe_id());
    struct resolution resolution;
    if (!frame.bytes) {
        return no_command(probe);
    }
    struct view kept = ask_bytes(probe, frame, id);
    if (!ask_outcome(probe, id, &resolution)) {
        return found(probe, "no answer");
    }
    bool good = resolution.outcome == OUTCOME_KNOWN && view_equal(resolution.reply, kept);
    return good ? HOLDS
                : found(probe, "%s, or another reply",
                        choice_word(&choices_outcome, resolution.outcome));
}

static enum finding check_resolve_never(struct probe *probe)
{
    struct id id = probe_id();
    struct resolution resolution;
    if (!ask_outcome(probe, id, &resolution)) {
        return found(probe, "no answer");
    }
    if (resolution.outcome != OUTCOME_NEVER) {
        return found(probe, "known, of an id that was made just now");
    }
    struct view late = pack_harmless(probe, id, probe_id());
    return late.bytes ? expect_reply(probe, late, id, E_NEVER) : HOLDS;
}

static enum finding check_type(struct probe *probe)
{
    struct message none = message_status_get;
    struct id id = probe_id();
    none.type = "intake.nothing.such";
    return expect_reply(probe, probe_pack(probe, &none, id, &(struct status_get){0}), id, E_TYPE);
}

static enum finding check_event(struct probe *probe)
{
    struct id id = probe_id();
    struct intake_contact_erased erased = {.id = id};
    struct view frame = probe_pack(probe, &message_intake_contact_erased, id, &erased);
    return expect_reply(probe, frame, id, E_TYPE);
}

static enum finding check_missing_id(struct probe *probe)
{
    struct id none = {{0}};
    return expect_reply(probe, pack_status(probe, none), none, E_FIELD_MISSING);
}

static enum finding check_old_id(struct probe *probe)
{
    const int64_t year_us = INT64_C(365) * 24 * 3600 * 1000000;
    struct id id = probe_id();
    struct id old = id;
    int64_t old_ms = id_time_ms(id) - year_us / 1000;
    for (int i = 0; i < 6; i++) {
        old.bytes[i] = (uint8_t)(old_ms >> (40 - 8 * i));
    }
    struct view frame = pack_harmless(probe, old, id);
    return frame.bytes ? expect_reply(probe, frame, old, E_TOO_OLD) : no_command(probe);
}

static enum finding check_no_v7(struct probe *probe)
{
    struct id id = probe_id();
    id.bytes[6] = (uint8_t)(0x40 | (id.bytes[6] & 0x0f));
    struct view frame = pack_harmless(probe, id, probe_id());
    return frame.bytes ? expect_reply(probe, frame, id, E_ID) : no_command(probe);
}

static enum finding check_no_msgpack(struct probe *probe)
{
    static const uint8_t bytes[] = {0xc1};
    struct id none = {{0}};
    return expect_reply(probe, (struct view){bytes, sizeof bytes}, none, E_FRAME_TYPE);
}

/* Either the connection is cut, which libzmq does by itself, or the frame is refused. */
static enum finding check_oversize(struct probe *probe)
{
    struct id id = probe_id();
    uint8_t *bytes = calloc(1, FRAME_SIZE_MAX + 1);
    if (!bytes) {
        abort();
    }
    bool sent = probe_send_one(probe, (struct view){bytes, FRAME_SIZE_MAX + 1});
    bool answered = sent && probe_take(probe, PROBE_QUIET_MS);
    struct reply reply = {0};
    struct refusal refusal;
    free(bytes);
    if (answered && (record_decode(&record_reply, probe_frame(probe), "", &reply, &refusal) < 0 ||
                     reply.code != E_FRAME_SIZE)) {
        return found(probe, "a frame of 256 KiB and a byte was taken");
    }
    probe_connect(probe, SECURE);
    return expect_reply(probe, pack_status(probe, id), id, 0);
}

/* What has several frames is thrown away whole; the connection goes on. */
static enum finding check_several_frames(struct probe *probe)
{
    struct id id = probe_id();
    struct id next = probe_id();
    struct view frame = pack_status(probe, id);
    struct view frames[] = {frame, frame, frame};
    if (!probe_send(probe, frames, 3)) {
        return found(probe, "cannot send");
    }
    if (probe_take(probe, PROBE_QUIET_MS / 3)) {
        return found(probe, "an answer to a message of three frames");
    }
    return expect_reply(probe, pack_status(probe, next), next, 0);
}

static enum finding check_silence(struct probe *probe, enum probe_security security)
{
    probe_connect(probe, security);
    bool sent = probe_send_one(probe, pack_status(probe, probe_id()));
    bool answered = sent && probe_take(probe, PROBE_QUIET_MS);
    probe_connect(probe, SECURE);
    return answered ? found(probe, "an answer") : HOLDS;
}

static enum finding check_strange_key(struct probe *probe)
{
    return check_silence(probe, STRANGE_KEY);
}

static enum finding check_strange_server(struct probe *probe)
{
    return check_silence(probe, STRANGE_SERVER_KEY);
}

static enum finding check_plain(struct probe *probe)
{
    return check_silence(probe, PLAIN);
}

static enum finding count_answers(struct probe *probe, int *ret_busy)
{
    struct reply reply;
    struct refusal refusal;
    *ret_busy = 0;
    for (int i = 0; i < BURST; i++) {
        if (!probe_take(probe, PROBE_WAIT_MS)) {
            return found(probe, "%d answers to %d messages", i, BURST);
        }
        if (record_decode(&record_reply, probe_frame(probe), "", &reply, &refusal) < 0 ||
            (reply.code != 0 && reply.code != E_BUSY)) {
            return found(probe, "error %d", (int)reply.code);
        }
        if (reply.code == E_BUSY && reply.retry_after_ms <= 0) {
            return found(probe, "E_BUSY without retry_after_ms");
        }
        *ret_busy += reply.code == E_BUSY;
    }
    return probe_take(probe, 200) ? found(probe, "more answers than messages") : HOLDS;
}

/* Far more than the window of 512: each is answered once, done or busy. */
static enum finding check_busy(struct probe *probe)
{
    int busy;
    for (int i = 0; i < BURST; i++) {
        arena_reset(probe->arena);
        if (!probe_send_one(probe, pack_status(probe, probe_id()))) {
            return found(probe, "message %d cannot be sent", i);
        }
    }
    enum finding finding = count_answers(probe, &busy);
    if (finding != HOLDS || busy > 0) {
        return finding;
    }
    snprintf(
        probe->found, sizeof probe->found,
        "%d at once, all done: it shows with a key that has a rate (keys authorize --rate 300)",
        BURST);
    return CANNOT_TELL;
}

static enum finding check_after_busy(struct probe *probe)
{
    struct id id = probe_id();
    struct reply reply;
    for (int attempt = 0; attempt < 20; attempt++) {
        if (!probe_ask(probe, pack_status(probe, id), id, &reply)) {
            return found(probe, "no answer");
        }
        if (reply.status == STATUS_DONE) {
            return HOLDS;
        }
        struct timespec wait = {0, 50 * 1000000};
        nanosleep(&wait, NULL);
    }
    return found(probe, "error %d after a second", (int)reply.code);
}

const struct check publisher_checks[] = {
    {"handshake: a key of the registry is answered", check_handshake},
    {"handshake: a key that nobody knows gets no word", check_strange_key},
    {"handshake: another server than the one whose key is expected is not spoken to",
     check_strange_server},
    {"handshake: no answer without CURVE", check_plain},
    {"a reply names the incarnation of the database", check_incarnation},
    {"retry: the same id again gets the same reply, byte for byte", check_retry},
    {"retry: over a new connection too", check_retry_elsewhere},
    {"unknown fields are ignored", check_unknown_fields},
    {"retry: order of keys, unknown fields and time do not make it another content",
     check_same_content},
    {"conflict: the same id with other content is E_CONFLICT", check_conflict},
    {"resolve: a command that was answered is known with its reply", check_resolve_known},
    {"resolve: one that never came never runs, however late it comes", check_resolve_never},
    {"an unknown type is E_TYPE", check_type},
    {"an event cannot be sent", check_event},
    {"a query without id is E_FIELD_MISSING", check_missing_id},
    {"an id of a year ago is E_TOO_OLD", check_old_id},
    {"an id that is no UUIDv7 is E_ID", check_no_v7},
    {"what is not MessagePack is refused with its number", check_no_msgpack},
    {"oversize: a frame above 256 KiB is not taken, and a new connection is answered",
     check_oversize},
    {"a message of several frames gets no answer, the next one does", check_several_frames},
    {"busy: of 2,000 at once each is answered once, done or E_BUSY with retry_after_ms",
     check_busy},
    {"busy: it passes", check_after_busy},
};
const size_t publisher_check_count = sizeof publisher_checks / sizeof *publisher_checks;
