/* SPDX-License-Identifier: MPL-2.0 */
/* entraide certificate: fetches the proof that a period was billed at cost, and recomputes it. */
#include <assert.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "proto/reader.h"
#include "proto/scan.h"
#include "verify.h"

enum { KEY_SIZE = crypto_sign_PUBLICKEYBYTES, SIGNATURE_SIZE = crypto_sign_BYTES };

/* ---- get ---- */

/* Asks for one piece; the answer's fields borrow from it. */
static int ask_part(entraide_t *bus, const struct billing_certificate_get *question,
                    struct entraide_answer *answer, struct certificate_part *ret_part)
{
    struct refusal refusal;
    struct entraide_request request = {.message = &message_billing_certificate_get,
                                       .data = question};
    int code = exit_code_of(entraide_call(bus, &request, answer), answer);
    if (code == EX_OK &&
        record_decode(&record_certificate_part, answer->reply.data, "data", ret_part, &refusal)) {
        complain("the answer cannot be read: %s", refusal.path);
        return EX_PROTOCOL;
    }
    return code;
}

static int write_certificate(const char *path, struct view body,
                             const struct certificate_part *part)
{
    AUTO(arena_t) *arena = arena_new(body.size + 1024);
    struct writer writer;
    size_t capacity = body.size + 256;
    writer_init(&writer, arena_alloc(arena, capacity), capacity);
    write_map(&writer, 3);
    write_text(&writer, view_of("body"));
    write_bytes(&writer, body);
    write_text(&writer, view_of("signature"));
    write_bytes(&writer, part->signature);
    write_text(&writer, view_of("key"));
    write_bytes(&writer, part->key);
    FILE *file = fopen(path, "wbe");
    bool written = file && fwrite(writer.bytes, 1, writer.size, file) == writer.size;
    if ((file && fclose(file) != 0) || !written) {
        complain("%s cannot be written", path);
        return EX_CANTCREAT;
    }
    return EX_OK;
}

static int get(struct invocation *invocation, int64_t number)
{
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    AUTO(arena_t) *arena = arena_new(1 << 16);
    if (!bus) {
        return EX_CONFIG;
    }
    struct billing_certificate_get question = {.period = view_of(invocation->words[1]),
                                               .number = number};
    struct entraide_answer answer;
    struct certificate_part part = {0};
    uint8_t *body = NULL;
    do {
        int code = ask_part(bus, &question, &answer, &part);
        if (code != EX_OK) {
            return code;
        }
        body = body ? body : arena_alloc(arena, (size_t)part.size + 1);
        if (part.bytes.size == 0 || question.offset + (int64_t)part.bytes.size > part.size) {
            complain("the pieces do not fit together");
            return EX_PROTOCOL;
        }
        memcpy(body + question.offset, part.bytes.bytes, part.bytes.size);
        question.offset += (int64_t)part.bytes.size;
        question.number = part.number; /* the same one, if another is issued meanwhile */
    } while (question.offset < part.size);
    return write_certificate(invocation->words[2], (struct view){body, (size_t)part.size}, &part);
}

/* ---- verify ---- */

struct held {
    struct view body, signature, key;
};

/* Takes the file apart: a map with exactly these three. */
static bool open_file(struct view content, struct held *ret_held)
{
    enum { ELEMENTS = 16 };
    const char *const names[] = {"body", "signature", "key"};
    struct view *const values[] = {&ret_held->body, &ret_held->signature, &ret_held->key};
    struct reader reader = reader_of(content);
    uint32_t count = 0;
    if (scan_value(content, ELEMENTS) || !read_map(&reader, &count) || count != 3) {
        return false;
    }
    for (size_t i = 0; i < 3; i++) {
        struct view name;
        if (!read_text(&reader, &name) || !view_is(name, names[i]) ||
            !read_bytes(&reader, values[i])) {
            return false;
        }
    }
    return ret_held->signature.size == SIGNATURE_SIZE && ret_held->key.size == KEY_SIZE;
}

static bool check_signature(const struct held *held, const uint8_t *key, struct digest digest,
                            struct verdict *verdict)
{
    const char *words = NULL;
    if (key && memcmp(key, held->key.bytes, KEY_SIZE) != 0) {
        words = "signed by another key";
    } else if (crypto_sign_verify_detached(held->signature.bytes, digest.bytes, sizeof digest.bytes,
                                           held->key.bytes) != 0) {
        words = "the signature does not fit";
    }
    if (words) {
        *verdict = (struct verdict){.broken = true};
        (void)snprintf(verdict->words, sizeof verdict->words, "rule 1: %s", words);
    }
    return !words;
}

/* What the file before said, when several are given. */
struct chain {
    char period[17];
    struct digest digest;
};

static bool follows(const struct chain *chain, const struct certificate *certificate)
{
    assert(chain);
    return !view_is(certificate->period, chain->period) ||
           (certificate->previous.size == sizeof chain->digest.bytes &&
            memcmp(certificate->previous.bytes, chain->digest.bytes, sizeof chain->digest.bytes) ==
                0);
}

