/* SPDX-License-Identifier: MPL-2.0 */
/* Whole messages: the envelope and the record of its type. */
#include <assert.h>

#include "proto/codec_parts.h"
#include "proto/scan.h"

/* After a refusal of the envelope: its id alone, so that the sender can be answered. */
static struct id find_id(struct view frame)
{
    struct reader reader = reader_of(frame);
    struct view key, bytes;
    struct id id = {{0}};
    uint32_t count = 0;
    (void)read_map(&reader, &count);
    for (; count > 0; count--) {
        (void)read_text(&reader, &key);
        if (view_is(key, "id") && read_bytes(&reader, &bytes)) {
            if (bytes.size == sizeof id.bytes) {
                memcpy(id.bytes, bytes.bytes, sizeof id.bytes);
            }
            break;
        }
        (void)read_value(&reader);
    }
    return id;
}

static int decode_envelope(struct view frame, struct envelope *ret_envelope,
                           struct refusal *refusal)
{
    int code = scan_frame(frame);
    if (code) {
        return refusal_set(refusal, code, "", error_find(code)->remedy_en);
    }
    struct reader reader = reader_of(frame);
    if (read_kind(&reader) != VALUE_MAP) {
        return refusal_set(refusal, E_FRAME, "", "a map");
    }
    if (record_decode(&record_envelope, frame, "", ret_envelope, refusal) < 0) {
        ret_envelope->id = find_id(frame);
        return -1;
    }
    return 0;
}

/* What asks for an answer must say which message the answer is to. */
static bool needs_id(const struct message *message)
{
    return message->class == COMMAND || message->class == QUERY;
}

int message_open(struct view frame, struct envelope *ret_envelope,
                 const struct message **ret_message, struct refusal *refusal)
{
    *ret_message = NULL;
    memset(ret_envelope, 0, sizeof *ret_envelope);
    if (decode_envelope(frame, ret_envelope, refusal) < 0) {
        return -1;
    }
    *ret_message = message_find(ret_envelope->type);
    if (!*ret_message) {
        return refusal_set(refusal, E_TYPE, "type", "a type of the contract");
    }
    if (needs_id(*ret_message) && id_none(ret_envelope->id)) {
        return refusal_set(refusal, E_FIELD_MISSING, "id", "present");
    }
    return 0;
}

int message_decode_data(const struct message *message, const struct envelope *envelope,
                        void *ret_data, struct refusal *refusal)
{
    assert(message);
    return record_decode(message->record, envelope->data, "data", ret_data, refusal);
}

int message_decode(struct view frame, struct envelope *ret_envelope,
                   const struct message **ret_message, void *ret_data, struct refusal *refusal)
{
    if (message_open(frame, ret_envelope, ret_message, refusal) < 0) {
        return -1;
    }
    return message_decode_data(*ret_message, ret_envelope, ret_data, refusal);
}

struct view message_pack(const struct message *message, const struct envelope *envelope,
                         const void *data, arena_t *arena)
{
    struct envelope whole = *envelope;
    whole.type = view_of(message->type);
    whole.data = record_pack(message->record, data, arena);
    return record_pack(&record_envelope, &whole, arena);
}

struct digest message_digest(const struct message *message, const struct envelope *envelope,
                             const void *data)
{
    enum { CHUNK_SIZE = 4096 };
    AUTO(arena_t) *arena = arena_new(CHUNK_SIZE);
    struct view parts[] = {
        {(const uint8_t *)message->type, strlen(message->type) + 1},
        {envelope->subject.bytes, sizeof envelope->subject.bytes},
        record_pack(message->record, data, arena),
    };
    return digest_of_parts(parts, sizeof parts / sizeof parts[0]);
}
