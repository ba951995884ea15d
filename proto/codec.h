/* SPDX-License-Identifier: MPL-2.0 */
/* The one codec: reads and writes every record of the contract from its table. */
#ifndef ENTRAIDE_PROTO_CODEC_H
#define ENTRAIDE_PROTO_CODEC_H

#include "proto/arena.h"
#include "proto/chain.h"
#include "proto/contract.h"
#include "proto/error.h"
#include "proto/writer.h"

/* Reads one map into the record's struct (whole struct is set; absent optional fields are zero).
   encoded must have passed scan_frame; an absent view reads as an empty map. Checks every field against the table, lists and nested
   records included, so that list_next cannot fail later. Unknown keys are ignored, a known key
   twice is refused. Views in the struct borrow from encoded. prefix begins every path ("data").
   Returns 0, or -1 with refusal filled (code E_FIELD_..., path, expected). */
int record_decode(const struct record *record, struct view encoded, const char *prefix,
                  void *ret_record, struct refusal *refusal);

/* Writes the struct as one map in contract order; optional fields that are zero, empty or absent
   are left out. Canonical: equal values give equal bytes, lists are written item by item. */
void record_encode(const struct record *record, const void *value, struct writer *writer);

/* The same into memory of the arena. Never fails (aborts when memory is out). */
struct view record_pack(const struct record *record, const void *value, arena_t *arena);

/* scan_frame, then the envelope, then the message type, then data into the type's record.
   RECORD_SIZE_MAX is room enough at ret_data for any. ret_message is NULL when the type is unknown
   (E_TYPE). On a refusal ret_envelope->id is set whenever it could be read, so that the sender can be
   answered. Returns 0 or -1. */
enum { RECORD_SIZE_MAX = 1024 };
int message_decode(struct view frame, struct envelope *ret_envelope,
                   const struct message **ret_message, void *ret_data, struct refusal *refusal);

/* The same in two steps, for who needs the data of some messages only. data is decoded from an
   envelope that message_open has filled. */
int message_open(struct view frame, struct envelope *ret_envelope,
                 const struct message **ret_message, struct refusal *refusal);
int message_decode_data(const struct message *message, const struct envelope *envelope,
                        void *ret_data, struct refusal *refusal);

/* Envelope and data as one frame in the arena. envelope->type and ->data are set by this call. */
struct view message_pack(const struct message *message, const struct envelope *envelope,
                         const void *data, arena_t *arena);

/* What makes two commands the same: SHA-256 over type, subject and data in contract order. Map
   order, time_us, traceparent and unknown keys do not matter. */
struct digest message_digest(const struct message *message, const struct envelope *envelope,
                             const void *data);

/* Lists. Each takes the next item off the front; false when none is left. */
bool list_next(struct list *list, const struct record *record, void *ret_item);
bool list_next_id(struct list *list, struct id *ret_id);
bool list_next_text(struct list *list, struct view *ret_text);
bool list_next_entry(struct list *map, struct view *ret_key, struct view *ret_text);

/* The text of a map's key, or an absent view. labels_best takes the language, else its primary
   part ("fr" of "fr-CA"), else the first entry. */
struct view map_get(struct list map, struct view key);
struct view labels_best(struct list labels, struct view language);

/* Makes lists in the arena: items is an array of count structs of the record's size. */
struct list list_pack(const struct record *record, const void *items, size_t count, arena_t *arena);
struct list list_pack_ids(const struct id *ids, size_t count, arena_t *arena);
struct list list_pack_texts(const struct view *texts, size_t count, arena_t *arena);
struct list list_pack_map(const struct view *keys, const struct view *texts, size_t count,
                          arena_t *arena);

/* The list as one encoded array (map for KIND_MAP), and back from stored bytes that list_bytes or
   map_bytes made: how lists rest in a bytea column. An empty view gives an empty list. */
struct view list_bytes(struct list list, arena_t *arena);
struct list list_of_bytes(struct view bytes);
struct view map_bytes(struct list map, arena_t *arena);
struct list map_of_bytes(struct view bytes);

/* Typed shorthands: need_next(&list, &need), need_list(items, count, arena), ... */
#define RECORD(name, doc)                                                                         \
    static inline bool name##_next(struct list *list, struct name *ret_item)                      \
    {                                                                                             \
        return list_next(list, &record_##name, ret_item);                                         \
    }                                                                                             \
    static inline struct list name##_list(const struct name *items, size_t count, arena_t *arena) \
    {                                                                                             \
        return list_pack(&record_##name, items, count, arena);                                    \
    }
#define FIELD(record, kind, member, presence, min, max, sub, doc)
#define END(name)
#define MESSAGE(name, type, class, owner, answer, doc)
#define CONSUMES(service, event)
#define CAUSES(service, event, emitted)
#include "proto/messages.def"
#undef RECORD
#undef FIELD
#undef END
#undef MESSAGE
#undef CONSUMES
#undef CAUSES

/* Dates: days since 1970-01-01 in the proleptic Gregorian calendar, years 1970..9999. */
enum { DATE_TEXT_SIZE = 11 };
int date_parse(struct view text, int32_t *ret_day); /* 0, or -1 unless "YYYY-MM-DD" of a real day */
char *date_print(int32_t day, char ret_text[DATE_TEXT_SIZE]);
int32_t date_of_us(int64_t time_us); /* the UTC day of an instant */

#endif
