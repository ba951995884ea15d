/* SPDX-License-Identifier: MPL-2.0 */
/* Compiles templates into a flat list of parts and walks it. */
#include "render.h"

#include <assert.h>
#include <stdio.h>

#include "proto/chain.h"

enum part_kind { PART_TEXT, PART_VALUE, PART_SECTION, PART_END };

struct part {
    enum part_kind kind;
    struct view text; /* the words, or the name */
    size_t end;       /* of a section: the place of its PART_END */
};

enum { VERSION_SIZE = 12, SECTION_DEPTH_MAX = 4 };

struct template
{
    struct part *parts;
    size_t count, capacity;
    size_t body; /* the first part of the body */
    char version[VERSION_SIZE + 1];
};

/* ---- compiling ---- */

/* What is left to compile. open holds the places of sections not yet ended. */
struct source {
    struct view rest;
    bool line_start;
    size_t open[SECTION_DEPTH_MAX];
    size_t depth;
};

static struct part *add_part(template_t *template, enum part_kind kind, struct view text)
{
    if (template->count == template->capacity) {
        template->capacity = template->capacity ? 2 * template->capacity : 32;
        template->parts = realloc(template->parts, template->capacity * sizeof *template->parts);
        if (!template->parts) {
            abort();
        }
    }
    template->parts[template->count] = (struct part){kind, text, 0};
    return &template->parts[template->count++];
}

static struct view take_bytes(struct source *source, size_t size)
{
    struct view taken = {source->rest.bytes, size};
    source->rest.bytes += size;
    source->rest.size -= size;
    if (size > 0) {
        source->line_start = taken.bytes[size - 1] == '\n';
    }
    return taken;
}

static size_t bytes_until(struct view text, char mark)
{
    const uint8_t *found = text.size ? memchr(text.bytes, mark, text.size) : NULL;
    return found ? (size_t)(found - text.bytes) : text.size;
}

static bool begin_section(template_t *template, struct source *source, struct view name)
{
    if (source->depth == SECTION_DEPTH_MAX) {
        return false;
    }
    source->open[source->depth++] = template->count;
    add_part(template, PART_SECTION, name);
    return true;
}

static bool end_section(template_t *template, struct source *source, struct view name)
{
    if (source->depth == 0) {
        return false;
    }
    size_t start = source->open[--source->depth];
    if (!view_equal(template->parts[start].text, name)) {
        return false;
    }
    template->parts[start].end = template->count;
    add_part(template, PART_END, name);
    return true;
}

/* One tag, at its opening brace. A section's tag alone on a line takes the line's end along. */
static bool compile_tag(template_t *template, struct source *source)
{
    bool line_start = source->line_start;
    size_t close = bytes_until(source->rest, '}');
    if (close == source->rest.size || close < 2) {
        return false;
    }
    struct view tag = take_bytes(source, close + 1);
    struct view name = {tag.bytes + 1, close - 1};
    if (*name.bytes != '#' && *name.bytes != '/') {
        add_part(template, PART_VALUE, name);
        return true;
    }
    if (line_start && source->rest.size > 0 && *source->rest.bytes == '\n') {
        take_bytes(source, 1);
    }
    struct view inner = {name.bytes + 1, name.size - 1};
    return *name.bytes == '#' ? begin_section(template, source, inner)
                              : end_section(template, source, inner);
}

static bool compile_text(template_t *template, struct view text)
{
    struct source source = {.rest = text, .line_start = true};
    while (source.rest.size > 0) {
        size_t size = bytes_until(source.rest, '{');
        if (size > 0) {
            add_part(template, PART_TEXT, take_bytes(&source, size));
        } else if (!compile_tag(template, &source)) {
            return false;
        }
    }
    return source.depth == 0;
}

static void print_version(template_t *template, struct view text)
{
    struct digest digest = digest_of(text);
    for (size_t i = 0; i < VERSION_SIZE / 2; i++) {
        (void)snprintf(template->version + 2 * i, 3, "%02x", digest.bytes[i]);
    }
}

