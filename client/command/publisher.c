/* SPDX-License-Identifier: MPL-2.0 */
/* entraide publisher: what a client did last in each service, and how far its readers are. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"

static void print_entry(const char *service, const struct command_entry *entry)
{
    const struct error *error = error_find((int)entry->code);
    char at[32], id[ID_TEXT_SIZE];
    printf("%s  %-9s %-8s %-28.*s %s", print_time(entry->at_us, at), service,
           choice_word(&choices_command_verdict, entry->verdict), (int)entry->type.size,
           entry->type.size ? (const char *)entry->type.bytes : "", id_print(entry->id, id));
    if (error) {
        printf("  %s %.*s", error->name, (int)entry->path.size,
               entry->path.size ? (const char *)entry->path.bytes : "");
    }
    putchar('\n');
}

static void print_reader(const char *service, const struct publisher_reader *reader)
{
    printf("reader %-20.*s of %-9s sent %" PRId64 "  committed %" PRId64 "  of %" PRId64
           "  lag %" PRId64 "\n",
           (int)reader->consumer.size, (const char *)reader->consumer.bytes, service,
           reader->sent_seq, reader->committed_seq, reader->head_seq,
           reader->head_seq - reader->committed_seq);
}

static void print_view(const char *service, const struct publisher_view *view)
{
    struct list commands = view->commands, readers = view->readers;
    struct command_entry entry;
    struct publisher_reader reader;
    while (publisher_reader_next(&readers, &reader)) {
        print_reader(service, &reader);
    }
    while (command_entry_next(&commands, &entry)) {
        print_entry(service, &entry);
    }
}

static int show_in(entraide_t *bus, enum owner service, const struct publisher_get *question,
                   bool json)
{
    struct entraide_answer answer;
    struct publisher_view view;
    struct refusal refusal;
    int code = call_service(bus, service, &message_publisher_get, question, &answer);
    if (code != EX_OK) {
        return code;
    }
    if (record_decode(&record_publisher_view, answer.reply.data, "data", &view, &refusal)) {
        complain("%s: an answer that this program cannot read", owner_name(service));
        return EX_SOFTWARE;
    }
    if (json) {
        json_t *value = record_to_json(&record_publisher_view, &view);
        json_object_set_new(value, "service", json_string(owner_name(service)));
        print_json_line(value);
    } else {
        print_view(owner_name(service), &view);
    }
    return EX_OK;
}

int run_publisher(struct invocation *invocation)
{
    static const struct option own_options[] = {{"limit", required_argument, NULL, 'l'}, {0}};
    struct publisher_get question = {.limit = 0};
    while (next_option(invocation, own_options) != -1) {
        if (!read_number(optarg, 1, 50, &question.limit)) {
            usage_error(invocation, "--limit wants 1 to 50, not %s", optarg);
        }
    }
    if (invocation->ended) {
        return invocation->code;
    }
    if (invocation->word_count != 2 || strcmp(invocation->words[0], "show") != 0) {
        return usage_error(invocation, "publisher: show NAME");
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    question.client = view_of(invocation->words[1]);
    int code = EX_OK;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT && code == EX_OK; service++) {
        code = show_in(bus, service, &question, invocation->json);
    }
    return code;
}
