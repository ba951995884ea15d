/* SPDX-License-Identifier: MPL-2.0 */
/* entraide keys: makes key pairs and edits a registry of clients. A secret key is only ever in a file
   that its owner alone can read: never an argument, never on the terminal. */
#include <czmq.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "registry.h"

enum { ROLE_MAX = 16, ACTOR_MAX = 8, KEYS_PER_CLIENT = 2 };

struct keys_options {
    const char *registry;
    const char *roles[ROLE_MAX];
    unsigned role_count;
    const char *actors[ACTOR_MAX];
    unsigned actor_count;
};

static const struct option own_options[] = {{"registry", required_argument, NULL, 'r'},
                                            {"role", required_argument, NULL, 'o'},
                                            {"actor", required_argument, NULL, 'a'},
                                            {0}};

/* ---- key files ---- */

static int print_key(const struct invocation *invocation, zcert_t *cert)
{
    if (invocation->json) {
        print_json_line(json_pack("{s:s}", "public_key", zcert_public_txt(cert)));
    } else {
        printf("%s\n", zcert_public_txt(cert));
    }
    return EX_OK;
}

static int save_cert(zcert_t *cert, const char *path)
{
    char secret[512];
    if (snprintf(secret, sizeof secret, "%s_secret", path) >= (int)sizeof secret) {
        complain("%s: the name is too long", path);
        return EX_CANTCREAT;
    }
    if (access(path, F_OK) == 0 || access(secret, F_OK) == 0) {
        complain("%s or %s exists: a key is never written over", path, secret);
        return EX_CANTCREAT;
    }
    if (zcert_save(cert, path) != 0) {
        complain("cannot write %s: %s", path, strerror(errno));
        return EX_CANTCREAT;
    }
    complain("public key in %s; secret key in %s: keep that one to yourself", path, secret);
    return EX_OK;
}

static int make_key(const struct invocation *invocation, const char *path)
{
    zcert_t *cert = zcert_new();
    int code = save_cert(cert, path);
    if (code == EX_OK) {
        print_key(invocation, cert);
    }
    zcert_destroy(&cert);
    return code;
}

static int show_key(const struct invocation *invocation, const char *path)
{
    zcert_t *cert = zcert_load(path);
    if (!cert) {
        complain("%s: not a key file, or not readable", path);
        return EX_NOINPUT;
    }
    print_key(invocation, cert);
    zcert_destroy(&cert);
    return EX_OK;
}

/* ---- the registry ---- */

static json_t *list_to_json(cfg_t *section, const char *name)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < cfg_size(section, name); i++) {
        json_array_append_new(list, json_string(cfg_getnstr(section, name, i)));
    }
    return list;
}

static void print_client(cfg_t *client)
{
    for (unsigned k = 0; k < cfg_size(client, "keys"); k++) {
        printf("%-20s %s ", cfg_title(client), cfg_getnstr(client, "keys", k));
        for (unsigned r = 0; r < cfg_size(client, "roles"); r++) {
            printf(" %s", cfg_getnstr(client, "roles", r));
        }
        putchar('\n');
    }
}

static int list_clients(const struct invocation *invocation, cfg_t *registry)
{
    json_t *all = json_array();
    for (unsigned i = 0; i < cfg_size(registry, "client"); i++) {
        cfg_t *client = cfg_getnsec(registry, "client", i);
        if (invocation->json) {
            json_array_append_new(
                all, json_pack("{s:s,s:o,s:o,s:o,s:o,s:i}", "name", cfg_title(client), "keys",
                               list_to_json(client, "keys"), "roles", list_to_json(client, "roles"),
                               "actors", list_to_json(client, "actors"), "organisations",
                               list_to_json(client, "organisations"), "rate",
                               (int)cfg_getint(client, "rate")));
        } else {
            print_client(client);
        }
    }
    if (invocation->json) {
        print_json(all);
    } else {
        json_decref(all);
    }
    return EX_OK;
}

static bool has_text(cfg_t *section, const char *list, const char *text)
{
    for (unsigned i = 0; i < cfg_size(section, list); i++) {
        if (strcmp(cfg_getnstr(section, list, i), text) == 0) {
            return true;
        }
    }
    return false;
}

static void add_texts(cfg_t *client, const char *list, const char *const *texts, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (!has_text(client, list, texts[i])) {
            cfg_addlist(client, list, 1, texts[i]);
        }
    }
}

static cfg_t *find_owner(cfg_t *registry, const char *key)
{
    for (unsigned i = 0; i < cfg_size(registry, "client"); i++) {
        cfg_t *client = cfg_getnsec(registry, "client", i);
        if (has_text(client, "keys", key)) {
            return client;
        }
    }
    return NULL;
}

static bool check_role(cfg_t *registry, const char *name)
{
    struct guess guess = {.word = name};
    char text[100];
    for (unsigned i = 0; i < cfg_size(registry, "role"); i++) {
        const char *role = cfg_title(cfg_getnsec(registry, "role", i));
        if (strcmp(role, name) == 0) {
            return true;
        }
        guess_try(&guess, role);
    }
    complain("the registry has no role %s%s", name, guess_text(&guess, text));
    return false;
}

