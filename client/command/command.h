/* SPDX-License-Identifier: MPL-2.0 */
/* Inside of the command `entraide`: one file per sub-command, and what they share. */
#ifndef ENTRAIDE_COMMAND_H
#define ENTRAIDE_COMMAND_H

#include <jansson.h>
#include <sysexits.h>

#include "entraide.h"
#include "proto/cleanup.h"

DEFINE_AUTO(entraide_t, entraide_destroy)

/* What every sub-command gets: its own arguments (argv[0] is its name) and the profile to use. */
struct invocation {
    int argc;
    char **argv;
    const char *profile; /* file named by --config, $ENTRAIDE_CONFIG, or the usual place */
    bool json;           /* --json: machine-readable on stdout */
};

struct subcommand {
    const char *name;
    const char *usage;
    const char *summary;
    int (*run)(struct invocation *invocation); /* answers a sysexits code */
};

int run_submit(struct invocation *invocation);
int run_send(struct invocation *invocation);
int run_listen(struct invocation *invocation);
int run_trace(struct invocation *invocation);
int run_status(struct invocation *invocation);
int run_keys(struct invocation *invocation);
int run_error(struct invocation *invocation);

/* A bus connected to every service that the profile names. NULL, with the reason on stderr. */
entraide_t *open_bus(const char *profile);

/* Exit code of a call's result, after telling a refusal with its path and remedy on stderr. */
int exit_code_of(int result, const struct entraide_answer *answer);

/* Words on stderr, one line. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints to stdout, indented, and frees it. */
void print_json(json_t *value);

/* One line of JSON to stdout, and frees it. */
void print_json_line(json_t *value);

/* The answer's data as JSON by its record; an empty object when there is none. Caller owns it. */
json_t *answer_to_json(const struct message *message, const struct entraide_answer *answer);

/* Reads the whole file, "-" for stdin. NULL, with the reason on stderr. Caller frees. */
char *read_file(const char *path, size_t *ret_size);

/* "2026-11-23 19:05:10.123456" in UTC. */
char *print_time(int64_t time_us, char ret_text[32]);

/* Makes the request of a type from a JSON object. 0, or a sysexits code after complaining. */
int make_request(const char *type, const char *service, const json_t *data, arena_t *arena,
                 struct entraide_request *ret_request);

#endif
