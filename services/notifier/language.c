/* SPDX-License-Identifier: MPL-2.0 */
/* Chooses the language of a message. */
#include "language.h"

#include <strings.h>

static const char *const tags[LANGUAGE_COUNT] = {"fr", "en"};

const char *language_tag(enum language language)
{
    return tags[language];
}

/* Is the primary part of the tag this language? */
static bool speaks(struct view tag, const char *language)
{
    size_t size = strlen(language);
    return tag.size >= size && strncasecmp((const char *)tag.bytes, language, size) == 0 &&
           (tag.size == size || tag.bytes[size] == '-' || tag.bytes[size] == '_');
}

static bool find(struct view tag, enum language *ret_language)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        if (speaks(tag, tags[i])) {
            *ret_language = (enum language)i;
            return true;
        }
    }
    return false;
}

enum language language_choose(struct view wish, struct view preset)
{
    enum language language = LANGUAGE_FR;
    if (!find(wish, &language)) {
        (void)find(preset, &language);
    }
    return language;
}
