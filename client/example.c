/* SPDX-License-Identifier: MPL-2.0 */
/* The main job from outside, in C: asks for help, waits for the price on billing's feed, accepts it.
 * Killed at any moment and started again it goes on where it was: whatever it has to remember is in one
 * file.
 *
 *   entraide_example STATE_FILE COUNT KEY_FILE ORGANISATION CONTACT {SERVICE ENDPOINTS SERVER_KEY}...
 *
 * KEY_FILE is the secret file of `entraide keys new`; the services are intake, matcher and billing. */
#define _POSIX_C_SOURCE 200809L /* fsync, fileno */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "entraide.h"
#include "proto/id.h"

enum { WAIT_MS = 60000, REQUEST_MAX = 100, PATH_SIZE = 512, HEX_SIZE = 65 };

/* One request: the ids that its commands always have, and how far it is. */
struct job_request {
    struct id command, decide;
    struct id id;     /* none before intake has answered */
    char outcome[16]; /* "-", "accepted", or the number of the error */
};

/* All that is remembered. seen: events dealt with, each counted in the same write that moves the cursor. */
struct job {
    const char *path;
    struct job_request requests[REQUEST_MAX];
    size_t count;
    struct entraide_cursor cursor;
    int64_t seen;
};

/* ---- what is remembered ---- */

static void print_request(FILE *file, const struct job_request *request)
{
    char command[ID_TEXT_SIZE], decide[ID_TEXT_SIZE], id[ID_TEXT_SIZE];
    fprintf(file, "request %s %s %s %s\n", id_print(request->command, command),
            id_print(request->decide, decide), id_print(request->id, id), request->outcome);
}

/* The old file or the new one is there whatever happens, never half of one. */
static bool save(const struct job *job)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s.new", job->path);
    FILE *file = fopen(path, "w");
    if (!file) {
        return false;
    }
    fprintf(file, "cursor %" PRId64 " %" PRId64 " %" PRId64 " ", job->cursor.epoch, job->cursor.seq,
            job->seen);
    for (size_t i = 0; i < sizeof job->cursor.chain.bytes; i++) {
        fprintf(file, "%02x", job->cursor.chain.bytes[i]);
    }
    fputc('\n', file);
    for (size_t i = 0; i < job->count; i++) {
        print_request(file, &job->requests[i]);
    }
    bool good = fflush(file) == 0 && fsync(fileno(file)) == 0;
    return fclose(file) == 0 && good && rename(path, job->path) == 0;
}

static bool read_request(const char *line, struct job_request *ret_request)
{
    char command[ID_TEXT_SIZE], decide[ID_TEXT_SIZE], id[ID_TEXT_SIZE];
    return sscanf(line, "request %36s %36s %36s %15s", command, decide, id, ret_request->outcome) ==
               4 &&
           id_parse(view_of(command), &ret_request->command) == 0 &&
           id_parse(view_of(decide), &ret_request->decide) == 0 &&
           id_parse(view_of(id), &ret_request->id) == 0;
}

static bool read_cursor(const char *line, struct job *job)
{
    char hex[HEX_SIZE];
    unsigned byte;
    if (sscanf(line, "cursor %" SCNd64 " %" SCNd64 " %" SCNd64 " %64[0-9a-f]", &job->cursor.epoch,
               &job->cursor.seq, &job->seen, hex) != 4) {
        return false;
    }
    for (size_t i = 0; i < sizeof job->cursor.chain.bytes && sscanf(hex + 2 * i, "%2x", &byte) == 1;
         i++) {
        job->cursor.chain.bytes[i] = (uint8_t)byte;
    }
    return true;
}

/* What an earlier run kept; then new requests until there are as many as wanted. */
static bool load(struct job *job, size_t wanted)
{
    char line[256];
    FILE *file = fopen(job->path, "r");
    while (file && fgets(line, sizeof line, file)) {
        if (job->count < REQUEST_MAX && read_request(line, &job->requests[job->count])) {
            job->count++;
        } else if (!read_cursor(line, job)) {
            fclose(file);
            return false;
        }
    }
    if (file) {
        fclose(file);
    }
    for (; job->count < wanted && job->count < REQUEST_MAX; job->count++) {
        int64_t now_us = (int64_t)time(NULL) * 1000000;
        job->requests[job->count] =
            (struct job_request){id_new(now_us), id_new(now_us), {{0}}, "-"};
    }
    return save(job);
}

static bool read_keys(const char *path, char public_key[41], char secret_key[41])
{
    char line[200];
    int found = 0;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        found += sscanf(line, " public-key = \"%40[^\"]", public_key) == 1;
        found += sscanf(line, " secret-key = \"%40[^\"]", secret_key) == 1;
    }
    if (file) {
        fclose(file);
    }
    return found == 2;
}

/* ---- the job ---- */

/* Says why something is not done: a refusal says what to change. */
static bool is_done(int result, const struct entraide_answer *answer, const char *what)
{
    const struct error *error = error_find((int)answer->reply.code);
    if (result != ENTRAIDE_DONE) {
        fprintf(stderr, "%s: result %d, %s %.*s\n", what, result, error ? error->text_en : "",
                (int)answer->reply.path.size, (const char *)answer->reply.path.bytes);
    }
    return result == ENTRAIDE_DONE;
}

