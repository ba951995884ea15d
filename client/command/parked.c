/* SPDX-License-Identifier: MPL-2.0 */
/* entraide parked: the events that wait for an operator: which they are, once more, or given up. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"

struct order {
    enum owner service;
    const char *reason; /* of a discard */
    bool all, ended;
};

/* ---- what waits ---- */

static void print_entry(const char *service, const struct parked_entry *entry)
{
    char at[32], story[ID_TEXT_SIZE];
    printf("%s  %-9s %.*s %" PRId64 "  %s  %.*s", print_time(entry->at_us, at), service,
           (int)entry->origin.size, (const char *)entry->origin.bytes, entry->seq,
           id_print(entry->subject, story), (int)entry->reason.size,
           (const char *)entry->reason.bytes);
    if (entry->attempts > 1) {
        printf(" (%" PRId64 " attempts)", entry->attempts);
    }
    if (entry->end != PARKED_WAITING) {
        printf("  %s %s by %.*s", print_time(entry->ended_us, at),
               choice_word(&choices_parked_end, entry->end), (int)entry->by.size,
               entry->by.size ? (const char *)entry->by.bytes : "");
        printf("  %.*s", (int)entry->why.size,
               entry->why.size ? (const char *)entry->why.bytes : "");
    }
    putchar('\n');
}

static void show_entry(enum owner service, const struct parked_entry *entry, bool json)
{
    if (json) {
        json_t *value = record_to_json(&record_parked_entry, entry);
        json_object_set_new(value, "service", json_string(owner_name(service)));
        print_json_line(value);
    } else {
        print_entry(owner_name(service), entry);
    }
}

static int ask_page(entraide_t *bus, const struct order *order, struct parked_page *ret_page)
{
    const struct parked_list question = {.ended = order->ended};
    struct entraide_answer answer;
    struct refusal refusal;
    int code = call_service(bus, order->service, &message_parked_list, &question, &answer);
    if (code == EX_OK &&
        record_decode(&record_parked_page, answer.reply.data, "data", ret_page, &refusal)) {
        complain("%s: an answer that this program cannot read", owner_name(order->service));
        return EX_SOFTWARE;
    }
    return code;
}

static int show_list(entraide_t *bus, struct order *order, bool json)
{
    const enum owner asked = order->service;
    int code = EX_OK;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT && code == EX_OK; service++) {
        struct parked_page page;
        struct parked_entry entry;
        if (asked != OWNER_ANY && asked != service) {
            continue;
        }
        order->service = service;
        code = ask_page(bus, order, &page);
        while (code == EX_OK && parked_entry_next(&page.entries, &entry)) {
            show_entry(service, &entry, json);
        }
    }
    return code;
}

/* ---- what is done with it ---- */

static int change_one(entraide_t *bus, const struct order *order, struct view origin, int64_t seq)
{
    const struct parked_discard discard = {
        .origin = origin, .seq = seq, .reason = view_of(order->reason)};
    const struct parked_replay replay = {.origin = origin, .seq = seq};
    struct entraide_answer answer;
    return order->reason[0]
               ? call_service(bus, order->service, &message_parked_discard, &discard, &answer)
               : call_service(bus, order->service, &message_parked_replay, &replay, &answer);
}

/* Each story once: an answer borrows from the bus, so what is to be asked is copied first. */
static int replay_all(entraide_t *bus, const struct order *order)
{
    struct wish {
        struct id story;
        enum owner origin;
        int64_t seq;
    } wishes[200];
    struct parked_page page;
    struct parked_entry entry;
    size_t count = 0;
    int code = ask_page(bus, order, &page);
    while (code == EX_OK && parked_entry_next(&page.entries, &entry)) {
        size_t at = 0;
        while (at < count && !id_equal(wishes[at].story, entry.subject)) {
            at++;
        }
        wishes[at] = (struct wish){entry.subject, owner_find(entry.origin), entry.seq};
        count = at == count ? count + 1 : count;
    }
    for (size_t i = 0; i < count && code == EX_OK; i++) {
        code = change_one(bus, order, view_of(owner_name(wishes[i].origin)), wishes[i].seq);
    }
    return code;
}

/* ---- the words ---- */

static int usage(struct invocation *invocation)
{
    return usage_error(invocation,
                       "parked: list [SERVICE], replay SERVICE ORIGIN SEQ, replay SERVICE "
                       "--all or discard SERVICE ORIGIN SEQ --reason TEXT");
}

static void read_options(struct invocation *invocation, struct order *order)
{
    static const struct option own_options[] = {{"all", no_argument, NULL, 'a'},
                                                {"ended", no_argument, NULL, 'e'},
                                                {"reason", required_argument, NULL, 'r'},
                                                {0}};
    for (int option; (option = next_option(invocation, own_options)) != -1;) {
        switch (option) {
        case 'a':
            order->all = true;
            break;
        case 'e':
            order->ended = true;
            break;
        default:
            order->reason = optarg;
        }
    }
}

static int run_change(struct invocation *invocation, entraide_t *bus, const struct order *order)
{
    char **words = invocation->words;
    int64_t seq;
    const bool discard = strcmp(words[0], "discard") == 0;
    if (!discard && strcmp(words[0], "replay") != 0) {
        return usage(invocation);
    }
    if (order->service == OWNER_ANY || discard != (order->reason[0] != '\0') ||
        invocation->word_count != (order->all ? 2 : 4) || (order->all && discard)) {
        return usage(invocation);
    }
    if (order->all) {
        return replay_all(bus, order);
    }
    if (owner_find(view_of(words[2])) == OWNER_ANY || !read_number(words[3], 1, INT64_MAX, &seq)) {
        return usage(invocation);
    }
    return change_one(bus, order, view_of(words[2]), seq);
}

int run_parked(struct invocation *invocation)
{
    struct order order = {.reason = ""};
    read_options(invocation, &order);
    if (invocation->ended) {
        return invocation->code;
    }
    char **words = invocation->words;
    const int count = invocation->word_count;
    order.service = count > 1 ? owner_find(view_of(words[1])) : OWNER_ANY;
    if (count == 0 || (count > 1 && order.service == OWNER_ANY)) {
        return usage(invocation);
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    if (strcmp(words[0], "list") == 0) {
        return count <= 2 ? show_list(bus, &order, invocation->json) : usage(invocation);
    }
    return run_change(invocation, bus, &order);
}
