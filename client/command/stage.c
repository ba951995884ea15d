/* SPDX-License-Identifier: MPL-2.0 */
/* The played service: its socket, and answers that fit the contract. */
#include "stage.h"

#include <zmq.h>

#include "proto/id.h"

bool stage_open(struct stage *stage, const char *endpoint)
{
    char secret_key[PROBE_KEY_SIZE];
    int on = 1;
    struct probe_address address = {.name = "intake", .endpoint = endpoint};
    *stage = (struct stage){0};
    probe_open(&stage->probe, &address);
    zmq_curve_keypair(stage->server_key, secret_key);
    void *router = stage->probe.socket = zmq_socket(stage->probe.context, ZMQ_ROUTER);
    return zmq_setsockopt(router, ZMQ_CURVE_SERVER, &on, sizeof on) == 0 &&
           zmq_setsockopt(router, ZMQ_CURVE_SECRETKEY, secret_key, PROBE_KEY_SIZE) == 0 &&
           zmq_setsockopt(router, ZMQ_LINGER, &(int){0}, sizeof(int)) == 0 &&
           zmq_bind(router, endpoint) == 0;
}

void stage_close(struct stage *stage)
{
    probe_close(&stage->probe);
}

/* Routing id and one frame; what has more or fewer is not of this protocol. */
static bool take_frame(struct stage *stage, int timeout_ms)
{
    int more = 0;
    size_t size = sizeof more;
    if (!probe_take(&stage->probe, timeout_ms)) {
        return false;
    }
    stage->peer_size = stage->probe.frame_size;
    memcpy(stage->peer, stage->probe.frame, stage->peer_size);
    zmq_getsockopt(stage->probe.socket, ZMQ_RCVMORE, &more, &size);
    return more && probe_take(&stage->probe, 0);
}

static bool decode(struct stage *stage)
{
    struct refusal refusal;
    if (message_decode(probe_frame(&stage->probe), &stage->envelope, &stage->message, &stage->data,
                       &refusal) < 0) {
        (void)found(&stage->probe, "a frame that is refused with %d at %s", refusal.code,
                    refusal.path);
        return false;
    }
    return true;
}

bool stage_await(struct stage *stage, enum message_class class, int timeout_ms)
{
    int64_t end_ms = probe_now_ms() + timeout_ms;
    int64_t left_ms;
    (void)found(&stage->probe, "nothing came in %d ms", timeout_ms);
    while ((left_ms = end_ms - probe_now_ms()) > 0) {
        if (!take_frame(stage, (int)left_ms)) {
            continue;
        }
        if (!decode(stage)) {
            return false;
        }
        if (stage->message->class == class) {
            return true;
        }
        if (stage->message->class == QUERY) {
            stage_answer(stage);
        }
    }
    return false;
}

void stage_send(struct stage *stage, struct view frame)
{
    struct view frames[] = {{stage->peer, stage->peer_size}, frame};
    (void)probe_send(&stage->probe, frames, 2);
}

/* ---- the least data of a record ---- */

static void write_least(struct writer *writer, const struct record *record);

static void write_least_text(struct writer *writer, const struct field *field)
{
    char text[64];
    memset(text, 'a', sizeof text);
    size_t size = field->min > 0 ? (size_t)field->min : 1;
    write_text(writer, (struct view){(uint8_t *)text, size < sizeof text ? size : sizeof text});
}

static void write_least_bytes(struct writer *writer, size_t size)
{
    uint8_t bytes[64];
    memset(bytes, 1, sizeof bytes);
    write_bytes(writer, (struct view){bytes, size < sizeof bytes ? size : sizeof bytes});
}

static void write_least_value(struct writer *writer, const struct field *field)
{
    switch ((enum kind)field->kind) {
    case KIND_ID:
        write_least_bytes(writer, sizeof(struct id));
        break;
    case KIND_TEXT:
    case KIND_CODE:
        write_least_text(writer, field);
        break;
    case KIND_LANG:
        write_text(writer, view_of("fr"));
        break;
    case KIND_DATE:
        write_text(writer, view_of("2026-01-01"));
        break;
    case KIND_CHOICE:
        write_text(writer, view_of(field->choices->words[0]));
        break;
    case KIND_INT:
        write_int(writer, field->min > 1 ? field->min : 1);
        break;
    case KIND_BOOL:
        write_bool(writer, true);
        break;
    case KIND_BYTES:
    case KIND_SEALED:
        write_least_bytes(writer, (size_t)field->min);
        break;
    case KIND_NEST:
        write_least(writer, field->record);
        break;
    case KIND_LIST:
        write_array(writer, 1);
        write_least(writer, field->record);
        break;
    case KIND_MAP:
    case KIND_RAW:
        write_map(writer, 0);
        break;
    case KIND_IDS:
        write_array(writer, 1);
        write_least_bytes(writer, sizeof(struct id));
        break;
    case KIND_TEXTS:
        write_array(writer, 1);
        write_text(writer, view_of("a"));
        break;
    }
}

/* The required fields, and one that nobody knows. */
static void write_least(struct writer *writer, const struct record *record)
{
    size_t count = 1;
    for (size_t i = 0; i < record->field_count; i++) {
        count += record->fields[i].required;
    }
    write_map(writer, count);
    write_text(writer, view_of("zz_unknown"));
    write_array(writer, 0);
    for (size_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].required) {
            write_text(writer, view_of(record->fields[i].name));
            write_least_value(writer, &record->fields[i]);
        }
    }
}

/* ---- answers ---- */

void stage_answer(struct stage *stage)
{
    enum { SIZE = 8192 };
    struct writer writer;
    writer_init(&writer, arena_alloc(stage->probe.arena, SIZE), SIZE);
    write_map(&writer, 5);
    write_text(&writer, view_of("zz_unknown"));
    write_map(&writer, 0);
    write_text(&writer, view_of("re"));
    write_bytes(&writer, (struct view){stage->envelope.id.bytes, sizeof stage->envelope.id.bytes});
    write_text(&writer, view_of("status"));
    write_text(&writer, view_of("done"));
    write_text(&writer, view_of("seq"));
    write_int(&writer, 1);
    write_text(&writer, view_of("data"));
    write_least(&writer, stage->message->answer);
    stage_send(stage, writer_view(&writer));
}

void stage_busy(struct stage *stage, int64_t retry_after_ms)
{
    struct reply reply = {.re = stage->envelope.id,
                          .status = STATUS_ERROR,
                          .code = E_BUSY,
                          .retry_after_ms = retry_after_ms};
    stage_send(stage, record_pack(&record_reply, &reply, stage->probe.arena));
}
