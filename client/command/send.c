/* SPDX-License-Identifier: MPL-2.0 */
/* entraide send: any command or query of the contract. */
#include "command.h"
#include "proto/id.h"

static const struct option own_options[] = {{"id", required_argument, NULL, 'i'},
                                            {"service", required_argument, NULL, 's'},
                                            {"after", required_argument, NULL, 'a'},
                                            {"actor", required_argument, NULL, 'k'},
                                            {"seen", required_argument, NULL, 'e'},
                                            {"lines", no_argument, NULL, 'l'},
                                            {0}};

/* SERVICE:SEQ, an event of that service. */
static void read_seen(struct invocation *invocation, struct send_options *options)
{
    const char *colon = strchr(optarg, ':');
    const size_t size = colon ? (size_t)(colon - optarg) : 0;
    options->seen_service = owner_find((struct view){(const uint8_t *)optarg, size});
    if (options->seen_service == OWNER_ANY ||
        !read_number(colon + 1, 1, INT64_MAX, &options->seen_seq)) {
        usage_error(invocation, "--seen wants SERVICE:SEQ, not %s", optarg);
    }
}

static void read_actor(struct invocation *invocation, struct send_options *options)
{
    options->actor_kind = choice_find(&choices_actor_kind, view_of(optarg));
    if (options->actor_kind < 0) {
        usage_error(invocation, "--actor: no kind of actor is called %s", optarg);
    }
}

static void read_options(struct invocation *invocation, struct send_options *options,
                         bool *ret_lines)
{
    int option;
    while ((option = next_option(invocation, own_options)) != -1) {
        switch (option) {
        case 'i':
            if (id_parse(view_of(optarg), &options->id)) {
                usage_error(invocation, "--id wants a UUID, not %s", optarg);
            }
            break;
        case 's':
            options->service = optarg;
            break;
        case 'a':
            if (!read_number(optarg, 0, INT64_MAX, &options->after)) {
                usage_error(invocation, "--after wants a seq, not %s", optarg);
            }
            break;
        case 'e':
            read_seen(invocation, options);
            break;
        case 'k':
            read_actor(invocation, options);
            break;
        default:
            *ret_lines = true;
        }
    }
}

int run_send(struct invocation *invocation)
{
    struct send_options options = {.path = "-"};
    bool lines = false;
    read_options(invocation, &options, &lines);
    if (invocation->ended) {
        return invocation->code;
    }
    char **words = invocation->words;
    int types = lines ? 0 : 1;
    if (invocation->word_count < types || invocation->word_count > types + 1) {
        return usage_error(invocation, "send: expected %s", lines ? "at most a file" : "a type");
    }
    if (invocation->word_count > types) {
        options.path = words[types];
    }
    if (lines) {
        return send_lines(invocation, options.path);
    }
    const struct message *message = find_message(words[0]);
    return message ? send_message(invocation, &options, message, NULL) : EX_USAGE;
}
