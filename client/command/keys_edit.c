/* SPDX-License-Identifier: MPL-2.0 */
/* The changes of a registry: a client may have two keys at once, so that one can take the other's place
   without a pause. */
#include <czmq.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "keys.h"
#include "proto/id.h"

enum { KEYS_PER_CLIENT = 2 };

/* ---- looking ---- */

static bool has_text(cfg_t *section, const char *list, const char *text)
{
    for (unsigned i = 0; i < cfg_size(section, list); i++) {
        if (strcmp(cfg_getnstr(section, list, i), text) == 0) {
            return true;
        }
    }
    return false;
}

static void add_texts(cfg_t *client, const char *list, const struct words *words)
{
    for (unsigned i = 0; i < words->count; i++) {
        if (!has_text(client, list, words->items[i])) {
            cfg_addlist(client, list, 1, words->items[i]);
        }
    }
}

static bool has_key(cfg_t *client, const char *key)
{
    for (unsigned i = 0; i < cfg_size(client, "keys"); i++) {
        if (key_is(cfg_getnstr(client, "keys", i), key)) {
            return true;
        }
    }
    return false;
}

static cfg_t *find_owner(cfg_t *registry, const char *key)
{
    for (unsigned i = 0; i < cfg_size(registry, "client"); i++) {
        cfg_t *client = cfg_getnsec(registry, "client", i);
        if (has_key(client, key)) {
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

static bool check_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t size = strlen(name);
    if (size == 0 || size > 64 || strspn(name, letters) != size) {
        complain("a client's name is 1..64 of [a-z0-9._-], not %s", name);
        return false;
    }
    return true;
}

static bool check_key(const char *key)
{
    uint8_t bytes[32];
    if (strlen(key) != KEY_SIZE || !zmq_z85_decode(bytes, key)) {
        complain("a public key is a file of entraide keys new, or 40 characters of Z85, not %s",
                 key);
        return false;
    }
    return true;
}

/* The services refuse a registry with one wrong word as a whole: none is written. */
static bool check_words(cfg_t *registry, const struct keys_options *options)
{
    struct id id;
    for (unsigned i = 0; i < options->roles.count; i++) {
        if (!check_role(registry, options->roles.items[i])) {
            return false;
        }
    }
    for (unsigned i = 0; i < options->actors.count; i++) {
        if (choice_find(&choices_actor_kind, view_of(options->actors.items[i])) < 0) {
            complain("no kind of actor is called %s", options->actors.items[i]);
            return false;
        }
    }
    for (unsigned i = 0; i < options->organisations.count; i++) {
        if (id_parse(view_of(options->organisations.items[i]), &id) < 0) {
            complain("an organisation is a UUID, not %s", options->organisations.items[i]);
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

/* ---- deeds ---- */

static json_t *words_to_json(const struct words *words)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < words->count; i++) {
        json_array_append_new(list, json_string(words->items[i]));
    }
    return list;
}

static json_t *deed_of(const char *what, const char *client, const char *key)
{
    return json_pack("{s:s,s:s,s:s*}", "what", what, "client", client, "key", key);
}

static json_t *authorize_deed(const struct keys_options *options, const char *name, const char *key)
{
    json_t *deed = deed_of("authorize", name, key);
    json_object_set_new(deed, "roles", words_to_json(&options->roles));
    json_object_set_new(deed, "actors", words_to_json(&options->actors));
    json_object_set_new(deed, "organisations", words_to_json(&options->organisations));
    if (options->rate >= 0) {
        json_object_set_new(deed, "rate", json_integer(options->rate));
    }
    return deed;
}

/* ---- keys of a client ---- */

void keys_time(int64_t minutes, char ret_text[KEY_END_SIZE + 1])
{
    time_t at = time(NULL) + minutes * 60;
    strftime(ret_text, KEY_END_SIZE + 1, "%Y-%m-%dT%H:%M:%SZ", gmtime(&at));
}

/* Keeps the keys that are not this one (NULL: any) and have not ended; end: gives them this end, unless
   theirs is earlier. */
static void keep_keys(cfg_t *client, const char *without, const char *end)
{
    enum { ENTRY_SIZE = KEY_SIZE + sizeof " until " + KEY_END_SIZE };
    char kept[KEYS_PER_CLIENT][ENTRY_SIZE], now[KEY_END_SIZE + 1];
    unsigned count = 0;
    keys_time(0, now);
    for (unsigned i = 0; i < cfg_size(client, "keys") && count < KEYS_PER_CLIENT; i++) {
        const char *entry = cfg_getnstr(client, "keys", i);
        if (key_has_ended(entry, now) || (without && key_is(entry, without)) ||
            strlen(entry) >= ENTRY_SIZE) {
            continue;
        }
        if (end && (strlen(entry) == KEY_SIZE || !key_has_ended(entry, end))) {
            snprintf(kept[count++], ENTRY_SIZE, "%.*s until %s", KEY_SIZE, entry, end);
        } else {
            snprintf(kept[count++], ENTRY_SIZE, "%s", entry);
        }
    }
    cfg_setlist(client, "keys", 0);
    for (unsigned i = 0; i < count; i++) {
        cfg_addlist(client, "keys", 1, kept[i]);
    }
}

/* Is there room for one more key that nobody else has. */
static int check_new_key(cfg_t *registry, cfg_t *client, const char *key)
{
    cfg_t *owner = find_owner(registry, key);
    if (owner && owner != client) {
        complain("this key is that of %s", cfg_title(owner));
        return EX_DATAERR;
    }
    if (client && !owner && cfg_size(client, "keys") >= KEYS_PER_CLIENT) {
        complain("%s has two keys already: revoke one first", cfg_title(client));
        return EX_NOPERM;
    }
    return EX_OK;
}

/* ---- the acts ---- */

int keys_authorize(struct invocation *invocation, const struct keys_options *options,
                   struct registry_file *registry)
{
    char text[KEY_SIZE + 1];
    const char *name = invocation->words[1], *key = read_key(invocation->words[2], text);
    if (!check_name(name) || !check_key(key) || !check_words(registry->clients, options)) {
        return EX_USAGE;
    }
    cfg_t *client = cfg_gettsec(registry->clients, "client", name);
    if (client) {
        keep_keys(client, NULL, NULL);
    } else if (!options->roles.count) {
        complain("%s is new: say what it may do with --role", name);
        return EX_USAGE;
    }
    int code = check_new_key(registry->clients, client, key);
    if (code != EX_OK) {
        return code;
    }
    client = client ? client : cfg_addtsec(registry->clients, "client", name);
    keep_keys(client, key, NULL); /* had it an end, it has none now */
    cfg_addlist(client, "keys", 1, key);
    add_texts(client, "roles", &options->roles);
    add_texts(client, "actors", &options->actors);
    add_texts(client, "organisations", &options->organisations);
    if (options->rate >= 0) {
        cfg_setint(client, "rate", (long)options->rate);
    }
    return registry_save(registry, authorize_deed(options, name, key));
}

int keys_rotate(struct invocation *invocation, const struct keys_options *options,
                struct registry_file *registry)
{
    char text[KEY_SIZE + 1], end[KEY_END_SIZE + 1];
    const char *name = invocation->words[1], *key = read_key(invocation->words[2], text);
    cfg_t *client = cfg_gettsec(registry->clients, "client", name);
    if (!check_key(key)) {
        return EX_USAGE;
    }
    if (!client) {
        complain("no client in the registry is %s", name);
        return EX_NOINPUT;
    }
    if (has_key(client, key)) {
        complain("%s has this key already", name);
        return EX_DATAERR;
    }
    keys_time(options->overlap_minutes, end);
    keep_keys(client, NULL, NULL);
    int code = check_new_key(registry->clients, client, key);
    if (code != EX_OK) {
        return code;
    }
    keep_keys(client, NULL, end);
    cfg_addlist(client, "keys", 1, key);
    json_t *deed = deed_of("rotate", name, key);
    json_object_set_new(deed, "end_of_the_one_before", json_string(end));
    return registry_save(registry, deed);
}

int keys_revoke(struct invocation *invocation, const struct keys_options *options,
                struct registry_file *registry)
{
    const char *word = invocation->words[1];
    cfg_t *owner = find_owner(registry->clients, word);
    cfg_t *client = owner ? owner : cfg_gettsec(registry->clients, "client", word);
    (void)options;
    if (!client) {
        complain("no client and no key in the registry is %s", word);
        return EX_NOINPUT;
    }
    if (owner) {
        keep_keys(client, word, NULL);
    } else {
        cfg_setlist(client, "keys", 0);
    }
    return registry_save(registry, deed_of("revoke", cfg_title(client), owner ? word : NULL));
}

int keys_adopt(struct invocation *invocation, const struct keys_options *options,
               struct registry_file *registry)
{
    const char *from = invocation->words[1];
    struct registry_file wanted;
    (void)options;
    if (!registry_open(&wanted, from)) {
        return EX_NOINPUT;
    }
    struct registry_file adopted = {registry->path, wanted.clients, registry->read};
    int code = registry_is_unchanged(&adopted)
                   ? EX_OK
                   : registry_save(&adopted, json_pack("{s:s,s:s}", "what", "adopt", "from", from));
    registry_close(&wanted);
    return code;
}
