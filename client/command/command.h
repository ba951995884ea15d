/* SPDX-License-Identifier: MPL-2.0 */
/* Inside of the command `entraide`: one file per sub-command, and what they share. Every run_ function
   answers a sysexits code. */
#ifndef ENTRAIDE_COMMAND_H
#define ENTRAIDE_COMMAND_H

#include <getopt.h>
#include <jansson.h>
#include <sysexits.h>

#include "entraide.h"
#include "proto/cleanup.h"

DEFINE_AUTO(entraide_t, entraide_destroy)
DEFINE_AUTO(json_t, json_decrefp)

enum { EX_PROBLEM = 1 }; /* a check was made, and something is wrong */

/* One use of a sub-command. */
struct invocation {
    int argc;
    char **argv; /* argv[0] is the sub-command's name */
    const char *usage;
    const char *profile; /* file named by --config, $ENTRAIDE_CONFIG, or the usual place */
    bool json;           /* --json: machine-readable on stdout */
    bool ended;          /* the options say all there is to do; the exit code is then code */
    int code;
    char **words; /* what is left when the options are read, word_count of them */
    int word_count;
};

int run_submit(struct invocation *invocation);
int run_send(struct invocation *invocation);
int run_listen(struct invocation *invocation);
int run_trace(struct invocation *invocation);
int run_status(struct invocation *invocation);
int run_keys(struct invocation *invocation);
int run_export(struct invocation *invocation);
int run_error(struct invocation *invocation);
int run_certificate(struct invocation *invocation);
int run_conformance(struct invocation *invocation);
int run_parked(struct invocation *invocation);
int run_publisher(struct invocation *invocation);
int run_clock(struct invocation *invocation);
int run_trigger(struct invocation *invocation);

/* ---- options (options.c) ---- */

/* The next of a sub-command's own options (NULL: it has none), its val; -1 after the last, when words
   are set. --json, --config and --help are dealt with here: check ended, then leave with code. */
int next_option(struct invocation *invocation, const struct option *own);

/* Reads the options of a sub-command that has none of its own, and counts its words. */
bool read_words(struct invocation *invocation, int min, int max);

/* Says what is wrong and how it is used; ends the invocation with EX_USAGE, which it answers. */
int usage_error(struct invocation *invocation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A whole number of min..max. */
bool read_number(const char *text, int64_t min, int64_t max, int64_t *ret_number);

/* ---- words (words.c) ---- */

/* Words on stderr, one line. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The names that somebody may have meant: give it each, then ask. */
struct guess {
    const char *word, *best;
    size_t distance;
};
void guess_try(struct guess *guess, const char *name);

/* ", did you mean NAME?" or nothing. */
const char *guess_text(const struct guess *guess, char ret_text[100]);

/* The service of this name; OWNER_ANY after saying which there are. */
enum owner find_service(const char *name);

/* "2026-11-23 19:05:10.123456" in UTC. */
char *print_time(int64_t time_us, char ret_text[32]);

/* One line about an event: when, service, seq, type (indented), subject, and its plain fields. */
void print_event(enum owner service, int64_t seq, const struct envelope *envelope, int indent);

/* ---- JSON (json.c) ---- */

/* Prints to stdout, indented or on one line, and frees it. */
void print_json(json_t *value);
void print_json_line(json_t *value);

/* Reads the whole file, "-" for stdin. NULL, with the reason on stderr. Caller frees. */
char *read_file(const char *path, size_t *ret_size);

/* A JSON object. NULL, with the reason and its place on stderr. Caller owns it. */
json_t *parse_object(const char *text, size_t size, const char *where);

/* Names on stderr the keys that the record does not have: they are not sent. */
void tell_unknown_keys(const struct record *record, const json_t *object, const char *path);

/* The answer's data as JSON by its record; an empty object when there is none. Caller owns it. */
json_t *answer_to_json(const struct message *message, const struct entraide_answer *answer);

/* The whole reply as JSON. Caller owns it. */
json_t *reply_to_json(const struct message *message, const struct entraide_answer *answer);

/* ---- calls (request.c, profile.c) ---- */

/* A bus connected to every service that the profile names. NULL, with the reason on stderr. */
entraide_t *open_bus(const char *profile);

/* The command or query of this type. NULL, with what may have been meant on stderr. */
const struct message *find_message(const char *type);

/* Encodes the data of a request whose message is set. 0, or EX_DATAERR with refusal filled. */
int encode_data(const json_t *data, arena_t *arena, struct entraide_request *request,
                struct refusal *ret_refusal);

/* Number, path, what was expected and the remedy, on stderr. */
void tell_refusal(int code, struct view path, struct view expected);

/* Exit code of a call's result, after saying on stderr what is wrong. */
int exit_code_of(int result, const struct entraide_answer *answer);

/* One question or command to a service. Answers a sysexits code, after saying on stderr what is wrong. */
int call_service(entraide_t *bus, enum owner service, const struct message *message,
                 const void *data, struct entraide_answer *ret_answer);

/* Refuses, on stderr, unless every service is of a sandbox. ret_now_us (may be NULL): the latest of their
   clocks. Answers a sysexits code. (clock.c) */
int require_sandbox(entraide_t *bus, int64_t *ret_now_us);

struct send_options {
    const char *service; /* for messages that every service answers */
    const char *path;    /* file of the data */
    struct id id;
    int64_t after;
    enum owner seen_service;
    int64_t seen_seq;
    int actor_kind; /* enum actor_kind */
};

/* One message of this type with the data in the file. show prints the answer of a done one; NULL:
   every answer goes to stdout as JSON. */
int send_message(struct invocation *invocation, const struct send_options *options,
                 const struct message *message, int (*show)(const struct entraide_answer *));

/* Many, one JSON object {"type", "data"} a line, a window of them in flight. */
int send_lines(struct invocation *invocation, const char *path);

#endif
