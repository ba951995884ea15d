/* SPDX-License-Identifier: MPL-2.0 */
/* The form of a certificate: its bytes, its order, its places. */
#include <stdlib.h>

#include "proto/scan.h"
#include "verify.h"

/* A certificate of ten million payers has fewer. */
enum { ELEMENT_MAX = 200000000 };

static bool decode(struct view body, struct book *book)
{
    struct refusal refusal;
    if (scan_value(body, ELEMENT_MAX)) {
        return broken(book, "form", "not one well-formed MessagePack value");
    }
    if (record_decode(&record_certificate, body, "body", &book->head, &refusal)) {
        broken(book, "form", refusal.path);
        return false;
    }
    struct view again = record_pack(&record_certificate, &book->head, book->arena);
    return view_equal(again, body) || broken(book, "form", "not in canonical form");
}

static void *array(const struct book *book, size_t count, size_t size)
{
    return arena_alloc(book->arena, (count + 1) * size);
}

static void read_lists(struct book *book)
{
    struct list list = book->head.entries;
    book->entries = array(book, list.count, sizeof *book->entries);
    while (certificate_entry_next(&list, &book->entries[book->entry_count])) {
        book->entry_count++;
    }
    list = book->head.payers;
    book->payers = array(book, list.count, sizeof *book->payers);
    while (certificate_payer_next(&list, &book->payers[book->payer_count])) {
        book->payer_count++;
    }
    list = book->head.lines;
    book->lines = array(book, list.count, sizeof *book->lines);
    while (certificate_line_next(&list, &book->lines[book->line_count])) {
        book->line_count++;
    }
}

static void read_drivers(struct book *book)
{
    struct list list = book->head.drivers;
    struct certificate_driver driver;
    book->drivers = array(book, list.count, sizeof *book->drivers);
    while (certificate_driver_next(&list, &driver)) {
        struct book_driver *own = &book->drivers[book->driver_count++];
        own->kind = driver.kind;
        own->counts = array(book, driver.counts.count, sizeof *own->counts);
        while (certificate_count_next(&driver.counts, &own->counts[own->count])) {
            own->count++;
        }
    }
}

static void read_pools(struct book *book)
{
    struct list list = book->head.pools;
    book->pools = array(book, list.count, sizeof *book->pools);
    while (certificate_pool_next(&list, &book->pools[book->pool_count].is)) {
        struct book_pool *own = &book->pools[book->pool_count++];
        struct list chain = own->is.chain;
        struct certificate_link link;
        while (own->chain_count < CHAIN_MAX && certificate_link_next(&chain, &link)) {
            own->chain[own->chain_count++] = link.driver;
        }
    }
}

static bool read_objects(struct book *book)
{
    struct list list = book->head.objects;
    book->objects = array(book, list.count, sizeof *book->objects);
    while (certificate_object_next(&list, &book->objects[book->object_count].is)) {
        struct book_object *own = &book->objects[book->object_count++];
        struct list shares = own->is.shares;
        own->shares = array(book, shares.count, sizeof *own->shares);
        while (certificate_share_next(&shares, &own->shares[own->share_count])) {
            if (__builtin_add_overflow(own->weights, own->shares[own->share_count++].weight,
                                       &own->weights)) {
                return broken(book, "2", "the weights of an object");
            }
        }
    }
    return true;
}

/* ---- order and places ---- */

static bool check_order(const struct book *book)
{
    for (size_t i = 1; i < book->entry_count; i++) {
        if (id_compare(book->entries[i - 1].id, book->entries[i].id) >= 0) {
            return broken(book, "2", "the order of entries");
        }
    }
    for (size_t i = 1; i < book->object_count; i++) {
        if (id_compare(book->objects[i - 1].is.id, book->objects[i].is.id) >= 0) {
            return broken(book, "2", "the order of objects");
        }
    }
    for (size_t i = 1; i < book->payer_count; i++) {
        if (id_compare(book->payers[i - 1].id, book->payers[i].id) >= 0) {
            return broken(book, "2", "the order of payers");
        }
    }
    return true;
}

