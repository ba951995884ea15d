/* SPDX-License-Identifier: MPL-2.0 */
/* Folds names, and looks through all organisations by the number of the folded name. */
#include "likeness.h"

enum { SHORT_WORD = 2, WORD_SIZE = 64 };

/* The small letters that U+00C0..U+00FF are without their accents; a space is no letter. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty";

/* The next letter or digit of a name, folded; ' ' for anything else, 0 at the end. */
static char next_letter(struct view *name)
{
    if (name->size == 0) {
        return 0;
    }
    uint8_t byte = name->bytes[0];
    size_t size = 1;
    char letter = ' ';
    if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
        letter = (char)byte;
    } else if (byte >= 'A' && byte <= 'Z') {
        letter = (char)(byte - 'A' + 'a');
    } else if (byte == 0xc3 && name->size > 1) {
        letter = latin[name->bytes[1] & 0x3f];
        size = 2;
    }
    *name = (struct view){name->bytes + size, name->size - size};
    return letter;
}

/* Adds a word after a space, if there is room. */
static size_t add_word(char *text, size_t size, struct view word)
{
    if (size + word.size + 1 >= LIKENESS_SIZE) {
        return size;
    }
    if (size > 0) {
        text[size++] = ' ';
    }
    memcpy(text + size, word.bytes, word.size);
    return size + word.size;
}

/* All words of more than so many letters, and all with a digit. */
static size_t fold_words(struct view name, size_t longer_than, char *ret_text)
{
    size_t size = 0, count = 0;
    char letters[WORD_SIZE];
    bool number = false;
    for (char letter = ' '; letter != 0;) {
        letter = next_letter(&name);
        if (letter != 0 && letter != ' ') {
            number = number || letter <= '9';
            if (count < WORD_SIZE) {
                letters[count++] = letter;
            }
            continue;
        }
        if (count > longer_than || (number && count > 0)) {
            size = add_word(ret_text, size, (struct view){(const uint8_t *)letters, count});
        }
        count = 0;
        number = false;
    }
    return size;
}

size_t likeness_fold(struct view name, char ret_text[LIKENESS_SIZE])
{
    size_t size = fold_words(name, SHORT_WORD, ret_text);
    return size > 0 ? size : fold_words(name, 0, ret_text);
}

uint32_t likeness_hash(struct view name)
{
    char text[LIKENESS_SIZE];
    size_t size = likeness_fold(name, text);
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (uint8_t)text[i]) * UINT64_C(1099511628211);
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static bool same_name(struct view left, struct view right)
{
    char a[LIKENESS_SIZE], b[LIKENESS_SIZE];
    size_t size = likeness_fold(left, a);
    return size > 0 && size == likeness_fold(right, b) && memcmp(a, b, size) == 0;
}

/* Keeps the first max by id. */
static size_t keep(const struct organisation_row **found, size_t count, size_t max,
                   const struct organisation_row *one)
{
    size_t place = count;
    while (place > 0 && id_compare(one->id, found[place - 1]->id) < 0) {
        place--;
    }
    if (place == max) {
        return count;
    }
    size_t kept = count < max ? count : max - 1;
    for (size_t i = kept; i > place; i--) {
        found[i] = found[i - 1];
    }
    found[place] = one;
    return kept + 1;
}

size_t likeness_find(const graph_t *graph, struct view name, size_t max,
                     const struct organisation_row **ret_found)
{
    uint32_t hash = likeness_hash(name);
    size_t count = 0, position = 0;
    for (const struct node *node; (node = graph_next(graph, &position));) {
        if (node->likeness == hash && node->row->status != ORGANISATION_SKETCH &&
            same_name(name, node->row->name)) {
            count = keep(ret_found, count, max, node->row);
        }
    }
    return count;
}
