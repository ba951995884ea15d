/* SPDX-License-Identifier: MPL-2.0 */
/* Chunks of memory, each twice as large as the one before, given back together. */
#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/arena.h"

/* Chunks stop doubling at 1 MiB, the size of a batch; a larger one is never kept over a reset, so
   one large answer does not stay in memory for ever. */
enum { ALIGNMENT = 16, CHUNK_SIZE_MAX = 1024 * 1024 };

struct chunk {
    struct chunk *next;
    size_t capacity;
    size_t used;
    alignas(ALIGNMENT) uint8_t bytes[];
};

struct arena {
    struct chunk *newest;
    size_t next_size;
    size_t held_size;
};

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (!memory) {
        abort();
    }
    return memory;
}

static void add_chunk(arena_t *arena, size_t size)
{
    size_t capacity = size > arena->next_size ? size : arena->next_size;
    struct chunk *chunk = allocate(sizeof *chunk + capacity);
    *chunk = (struct chunk){.next = arena->newest, .capacity = capacity};
    arena->newest = chunk;
    arena->held_size += sizeof *chunk + capacity;
    if (arena->next_size < CHUNK_SIZE_MAX) {
        arena->next_size *= 2;
    }
}

static void free_chunk(arena_t *arena, struct chunk *chunk)
{
    arena->held_size -= sizeof *chunk + chunk->capacity;
    free(chunk);
}

arena_t *arena_new(size_t chunk_size)
{
    arena_t *arena = allocate(sizeof *arena);
    *arena = (arena_t){.next_size = chunk_size < ALIGNMENT ? ALIGNMENT : chunk_size};
    arena->held_size = sizeof *arena;
    return arena;
}

void arena_destroy(arena_t **arena_p)
{
    arena_t *arena = *arena_p;
    *arena_p = NULL;
    if (!arena) {
        return;
    }
    while (arena->newest) {
        struct chunk *chunk = arena->newest;
        arena->newest = chunk->next;
        free(chunk);
    }
    free(arena);
}

/* Memory with anything in it: for bytes that are written at once. */
static void *take_bytes(arena_t *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        abort(); /* nothing that large exists, and rounding up must not wrap around */
    }
    size_t room = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct chunk *chunk = arena->newest;
    if (!chunk || chunk->capacity - chunk->used < room) {
        add_chunk(arena, room);
        chunk = arena->newest;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += room;
    return memory;
}

void *arena_alloc(arena_t *arena, size_t size)
{
    return memset(take_bytes(arena, size), 0, size);
}

struct view arena_copy(arena_t *arena, struct view view)
{
    if (!view.bytes) {
        return view;
    }
    uint8_t *bytes = take_bytes(arena, view.size);
    memcpy(bytes, view.bytes, view.size);
    return (struct view){bytes, view.size};
}

struct view arena_print(arena_t *arena, const char *format, ...)
{
    va_list first, second;
    va_start(first, format);
    va_copy(second, first);
    int size = vsnprintf(NULL, 0, format, first);
    va_end(first);
    if (size < 0) {
        abort();
    }
    char *text = take_bytes(arena, (size_t)size + 1);
    (void)vsnprintf(text, (size_t)size + 1, format, second);
    va_end(second);
    return (struct view){(uint8_t *)text, (size_t)size};
}

/* Keeps the newest chunk that is not too large: the next round is likely to need as much. */
void arena_reset(arena_t *arena)
{
    struct chunk *kept = NULL;
    while (arena->newest) {
        struct chunk *chunk = arena->newest;
        arena->newest = chunk->next;
        if (!kept && chunk->capacity <= CHUNK_SIZE_MAX) {
            kept = chunk;
        } else {
            free_chunk(arena, chunk);
        }
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
        arena->newest = kept;
    }
}

size_t arena_held_size(const arena_t *arena)
{
    return arena->held_size;
}