/* Under the id it was given first: one request, however often this is sent. */
static bool submit(entraide_t *bus, struct job_request *job,
                   const struct intake_request_submit *form)
{
    struct intake_request_submit submit = *form;
    char source_ref[ID_TEXT_SIZE];
    submit.source_ref = view_of(id_print(job->command, source_ref));
    struct entraide_request request = {.message = &message_intake_request_submit,
                                       .id = job->command,
                                       .data = &submit,
                                       .timeout_ms = WAIT_MS};
    struct entraide_answer answer;
    struct request_taken taken;
    struct refusal refusal;
    if (!is_done(entraide_call(bus, &request, &answer), &answer, "submit") ||
        record_decode(&record_request_taken, answer.reply.data, "data", &taken, &refusal)) {
        return false;
    }
    job->id = taken.id;
    printf("request %s\n", id_print(taken.id, source_ref));
    return true;
}

static bool submit_all(entraide_t *bus, struct job *job, const char *organisation,
                       const char *contact)
{
    struct need_wish needs[] = {{.service = view_of("legal.advice")}};
    AUTO(arena_t) *arena = arena_new(1024);
    struct intake_request_submit form = {
        .needs = need_wish_list(needs, 1, arena),
        .text = view_of("Nous cherchons de l'aide pour nos statuts."),
    };
    bool done = id_parse(view_of(organisation), &form.organisation) == 0 &&
                id_parse(view_of(contact), &form.contact) == 0;
    for (size_t i = 0; done && i < job->count; i++) {
        if (id_none(job->requests[i].id)) {
            done = submit(bus, &job->requests[i], &form) && save(job);
        }
    }
    return done;
}

/* By the first quote of the plan; a later one has another price and is another decision. Billing has told
   it as event seq; matcher answers once it has read that too. false when there is no final answer. */
static bool accept(entraide_t *bus, struct job_request *job,
                   const struct billing_quote_issued *quote, int64_t seq)
{
    struct matcher_plan_decide decide = {
        .plan = quote->plan,
        .version = quote->version,
        .quote = quote->id,
        .decision = choice_find(&choices_plan_decision, view_of("accept")),
        .not_to_exceed_cents = quote->total_cents,
    };
    struct entraide_request request = {.message = &message_matcher_plan_decide,
                                       .id = job->decide,
                                       .data = &decide,
                                       .timeout_ms = WAIT_MS,
                                       .seen_service = OWNER_BILLING,
                                       .seen_seq = seq};
    struct entraide_answer answer;
    int result = entraide_call(bus, &request, &answer);
    if (result == ENTRAIDE_DONE) {
        snprintf(job->outcome, sizeof job->outcome, "accepted");
    } else if (result == ENTRAIDE_REFUSED) {
        snprintf(job->outcome, sizeof job->outcome, "%d", (int)answer.reply.code);
    }
    printf("quote %" PRId64 " cents\n%s\n", quote->total_cents, job->outcome);
    return is_done(result, &answer, "decide") || result == ENTRAIDE_REFUSED;
}

static struct job_request *find_waiting(struct job *job, const struct id *request)
{
    for (size_t i = 0; i < job->count; i++) {
        if (job->requests[i].outcome[0] == '-' &&
            (!request || id_equal(job->requests[i].id, *request))) {
            return &job->requests[i];
        }
    }
    return NULL;
}

/* One event: only a quote for a request of ours is more than a step of the cursor. */
static bool deal_with(entraide_t *bus, struct job *job, struct view frame)
{
    union {
        struct billing_quote_issued quote;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    if (!frame.bytes || message_decode(frame, &envelope, &message, &data, &refusal) ||
        message != &message_billing_quote_issued) {
        return true;
    }
    struct job_request *request = find_waiting(job, &data.quote.request);
    return !request || accept(bus, request, &data.quote, envelope.seq);
}

/* Until each request has its outcome. What was done and how far the feed is read are kept together. */
static bool follow(entraide_t *bus, struct job *job)
{
    struct entraide_event event;
    if (entraide_follow(bus, OWNER_BILLING, job->cursor)) {
        return false;
    }
    while (find_waiting(job, NULL)) {
        if (entraide_next(bus, WAIT_MS, &event) != ENTRAIDE_DONE ||
            !deal_with(bus, job, event.frame)) {
            return false;
        }
        job->cursor = event.cursor;
        job->seen++;
        if (!save(job)) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    char public_key[41], secret_key[41];
    struct job job = {.path = argc > 1 ? argv[1] : ""};
    if (argc < 9 || argc % 3 != 0 || !load(&job, (size_t)atoi(argv[2])) ||
        !read_keys(argv[3], public_key, secret_key)) {
        fputs(
            "usage: entraide_example STATE COUNT KEY_FILE ORGANISATION CONTACT {SERVICE ENDPOINTS KEY}...\n",
            stderr);
        return 64;
    }
    struct entraide_identity identity = {"example", public_key, secret_key};
    entraide_t *bus = entraide_new(&identity);
    bool done = bus != NULL;
    for (int i = 6; done && i < argc; i += 3) {
        enum owner service = owner_find(view_of(argv[i]));
        done = service != OWNER_ANY &&
               entraide_connect(bus, service, argv[i + 1], argv[i + 2]) == ENTRAIDE_DONE;
    }
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    done = done && submit_all(bus, &job, argv[4], argv[5]) && follow(bus, &job);
    entraide_destroy(&bus);
    return done ? 0 : 1;
}