static void tell(const struct invocation *invocation, const char *path,
                 const struct certificate *certificate, const struct verdict *verdict)
{
    if (invocation->json) {
        print_json_line(json_pack("{s:s,s:b,s:s,s:I,s:I,s:I}", "file", path, "holds",
                                  !verdict->broken, "words", verdict->words, "cost_cents",
                                  (json_int_t)certificate->cost_cents, "provisional_cents",
                                  (json_int_t)certificate->provisional_cents, "true_up_cents",
                                  (json_int_t)certificate->true_up_cents));
    } else if (verdict->broken) {
        printf("%s: %s\n", path, verdict->words);
    } else {
        printf(
            "%s: %.*s no. %lld holds: cost %lld = provisional %lld + true-up %lld %.*s cents%s\n",
            path, (int)certificate->period.size, (const char *)certificate->period.bytes,
            (long long)certificate->number, (long long)certificate->cost_cents,
            (long long)certificate->provisional_cents, (long long)certificate->true_up_cents,
            (int)certificate->currency.size, (const char *)certificate->currency.bytes,
            verdict->words);
    }
}

static int verify_file(const struct invocation *invocation, const char *path, const uint8_t *key,
                       struct chain *chain)
{
    size_t size;
    char *content = read_file(path, &size);
    if (!content) {
        return EX_NOINPUT;
    }
    struct held held = {0};
    struct certificate certificate = {0};
    struct verdict verdict = {.broken = true, .words = "rule form: not such a file"};
    struct digest digest = {{0}};
    if (open_file((struct view){(const uint8_t *)content, size}, &held)) {
        digest = digest_of(held.body);
        if (check_signature(&held, key, digest, &verdict) &&
            verify_body(held.body, &certificate, &verdict)) {
            verdict.broken = !follows(chain, &certificate);
            (void)snprintf(verdict.words, sizeof verdict.words, "%s",
                           verdict.broken ? "rule 1: not the next certificate of the period"
                           : key          ? ""
                                          : " (the key is the file's own)");
        }
    }
    tell(invocation, path, &certificate, &verdict);
    (void)snprintf(chain->period, sizeof chain->period, "%.*s", (int)certificate.period.size,
                   certificate.period.bytes ? (const char *)certificate.period.bytes : "");
    chain->digest = digest;
    free(content);
    return verdict.broken ? EX_PROBLEM : EX_OK;
}

static int verify(struct invocation *invocation, const char *key_text)
{
    uint8_t key[KEY_SIZE];
    size_t size = 0;
    struct chain chain = {0};
    if (key_text &&
        (sodium_hex2bin(key, sizeof key, key_text, strlen(key_text), NULL, &size, NULL) != 0 ||
         size != sizeof key)) {
        return usage_error(invocation, "--key takes 64 hexadecimal digits");
    }
    for (int i = 1; i < invocation->word_count; i++) {
        int code = verify_file(invocation, invocation->words[i], key_text ? key : NULL, &chain);
        if (code != EX_OK) {
            return code;
        }
    }
    return EX_OK;
}

/* ---- key ---- */

/* A file that only its owner reads, and that was not there before. */
static bool write_secret_text(const char *path, const char *text)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    bool written = file && fputs(text, file) >= 0 && fputc('\n', file) != EOF;
    if (!file || fclose(file) != 0 || !written) {
        complain("%s cannot be written", path);
        return false;
    }
    return true;
}

/* The public key of a secret one; makes the secret one when the file is not there. */
static int show_key(const char *path)
{
    uint8_t seed[crypto_sign_SEEDBYTES], public_key[KEY_SIZE],
        secret_key[crypto_sign_SECRETKEYBYTES];
    char digits[2 * crypto_sign_SEEDBYTES + 1] = {0};
    size_t size = 0;
    FILE *file = fopen(path, "re");
    if (!file) {
        randombytes_buf(seed, sizeof seed);
        sodium_bin2hex(digits, sizeof digits, seed, sizeof seed);
        return write_secret_text(path, digits) ? show_key(path) : EX_CANTCREAT;
    }
    size_t count = fread(digits, 1, sizeof digits - 1, file);
    fclose(file);
    if (sodium_hex2bin(seed, sizeof seed, digits, count, NULL, &size, NULL) != 0 ||
        size != sizeof seed) {
        complain("%s does not hold 64 hexadecimal digits", path);
        return EX_DATAERR;
    }
    crypto_sign_seed_keypair(public_key, secret_key, seed);
    sodium_memzero(secret_key, sizeof secret_key);
    sodium_memzero(seed, sizeof seed);
    sodium_bin2hex(digits, sizeof digits, public_key, sizeof public_key);
    puts(digits);
    return EX_OK;
}

int run_certificate(struct invocation *invocation)
{
    static const struct option options[] = {
        {"key", required_argument, NULL, 'k'}, {"number", required_argument, NULL, 'n'}, {0}};
    const char *key = NULL;
    int64_t number = 0;
    int option;
    while ((option = next_option(invocation, options)) != -1) {
        if (option == 'k') {
            key = optarg;
        } else if (!read_number(optarg, 1, 10000, &number)) {
            return usage_error(invocation, "--number takes the number of a certificate");
        }
    }
    if (invocation->ended) {
        return invocation->code;
    }
    const char *verb = invocation->word_count > 0 ? invocation->words[0] : "";
    if (sodium_init() < 0) {
        return EX_SOFTWARE;
    }
    if (strcmp(verb, "get") == 0 && invocation->word_count == 3) {
        return get(invocation, number);
    }
    if (strcmp(verb, "verify") == 0 && invocation->word_count > 1) {
        return verify(invocation, key);
    }
    if (strcmp(verb, "key") == 0 && invocation->word_count == 2) {
        return show_key(invocation->words[1]);
    }
    return usage_error(invocation, "get PERIOD FILE, verify FILE..., or key FILE");
}
