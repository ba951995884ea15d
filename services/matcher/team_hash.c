/* SPDX-License-Identifier: MPL-2.0 */
/* The hash of a question: its canonical bytes, little-endian, needs and people in order of id. */
#include "team.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { ID_SIZE = 16 };

static void add_bytes(EVP_MD_CTX *context, const void *bytes, size_t size)
{
    int done = EVP_DigestUpdate(context, bytes, size);
    assert(done == 1);
}

static void add_number(EVP_MD_CTX *context, uint64_t number)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(number >> 8 * i);
    }
    add_bytes(context, bytes, sizeof bytes);
}

/* An id beside what is said of it, so that a list can be sorted by id. */
struct named {
    const uint8_t *id;
    uint64_t value;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;
    return memcmp(a->id, b->id, ID_SIZE);
}

static void add_named(EVP_MD_CTX *context, struct named *list, size_t count)
{
    if (count > 0) {
        qsort(list, count, sizeof *list, compare_named);
    }
    add_number(context, count);
    for (size_t i = 0; i < count; i++) {
        add_bytes(context, list[i].id, ID_SIZE);
        add_number(context, list[i].value);
    }
}

/* The places of the needs in the order of their ids. */
struct order {
    struct named needs[TEAM_NEED_MAX]; /* value: position in the question */
    size_t count;
};

/* A mask of needs, said in the order of ids. */
static uint64_t order_mask(const struct order *order, uint64_t mask)
{
    uint64_t ordered = 0;
    for (size_t i = 0; i < order->count; i++) {
        ordered |= (mask >> order->needs[i].value & 1) << i;
    }
    return ordered;
}

static void add_marks(EVP_MD_CTX *context, const struct team_directory *directory,
                      const struct team_mark *marks, size_t count, const struct order *order)
{
    struct named *list = calloc(count + 1, sizeof *list);
    if (!list) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        list[i].id = directory->professionals[marks[i].professional].id;
        list[i].value = order ? order_mask(order, marks[i].value) : marks[i].value;
    }
    add_named(context, list, count);
    free(list);
}

static void add_rates(EVP_MD_CTX *context, const struct team_directory *directory,
                      const struct team_rates *rates)
{
    add_number(context, rates != NULL);
    if (rates) {
        add_number(context, (uint64_t)rates->cents_per_hour);
        add_marks(context, directory, rates->own, rates->own_count, NULL);
    }
}

static void add_need(EVP_MD_CTX *context, const struct team_question *question,
                     const struct order *order, size_t i)
{
    const struct team_need *need = &question->needs[order->needs[i].value];
    const uint64_t numbers[] = {need->languages,
                                need->languages_wished,
                                need->minutes,
                                (uint64_t)need->first_day,
                                (uint64_t)need->last_day,
                                need->field,
                                need->licence,
                                need->region,
                                order_mask(order, need->same_person),
                                order_mask(order, need->not_same_person),
                                need->level_min,
                                need->relaxed,
                                (uint64_t)need->modality};
    add_bytes(context, need->id, ID_SIZE);
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
        add_number(context, numbers[n]);
    }
}

static void add_people(EVP_MD_CTX *context, const struct team_directory *directory,
                       const struct team_question *question, const struct order *order)
{
    struct named forced[TEAM_NEED_MAX];
    for (size_t i = 0; i < question->forced_count; i++) {
        forced[i] = (struct named){directory->professionals[question->forced[i]].id, 0};
    }
    add_named(context, forced, question->forced_count);
    for (size_t i = 0; i < order->count; i++) {
        size_t need = order->needs[i].value;
        bool kept = candidate_is_kept(question, need);
        add_number(context, kept);
        if (kept) {
            add_bytes(context, directory->professionals[question->kept[need]].id, ID_SIZE);
        }
    }
    add_marks(context, directory, question->conflicts, question->conflict_count, NULL);
    add_marks(context, directory, question->exclusions, question->exclusion_count, order);
    add_marks(context, directory, question->history, question->history_count, NULL);
}

static void add_settings(EVP_MD_CTX *context, const struct team_question *question)
{
    const struct team_weights *weights = &question->weights;
    const int64_t numbers[] = {
        weights->person_cents,      weights->level_cents,    weights->delay_day_cents,
        weights->travel_km_cents,   weights->load_cents,     weights->continuity_cents,
        weights->continuity_months, weights->language_cents, question->day};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        add_number(context, (uint64_t)numbers[i]);
    }
    add_number(context, question->step_max);
    add_number(context, question->directory_rev);
}

void team_hash(const struct team_directory *directory, const struct team_question *question,
               uint8_t ret_hash[TEAM_HASH_SIZE])
{
    static const char version[] = "team/1";
    struct order order = {.count = question->need_count};
    for (size_t i = 0; i < order.count; i++) {
        order.needs[i] = (struct named){question->needs[i].id, i};
    }
    qsort(order.needs, order.count, sizeof *order.needs, compare_named);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context) {
        abort();
    }
    int started = EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    assert(started == 1);
    add_bytes(context, version, sizeof version);
    add_settings(context, question);
    add_number(context, order.count);
    for (size_t i = 0; i < order.count; i++) {
        add_need(context, question, &order, i);
        add_rates(context, directory, question->needs[order.needs[i].value].rates);
    }
    add_people(context, directory, question, &order);
    int finished = EVP_DigestFinal_ex(context, ret_hash, NULL);
    assert(finished == 1);
    EVP_MD_CTX_free(context);
}