template_t *template_new(struct view text)
{
    AUTO(template_t) *template = calloc(1, sizeof *template);
    if (!template) {
        abort();
    }
    print_version(template, text);
    size_t size = bytes_until(text, '\n');
    if (size == 0 || size + 2 > text.size || text.bytes[size + 1] != '\n') {
        return NULL;
    }
    if (!compile_text(template, (struct view){text.bytes, size})) {
        return NULL;
    }
    template->body = template->count;
    if (!compile_text(template, (struct view){text.bytes + size + 2, text.size - size - 2})) {
        return NULL;
    }
    return take(&template);
}

void template_destroy(template_t **template_p)
{
    if (*template_p) {
        free((*template_p)->parts);
        free(*template_p);
        *template_p = NULL;
    }
}

struct view template_version(const template_t *template)
{
    return view_of(template->version);
}

/* ---- rendering ---- */

/* The words so far: grows inside the arena. */
struct words_draft {
    arena_t *arena;
    uint8_t *bytes;
    size_t size, capacity;
};

/* A scope and what is around it. */
struct frame {
    const struct scope *scope;
    const struct frame *outer;
};

static void add_words(struct words_draft *draft, struct view text)
{
    if (draft->size + text.size > draft->capacity) {
        draft->capacity = 2 * (draft->size + text.size);
        uint8_t *bytes = arena_alloc(draft->arena, draft->capacity);
        if (draft->size > 0) {
            memcpy(bytes, draft->bytes, draft->size);
        }
        draft->bytes = bytes;
    }
    if (text.size > 0) {
        memcpy(draft->bytes + draft->size, text.bytes, text.size);
        draft->size += text.size;
    }
}

static bool is_named(const char *name, struct view wanted)
{
    return strncmp(name, (const char *)wanted.bytes, wanted.size) == 0 && name[wanted.size] == 0;
}

static const struct value *find_value(const struct frame *frame, struct view name)
{
    for (; frame; frame = frame->outer) {
        for (size_t i = 0; i < frame->scope->value_count; i++) {
            if (is_named(frame->scope->values[i].name, name)) {
                return &frame->scope->values[i];
            }
        }
    }
    return NULL;
}

static const struct section *find_section(const struct frame *frame, struct view name)
{
    for (; frame; frame = frame->outer) {
        for (size_t i = 0; i < frame->scope->section_count; i++) {
            if (is_named(frame->scope->sections[i].name, name)) {
                return &frame->scope->sections[i];
            }
        }
    }
    return NULL;
}

static void walk(struct words_draft *draft, const template_t *template, size_t from, size_t to,
                 const struct frame *frame);

static void walk_section(struct words_draft *draft, const template_t *template, size_t place,
                         const struct frame *frame)
{
    const struct part *part = &template->parts[place];
    const struct section *section = find_section(frame, part->text);
    assert(section);
    for (size_t i = 0; i < section->count; i++) {
        struct frame inner = {&section->items[i], frame};
        walk(draft, template, place + 1, part->end, &inner);
    }
}

static void walk(struct words_draft *draft, const template_t *template, size_t from, size_t to,
                 const struct frame *frame)
{
    for (size_t i = from; i < to; i++) {
        const struct part *part = &template->parts[i];
        if (part->kind == PART_TEXT) {
            add_words(draft, part->text);
        } else if (part->kind == PART_VALUE) {
            const struct value *value = find_value(frame, part->text);
            assert(value);
            add_words(draft, value->text);
        } else if (part->kind == PART_SECTION) {
            walk_section(draft, template, i, frame);
            i = part->end;
        }
    }
}

static struct view render(const template_t *template, size_t from, size_t to,
                          const struct scope *scope, arena_t *arena)
{
    struct words_draft draft = {.arena = arena, .capacity = 2048};
    draft.bytes = arena_alloc(arena, draft.capacity);
    struct frame frame = {scope, NULL};
    walk(&draft, template, from, to, &frame);
    return (struct view){draft.bytes, draft.size};
}

struct view render_subject(const template_t *template, const struct scope *scope, arena_t *arena)
{
    struct view subject = render(template, 0, template->body, scope, arena);
    uint8_t *bytes = arena_alloc(arena, subject.size + 1);
    for (size_t i = 0; i < subject.size; i++) {
        bytes[i] = subject.bytes[i] < ' ' ? ' ' : subject.bytes[i]; /* names may hold anything */
    }
    return (struct view){bytes, subject.size};
}

struct view render_body(const template_t *template, const struct scope *scope, arena_t *arena)
{
    return render(template, template->body, template->count, scope, arena);
}
