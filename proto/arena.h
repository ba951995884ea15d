/* SPDX-License-Identifier: MPL-2.0 */
/* Memory that is given back all at once: what a batch or a call needs until it is answered. */
#ifndef ENTRAIDE_PROTO_ARENA_H
#define ENTRAIDE_PROTO_ARENA_H

#include "proto/cleanup.h"
#include "proto/view.h"

typedef struct arena arena_t;

/* A new arena whose chunks are at least chunk_size bytes. Aborts when memory is out. */
arena_t *arena_new(size_t chunk_size);
void arena_destroy(arena_t **arena_p);
DEFINE_AUTO(arena_t, arena_destroy)

/* Zeroed bytes aligned for any type; valid until arena_reset or arena_destroy. Never NULL. */
void *arena_alloc(arena_t *arena, size_t size);

/* A copy of the bytes (of the text) inside the arena; an absent view stays absent. */
struct view arena_copy(arena_t *arena, struct view view);

/* A formatted text inside the arena. */
struct view arena_print(arena_t *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Gives everything back; keeps one chunk for the next round. */
void arena_reset(arena_t *arena);

/* Bytes now held from the allocator. */
size_t arena_held_size(const arena_t *arena);

#endif
