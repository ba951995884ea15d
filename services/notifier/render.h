/* SPDX-License-Identifier: MPL-2.0 */
/* Templates to words. A template is a text file:
 *
 *   Subject of {organisation}
 *                                   an empty line, then the body:
 *   Hello {name},
 *   {#lines}                        once for each item of the section; a section of no item or one is
 *   - {service}{#note} ({note}){/note}       how a template says "if"
 *   {/lines}
 *
 * A tag that stands alone on its line leaves no line behind. An item sees its own values, then those
 * around it. A name that is nowhere is our mistake (asserted): every name is known when we build. */
#ifndef ENTRAIDE_NOTIFIER_RENDER_H
#define ENTRAIDE_NOTIFIER_RENDER_H

#include "proto/arena.h"
#include "proto/cleanup.h"

struct value {
    const char *name;
    struct view text;
};

struct section {
    const char *name;
    const struct scope *items;
    size_t count;
};

/* What an item, or the whole message, has to say. */
struct scope {
    const struct value *values;
    size_t value_count;
    const struct section *sections;
    size_t section_count;
};

typedef struct template template_t;

/* Compiles a template; text is borrowed for the template's life. NULL when a tag is not closed, a
   section is not ended or there is no subject. */
template_t *template_new(struct view text);
void template_destroy(template_t **template_p);
DEFINE_AUTO(template_t, template_destroy)

/* The first 12 hexadecimal digits of the SHA-256 of the text, to know which words were used. */
struct view template_version(const template_t *template);

/* The words, in the arena. A subject is one line. */
struct view render_subject(const template_t *template, const struct scope *scope, arena_t *arena);
struct view render_body(const template_t *template, const struct scope *scope, arena_t *arena);

#endif
