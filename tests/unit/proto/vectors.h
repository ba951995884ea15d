/* SPDX-License-Identifier: MPL-2.0 */
/* The vectors of proto/vectors as frames, for every test that walks them. */
#ifndef ENTRAIDE_TESTS_PROTO_VECTORS_H
#define ENTRAIDE_TESTS_PROTO_VECTORS_H

#include <jansson.h>

#include "proto/codec.h"

struct vector {
    const char *name;
    const char *message;   /* type, "reply", or NULL */
    const char *verdict;   /* "ok" or the name of an error */
    const char *path;      /* NULL on good ones */
    struct view frame;     /* exactly as long as it is, so that a sanitizer sees reads past it */
    struct view canonical; /* what the codec writes for the value of a good one; mostly the frame */
    json_t *row;           /* the whole line */
};

/* Calls visit for each vector of the file ("good.jsonl"); returns their number. */
size_t vectors_each(const char *file, void (*visit)(const struct vector *vector, void *context),
                    void *context);

#endif