/* The services refuse a registry with one wrong word as a whole: none is written. */
static bool check_words(cfg_t *registry, const struct keys_options *options, const char *name,
                        const char *key)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    uint8_t bytes[32];
    size_t size = strlen(name);
    if (size == 0 || size > 64 || strspn(name, letters) != size) {
        complain("a client's name is 1..64 of [a-z0-9._-], not %s", name);
        return false;
    }
    if (strlen(key) != 40 || !zmq_z85_decode(bytes, key)) {
        complain("a public key is a file of entraide keys new, or 40 characters of Z85, not %s",
                 key);
        return false;
    }
    for (unsigned i = 0; i < options->role_count; i++) {
        if (!check_role(registry, options->roles[i])) {
            return false;
        }
    }
    for (unsigned i = 0; i < options->actor_count; i++) {
        if (choice_find(&choices_actor_kind, view_of(options->actors[i])) < 0) {
            complain("no kind of actor is called %s", options->actors[i]);
            return false;
        }
    }
    return true;
}

/* The key in a file, or the word itself: in a file it needs no quotes, whatever its characters. */
static const char *read_key(const char *word, char ret_key[41])
{
    zcert_t *cert = access(word, R_OK) == 0 ? zcert_load(word) : NULL;
    if (!cert) {
        return word;
    }
    snprintf(ret_key, 41, "%s", zcert_public_txt(cert));
    zcert_destroy(&cert);
    return ret_key;
}

/* A client may have two keys at once, so that one can take the other's place without a pause. */
static int authorize(cfg_t *registry, const struct keys_options *options, const char *name,
                     const char *word)
{
    char text[41];
    const char *key = read_key(word, text);
    if (!check_words(registry, options, name, key)) {
        return EX_USAGE;
    }
    cfg_t *client = cfg_gettsec(registry, "client", name);
    cfg_t *owner = find_owner(registry, key);
    if (owner && owner != client) {
        complain("this key is that of %s", cfg_title(owner));
        return EX_DATAERR;
    }
    if (!client && !options->role_count) {
        complain("%s is new: say what it may do with --role", name);
        return EX_USAGE;
    }
    if (client && !owner && cfg_size(client, "keys") >= KEYS_PER_CLIENT) {
        complain("%s has two keys already: revoke one first", name);
        return EX_NOPERM;
    }
    client = client ? client : cfg_addtsec(registry, "client", name);
    add_texts(client, "keys", &key, 1);
    add_texts(client, "roles", options->roles, options->role_count);
    add_texts(client, "actors", options->actors, options->actor_count);
    return registry_save(options->registry, registry);
}

/* Takes one key from the client, or all of them. */
static void drop_keys(cfg_t *client, const char *key)
{
    char *kept = NULL;
    for (unsigned i = 0; key && i < cfg_size(client, "keys"); i++) {
        const char *other = cfg_getnstr(client, "keys", i);
        if (strcmp(other, key) != 0) {
            free(kept);
            kept = strdup(other);
        }
    }
    cfg_setlist(client, "keys", 0);
    if (kept) {
        cfg_addlist(client, "keys", 1, kept);
    }
    free(kept);
}

static int revoke_word(cfg_t *registry, const char *path, const char *word)
{
    cfg_t *owner = find_owner(registry, word);
    cfg_t *client = owner ? owner : cfg_gettsec(registry, "client", word);
    if (!client) {
        complain("no client and no key in the registry is %s", word);
        return EX_NOINPUT;
    }
    drop_keys(client, owner ? word : NULL);
    return registry_save(path, registry);
}

/* ---- words ---- */

static bool add_word(const char **words, unsigned *count, unsigned max)
{
    if (*count < max) {
        words[(*count)++] = optarg;
        return true;
    }
    return false;
}

static void read_options(struct invocation *invocation, struct keys_options *options)
{
    int option;
    while ((option = next_option(invocation, own_options)) != -1) {
        if (option == 'r') {
            options->registry = optarg;
        } else if (option == 'o' ? !add_word(options->roles, &options->role_count, ROLE_MAX)
                                 : !add_word(options->actors, &options->actor_count, ACTOR_MAX)) {
            usage_error(invocation, "keys: too many of one option");
        }
    }
}

static int edit_registry(struct invocation *invocation, const struct keys_options *options)
{
    char **words = invocation->words;
    int count = invocation->word_count;
    bool list = strcmp(words[0], "list") == 0 && count == 1;
    bool grant = strcmp(words[0], "authorize") == 0 && count == 3;
    if (!list && !grant && !(strcmp(words[0], "revoke") == 0 && count == 2)) {
        return usage_error(invocation, "keys %s: no such command, or too few or many words",
                           words[0]);
    }
    if (!options->registry) {
        return usage_error(invocation, "keys %s: say which registry", words[0]);
    }
    cfg_t *registry = registry_open(options->registry);
    if (!registry) {
        return EX_NOINPUT;
    }
    int code = list    ? list_clients(invocation, registry)
               : grant ? authorize(registry, options, words[1], words[2])
                       : revoke_word(registry, options->registry, words[1]);
    cfg_free(registry);
    return code;
}

int run_keys(struct invocation *invocation)
{
    struct keys_options options = {0};
    read_options(invocation, &options);
    if (invocation->ended) {
        return invocation->code;
    }
    if (invocation->word_count == 0) {
        return usage_error(invocation, "keys: say what to do");
    }
    zsys_handler_set(NULL);
    if (invocation->word_count == 2 && strcmp(invocation->words[0], "new") == 0) {
        return make_key(invocation, invocation->words[1]);
    }
    if (invocation->word_count == 2 && strcmp(invocation->words[0], "show") == 0) {
        return show_key(invocation, invocation->words[1]);
    }
    return edit_registry(invocation, &options);
}
