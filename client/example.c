/* SPDX-License-Identifier: MPL-2.0 */
/* The main job from outside, in C: asks for help, waits for the price on billing's feed, accepts it.
 *
 *   entraide_example KEY_FILE ORGANISATION CONTACT {SERVICE ENDPOINTS SERVER_KEY}...
 *
 * KEY_FILE is the secret file of `entraide keys new`; the services are intake, matcher and billing. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "entraide.h"
#include "proto/id.h"

enum { WAIT_MS = 30000 };

static bool read_line_of(const char *line, const char *format, char key[41])
{
    return sscanf(line, format, key) == 1;
}

static bool read_keys(const char *path, char public_key[41], char secret_key[41])
{
    char line[200];
    int found = 0;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        found += read_line_of(line, " public-key = \"%40[^\"]", public_key);
        found += read_line_of(line, " secret-key = \"%40[^\"]", secret_key);
    }
    if (file) {
        fclose(file);
    }
    return found == 2;
}

/* Everything that is not done ends the example; a refusal says what to change. */
static bool is_done(int result, const struct entraide_answer *answer, const char *what)
{
    const struct error *error = error_find((int)answer->reply.code);
    if (result != ENTRAIDE_DONE) {
        fprintf(stderr, "%s: result %d, %s %.*s\n", what, result, error ? error->text_en : "",
                (int)answer->reply.path.size, (const char *)answer->reply.path.bytes);
    }
    return result == ENTRAIDE_DONE;
}

static bool submit(entraide_t *bus, const char *organisation, const char *contact,
                   struct id *ret_id)
{
    struct need_wish needs[] = {{.service = view_of("legal.advice")}};
    struct intake_request_submit submit = {0};
    AUTO(arena_t) *arena = arena_new(1024);
    char source_ref[ID_TEXT_SIZE];
    if (id_parse(view_of(organisation), &submit.organisation) ||
        id_parse(view_of(contact), &submit.contact)) {
        return false;
    }
    submit.needs = need_wish_list(needs, 1, arena);
    submit.text = view_of("Nous cherchons de l'aide pour nos statuts.");
    /* A real system takes the number that the request has in its own database. */
    submit.source_ref = view_of(id_print(id_new((int64_t)time(NULL) * 1000000), source_ref));
    struct entraide_request request = {.message = &message_intake_request_submit, .data = &submit};
    struct entraide_answer answer;
    struct request_taken taken;
    struct refusal refusal;
    if (!is_done(entraide_call(bus, &request, &answer), &answer, "submit") ||
        record_decode(&record_request_taken, answer.reply.data, "data", &taken, &refusal)) {
        return false;
    }
    *ret_id = taken.id;
    return true;
}

/* The quote of this request, from billing's feed. A real reader keeps event.cursor with what it made
   of the event, and follows from there; this one begins at the start. */
static bool wait_quote(entraide_t *bus, struct id request, struct billing_quote_issued *ret_quote)
{
    struct entraide_event event;
    union {
        struct billing_quote_issued quote;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    while (entraide_next(bus, WAIT_MS, &event) == ENTRAIDE_DONE) {
        struct envelope envelope;
        const struct message *message;
        struct refusal refusal;
        if (event.frame.bytes &&
            message_decode(event.frame, &envelope, &message, &data, &refusal) == 0 &&
            message == &message_billing_quote_issued && id_equal(data.quote.request, request)) {
            *ret_quote = data.quote;
            return true;
        }
    }
    return false;
}

static bool accept(entraide_t *bus, const struct billing_quote_issued *quote)
{
    struct matcher_plan_decide decide = {
        .plan = quote->plan,
        .version = quote->version,
        .quote = quote->id,
        .decision = choice_find(&choices_plan_decision, view_of("accept")),
        .not_to_exceed_cents = quote->total_cents,
    };
    struct entraide_request request = {.message = &message_matcher_plan_decide, .data = &decide};
    struct entraide_answer answer;
    return is_done(entraide_call(bus, &request, &answer), &answer, "decide");
}

static bool do_job(entraide_t *bus, const char *organisation, const char *contact)
{
    struct id id;
    struct billing_quote_issued quote;
    char text[ID_TEXT_SIZE];
    if (!submit(bus, organisation, contact, &id)) {
        return false;
    }
    printf("request %s\n", id_print(id, text));
    if (entraide_follow(bus, OWNER_BILLING, (struct entraide_cursor){0}) ||
        !wait_quote(bus, id, &quote)) {
        fputs("no quote came\n", stderr);
        return false;
    }
    printf("quote %" PRId64 " cents\n", quote.total_cents);
    if (!accept(bus, &quote)) {
        return false;
    }
    puts("accepted");
    return true;
}

int main(int argc, char **argv)
{
    char public_key[41], secret_key[41];
    if (argc < 7 || argc % 3 != 1 || !read_keys(argv[1], public_key, secret_key)) {
        fputs("usage: entraide_example KEY_FILE ORGANISATION CONTACT {SERVICE ENDPOINTS KEY}...\n",
              stderr);
        return 64;
    }
    struct entraide_identity identity = {"example", public_key, secret_key};
    entraide_t *bus = entraide_new(&identity);
    bool done = bus != NULL;
    for (int i = 4; done && i < argc; i += 3) {
        enum owner service = owner_find(view_of(argv[i]));
        done = service != OWNER_ANY &&
               entraide_connect(bus, service, argv[i + 1], argv[i + 2]) == ENTRAIDE_DONE;
    }
    done = done && do_job(bus, argv[2], argv[3]);
    entraide_destroy(&bus);
    return done ? 0 : 1;
}