static bool check_pools(const struct book *book)
{
    for (size_t i = 1; i < book->pool_count; i++) {
        const struct certificate_pool *a = &book->pools[i - 1].is, *b = &book->pools[i].is;
        if (a->step > b->step || (a->step == b->step && id_compare(a->id, b->id) >= 0)) {
            return broken(book, "2", "the order of pools");
        }
        for (size_t j = 0; j < i; j++) {
            if (id_equal(book->pools[j].is.id, b->id)) {
                return broken(book, "2", "a pool is there twice");
            }
        }
    }
    for (size_t i = 0; i < book->pool_count; i++) {
        if (book->pools[i].is.denominator == DENOMINATOR_BY_LAW) {
            return broken(book, "4", "a pool whose denominator is not told");
        }
    }
    return true;
}

static bool check_chains(const struct book *book)
{
    bool *used = array(book, book->driver_count, sizeof *used);
    for (size_t i = 0; i < book->pool_count; i++) {
        const struct book_pool *pool = &book->pools[i];
        for (size_t c = 0; c < pool->chain_count; c++) {
            if (pool->chain[c] >= (int64_t)book->driver_count) {
                return broken(book, "2", "the place of a driver");
            }
            for (size_t d = 0; d < c; d++) {
                if (pool->chain[c] == pool->chain[d]) {
                    return broken(book, "2", "a driver twice in a chain");
                }
            }
            used[pool->chain[c]] = true;
        }
    }
    for (size_t i = 0; i < book->driver_count; i++) {
        if (!used[i]) {
            return broken(book, "5", "a driver that no pool has");
        }
    }
    return true;
}

static bool check_counts(const struct book *book)
{
    for (size_t i = 0; i < book->driver_count; i++) {
        const struct book_driver *driver = &book->drivers[i];
        for (size_t c = 0; c < driver->count; c++) {
            const struct certificate_count *count = &driver->counts[c];
            size_t there = count->pool ? book->pool_count : book->object_count;
            if (count->place >= (int64_t)there) {
                return broken(book, "2", "the place of a count");
            }
            const struct certificate_count *last = c > 0 ? &driver->counts[c - 1] : NULL;
            if (last && (last->pool < count->pool ||
                         (last->pool == count->pool && last->place >= count->place))) {
                return broken(book, "2", "the order of counts");
            }
        }
    }
    return true;
}

/* The greatest common divisor of the weights, 0 when there are none. */
static int64_t common_divisor(const struct book_object *object)
{
    int64_t divisor = 0;
    for (size_t s = 0; s < object->share_count; s++) {
        for (int64_t rest = object->shares[s].weight; rest != 0;) {
            int64_t next = divisor % rest;
            divisor = rest;
            rest = next;
        }
    }
    return divisor;
}

static bool check_shares(const struct book *book)
{
    for (size_t i = 0; i < book->object_count; i++) {
        const struct book_object *object = &book->objects[i];
        for (size_t s = 0; s < object->share_count; s++) {
            if (object->shares[s].payer >= (int64_t)book->payer_count ||
                (s > 0 && object->shares[s - 1].payer >= object->shares[s].payer)) {
                return broken(book, "2", "the order of shares");
            }
        }
        if (common_divisor(object) > 1) {
            return broken(book, "2", "weights with a common divisor");
        }
    }
    for (size_t i = 0; i < book->line_count; i++) {
        const struct certificate_line *line = &book->lines[i], *last = i > 0 ? line - 1 : NULL;
        if (line->payer >= (int64_t)book->payer_count ||
            line->object >= (int64_t)book->object_count ||
            (last && (last->payer > line->payer ||
                      (last->payer == line->payer && last->object >= line->object)))) {
            return broken(book, "2", "the order of lines");
        }
    }
    return true;
}

bool verify_form(struct view body, struct book *ret_book)
{
    if (!decode(body, ret_book)) {
        return false;
    }
    const struct certificate *head = &ret_book->head;
    if ((head->number > 1) != (head->previous.size > 0)) {
        return broken(ret_book, "1", "number and previous");
    }
    if (head->first_day > head->last_day) {
        return broken(ret_book, "2", "the days");
    }
    read_lists(ret_book);
    read_drivers(ret_book);
    read_pools(ret_book);
    return read_objects(ret_book) && check_order(ret_book) && check_pools(ret_book) &&
           check_chains(ret_book) && check_counts(ret_book) && check_shares(ret_book);
}
