/* SPDX-License-Identifier: MPL-2.0 */
/* entraide conformance: are the promises of proto/README.md kept? One line a promise, as TAP. --as plays a
   publisher or a subscriber, right and wrong, to what listens at an endpoint, and leaves nothing behind;
   --of listens there itself, and plays a service on a bad day to a publisher or a subscriber. */
#include <stdio.h>

#include "bus.h"
#include "stage.h"

struct conformance_options {
    const char *as, *of; /* a role */
    const char *server_key;
    const char *only; /* a part of a promise; NULL = all */
};

static const struct option own_options[] = {{"as", required_argument, NULL, 'a'},
                                            {"of", required_argument, NULL, 'f'},
                                            {"key", required_argument, NULL, 'k'},
                                            {"only", required_argument, NULL, 'o'},
                                            {0}};

static void read_own_options(struct invocation *invocation, struct conformance_options *options)
{
    int option;
    while ((option = next_option(invocation, own_options)) != -1) {
        const char **place = option == 'a'   ? &options->as
                             : option == 'f' ? &options->of
                             : option == 'k' ? &options->server_key
                                             : &options->only;
        *place = optarg;
    }
}

/* The endpoint, or that of a service of the profile; its key is then the profile's too. */
static bool find_address(struct invocation *invocation, const struct conformance_options *options,
                         const entraide_t *bus, struct probe_address *ret_address)
{
    const char *place = invocation->words[0];
    *ret_address = (struct probe_address){bus->name, place, options->server_key, bus->public_key,
                                          bus->secret_key};
    for (size_t i = 0; i < OWNER_COUNT; i++) {
        const struct peer *peer = &bus->peers[i];
        for (size_t j = 0; j < peer->endpoint_count; j++) {
            bool named = strcmp(place, owner_name((enum owner)i)) == 0;
            if ((named && j == peer->current) || strcmp(place, peer->endpoints[j]) == 0) {
                ret_address->endpoint = peer->endpoints[j];
                ret_address->server_key =
                    options->server_key ? options->server_key : peer->server_key;
            }
        }
    }
    if (!ret_address->server_key || strlen(ret_address->server_key) != PROBE_KEY_SIZE - 1) {
        usage_error(invocation, "%s: the profile does not name it; give its public key with --key",
                    place);
        return false;
    }
    return true;
}

static void report(const struct invocation *invocation, size_t number, const char *promise,
                   enum finding finding, const char *found)
{
    static const char *const words[] = {
        [HOLDS] = "ok", [FAILS] = "not ok", [CANNOT_TELL] = "skipped"};
    if (invocation->json) {
        print_json_line(json_pack("{s:i,s:s,s:s,s:s}", "number", (int)number, "result",
                                  words[finding], "promise", promise, "found", found));
    } else {
        printf("%s %zu - %s%s%s\n", finding == FAILS ? "not ok" : "ok", number, promise,
               finding == CANNOT_TELL ? " # SKIP " : "", finding == CANNOT_TELL ? found : "");
        if (finding == FAILS) {
            printf("# found: %s\n", found);
        }
    }
    fflush(stdout);
}

static bool is_wanted(const struct conformance_options *options, const struct check *check)
{
    return !options->only || strstr(check->promise, options->only);
}

/* Each check begins on a connection of its own. */
static int run_checks(const struct invocation *invocation,
                      const struct conformance_options *options,
                      const struct probe_address *address, const struct check *checks, size_t count)
{
    size_t number = 0, failed = 0, wanted = 0;
    struct probe probe;
    for (size_t i = 0; i < count; i++) {
        wanted += is_wanted(options, &checks[i]);
    }
    if (!invocation->json) {
        printf("TAP version 13\n1..%zu\n", wanted);
    }
    probe_open(&probe, address);
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(options, &checks[i])) {
            probe.found[0] = '\0';
            arena_reset(probe.arena);
            probe_connect(&probe, SECURE);
            enum finding finding = checks[i].run(&probe);
            failed += finding == FAILS;
            report(invocation, ++number, checks[i].promise, finding, probe.found);
        }
    }
    probe_close(&probe);
    return failed ? EX_PROBLEM : EX_OK;
}

/* Each check goes on where the one before stopped. The key is told first: the client has to know it. */
static int run_stage(const struct invocation *invocation, const char *endpoint,
                     const struct stage_check *checks, size_t count)
{
    size_t failed = 0;
    struct stage stage;
    if (!stage_open(&stage, endpoint)) {
        complain("cannot listen at %s", endpoint);
        stage_close(&stage);
        return EX_UNAVAILABLE;
    }
    printf(invocation->json ? "{\"server_key\": \"%s\"}\n" : "TAP version 13\n# server key: %s\n",
           stage.server_key);
    if (!invocation->json) {
        printf("1..%zu\n", count);
    }
    fflush(stdout);
    for (size_t i = 0; i < count; i++) {
        enum finding finding = checks[i].run(&stage);
        failed += finding == FAILS;
        report(invocation, i + 1, checks[i].promise, finding,
               finding == HOLDS ? "" : stage.probe.found);
    }
    stage_close(&stage);
    return failed ? EX_PROBLEM : EX_OK;
}

static int run_as(struct invocation *invocation, const struct conformance_options *options,
                  bool publisher)
{
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    struct probe_address address;
    if (!bus) {
        return EX_CONFIG;
    }
    if (!find_address(invocation, options, bus, &address)) {
        return invocation->code;
    }
    return publisher
               ? run_checks(invocation, options, &address, publisher_checks, publisher_check_count)
               : run_checks(invocation, options, &address, subscriber_checks,
                            subscriber_check_count);
}

int run_conformance(struct invocation *invocation)
{
    struct conformance_options options = {0};
    read_own_options(invocation, &options);
    if (invocation->ended) {
        return invocation->code;
    }
    const char *role = options.as ? options.as : options.of ? options.of : "";
    bool publisher = strcmp(role, "publisher") == 0;
    if ((!publisher && strcmp(role, "subscriber") != 0) || (options.as && options.of)) {
        return usage_error(invocation, "--as or --of, and publisher or subscriber");
    }
    if (invocation->word_count != 1) {
        return usage_error(invocation, "one endpoint, or a service of the profile");
    }
    if (options.as) {
        return run_as(invocation, &options, publisher);
    }
    return publisher ? run_stage(invocation, invocation->words[0], of_publisher_checks,
                                 of_publisher_check_count)
                     : run_stage(invocation, invocation->words[0], of_subscriber_checks,
                                 of_subscriber_check_count);
}
