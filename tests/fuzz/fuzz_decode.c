/* SPDX-License-Identifier: MPL-2.0 */
/* Decoding any bytes: no crash, every list can be walked, and what is accepted means the same
   after it is written anew. */
#include <stdlib.h>

#include "proto/json.h"

union any_record {
    uint8_t bytes[RECORD_SIZE_MAX];
    max_align_t alignment;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool right)
{
    if (!right) {
        abort();
    }
}

static void check_accepted(const struct message *message, const struct envelope *envelope,
                           const void *data)
{
    AUTO(arena_t) *arena = arena_new(4096);
    const struct message *again_message;
    struct envelope again_envelope;
    union any_record again;
    struct refusal refusal;
    json_decref(record_to_json(message->record, data)); /* walks every list */
    struct view frame = message_pack(message, envelope, data, arena);
    require(message_decode(frame, &again_envelope, &again_message, &again, &refusal) == 0);
    require(again_message == message);
    require(digest_equal(message_digest(message, envelope, data),
                         message_digest(message, &again_envelope, &again)));
    require(view_equal(frame, message_pack(message, &again_envelope, &again, arena)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct message *message;
    struct envelope envelope;
    union any_record record;
    struct refusal refusal = {0};
    struct view frame = {data, size};
    json_t *json = frame_to_json(frame);
    if (message_decode(frame, &envelope, &message, &record, &refusal) == 0) {
        require(json != NULL);
        check_accepted(message, &envelope, &record);
    } else {
        require(error_find(refusal.code) != NULL);
    }
    json_decref(json);
    return 0;
}
