/* SPDX-License-Identifier: MPL-2.0 */
/* Finding and using credit. */
#include "credit.h"

#include <stdlib.h>

static struct credit *find_payment(struct credit *credits, size_t count, struct id payment)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = id_compare(credits[middle].source, payment);
        if (order == 0) {
            return &credits[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

/* A credit for each payment, in their order; those of another currency, below 0 or taken back have nothing left. */
static void list_payments(const struct credit_books *books, struct credit *ret_credits)
{
    size_t count = books->payment_count;
    for (size_t i = 0; i < count; i++) {
        const struct payment_row *payment = books->payments[i];
        ret_credits[i] = (struct credit){
            .source = payment->id, .day = payment->day, .left_cents = payment->amount_cents};
    }
    for (size_t i = 0; i < books->part_count; i++) {
        const struct payment_part_row *part = books->parts[i];
        struct credit *credit = find_payment(ret_credits, count, part->payment);
        if (credit) {
            credit->left_cents -= part->amount_cents;
            credit->part_count++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct payment_row *payment = books->payments[i];
        struct credit *reversed = find_payment(ret_credits, count, payment->reverses);
        if (reversed) {
            reversed->left_cents = 0;
        }
        if (payment->amount_cents < 0 || !view_equal(payment->currency, books->currency)) {
            ret_credits[i].left_cents = 0;
        }
    }
}

static int by_day(const void *a, const void *b)
{
    const struct credit *x = a, *y = b;
    if (x->day != y->day) {
        return x->day < y->day ? -1 : 1;
    }
    return id_compare(x->source, y->source);
}

size_t credit_list(const struct credit_books *books, struct credit *ret_credits)
{
    list_payments(books, ret_credits);
    size_t count = 0;
    for (size_t i = 0; i < books->payment_count; i++) {
        if (ret_credits[i].left_cents > 0 && ret_credits[i].part_count < PART_MAX) {
            ret_credits[count++] = ret_credits[i];
        }
    }
    for (size_t i = 0; i < books->item_count; i++) {
        const struct open_item *item = &books->items[i];
        if (item->open_cents < 0 && view_equal(item->document->currency, books->currency)) {
            ret_credits[count++] = (struct credit){.source = item->document->id,
                                                   .document = true,
                                                   .day = item->document->issued_on,
                                                   .left_cents = -item->open_cents};
        }
    }
    if (count > 0) {
        qsort(ret_credits, count, sizeof *ret_credits, by_day);
    }
    return count;
}

size_t credit_load(batch_t *batch, struct id payer, const struct settling *settling,
                   struct credit **ret_credits)
{
    struct credit_books books = {.items = settling->items,
                                 .item_count = settling->item_count,
                                 .currency = settling->currency};
    books.payments = batch_find(batch, &table_payment, 2, payer, &books.payment_count);
    books.parts = batch_find(batch, &table_payment_part, 1, payer, &books.part_count);
    *ret_credits = arena_alloc(batch_arena(batch),
                               (books.payment_count + books.item_count + 1) * sizeof **ret_credits);
    return credit_list(&books, *ret_credits);
}

int64_t credit_sum(const struct credit *credits, size_t count)
{
    int64_t sum_cents = 0;
    for (size_t i = 0; i < count; i++) {
        sum_cents += credits[i].left_cents;
    }
    return sum_cents;
}

int64_t credit_take(struct credit *credits, size_t count, int64_t wanted_cents,
                    const struct credit **ret_credit)
{
    for (size_t i = 0; i < count; i++) {
        struct credit *credit = &credits[i];
        if (credit->left_cents > 0 && (credit->document || credit->part_count < PART_MAX)) {
            int64_t cents = wanted_cents < credit->left_cents ? wanted_cents : credit->left_cents;
            credit->left_cents -= cents;
            credit->part_count++;
            *ret_credit = credit;
            return cents;
        }
    }
    return 0;
}
