/* SPDX-License-Identifier: MPL-2.0 */
/* The one cleanup idiom: AUTO(thing_t) *x destroys x when its scope ends; take(&x) gives it away. */
#ifndef ENTRAIDE_PROTO_CLEANUP_H
#define ENTRAIDE_PROTO_CLEANUP_H

#include <stdlib.h>

/* AUTO(arena_t) *a = arena_new(...): needs DEFINE_AUTO(arena_t, arena_destroy) once per type,
   where the destructor has the form void arena_destroy(arena_t **p) and accepts &NULL. */
#define AUTO(type) __attribute__((cleanup(auto_##type))) type
#define DEFINE_AUTO(type, destroy)           \
    static inline void auto_##type(type **p) \
    {                                        \
        destroy(p);                          \
    }

/* Hands the pointer over: returns it and leaves NULL behind, so AUTO has nothing to destroy. */
#define take(p)                         \
    __extension__({                     \
        __typeof__(*(p)) taken_ = *(p); \
        *(p) = NULL;                    \
        taken_;                         \
    })

static inline void free_text(char **text_p)
{
    free(*text_p);
    *text_p = NULL;
}

#endif
