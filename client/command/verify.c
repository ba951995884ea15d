/* SPDX-License-Identifier: MPL-2.0 */
/* The verdict on a body: all rules in order, and what is billed. */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>

#include "proto/cleanup.h"

bool broken(const struct book *book, const char *rule, const char *words)
{
    book->verdict->broken = true;
    (void)snprintf(book->verdict->words, sizeof book->verdict->words, "rule %s: %s", rule, words);
    return false;
}

static int compare_notes(const void *a, const void *b)
{
    const struct view *left = a, *right = b;
    size_t size = left->size < right->size ? left->size : right->size;
    int order = memcmp(left->bytes, right->bytes, size);
    return order ? order : (left->size > right->size) - (left->size < right->size);
}

static bool check_notes(const struct book *book)
{
    struct view *notes = arena_alloc(book->arena, (book->payer_count + 1) * sizeof *notes);
    size_t count = 0;
    for (size_t i = 0; i < book->payer_count; i++) {
        const struct certificate_payer *payer = &book->payers[i];
        if ((payer->note.size > 0) != (payer->true_up_cents != 0)) {
            return broken(book, "16", "a note exactly for a true-up that is not 0");
        }
        if (payer->note.size > 0) {
            notes[count++] = payer->note;
        }
    }
    qsort(notes, count, sizeof *notes, compare_notes);
    for (size_t i = 1; i < count; i++) {
        if (view_equal(notes[i - 1], notes[i])) {
            return broken(book, "16", "a note is there twice");
        }
    }
    return true;
}

/* Rules 16 and 17. */
static bool verify_billing(const struct book *book)
{
    __int128 provisional = 0, true_up = 0;
    for (size_t i = 0; i < book->payer_count; i++) {
        const struct certificate_payer *payer = &book->payers[i];
        if ((__int128)payer->cents - payer->provisional_cents != payer->true_up_cents) {
            return broken(book, "16", "a true-up is not the part less what was billed before");
        }
        provisional += payer->provisional_cents;
        true_up += payer->true_up_cents;
    }
    if (provisional != book->head.provisional_cents || true_up != book->head.true_up_cents) {
        return broken(book, "17", "the sums of what is billed");
    }
    if (provisional + true_up != book->head.cost_cents) {
        return broken(book, "17", "what is billed is not what it cost");
    }
    return check_notes(book);
}

bool verify_body(struct view body, struct certificate *ret_certificate, struct verdict *ret_verdict)
{
    AUTO(arena_t) *arena = arena_new(1 << 16);
    struct book book = {.arena = arena, .verdict = ret_verdict};
    *ret_verdict = (struct verdict){0};
    if (!verify_form(body, &book) || !verify_cost(&book) || !verify_flow(&book) ||
        !verify_billing(&book)) {
        return false;
    }
    *ret_certificate = book.head;
    return true;
}
