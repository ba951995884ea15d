/* SPDX-License-Identifier: MPL-2.0 */
/* entraide keys: makes key pairs, shows a registry of clients and its trail. A secret key is only ever in
   a file that its owner alone can read: never an argument, never on the terminal. */
#include <czmq.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "keys.h"
#include "trail.h"

static const struct option own_options[] = {{"registry", required_argument, NULL, 'r'},
                                            {"role", required_argument, NULL, 'o'},
                                            {"actor", required_argument, NULL, 'a'},
                                            {"organisation", required_argument, NULL, 'g'},
                                            {"rate", required_argument, NULL, 't'},
                                            {"overlap-minutes", required_argument, NULL, 'm'},
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

/* None whose public key begins with '-', as one in 85 does: a command would take it for an option. */
static zcert_t *draw_key(void)
{
    zcert_t *cert = zcert_new();
    while (zcert_public_txt(cert)[0] == '-') {
        zcert_destroy(&cert);
        cert = zcert_new();
    }
    return cert;
}

static int make_key(const struct invocation *invocation, const char *path)
{
    zcert_t *cert = draw_key();
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
    char now[KEY_END_SIZE + 1];
    keys_time(0, now);
    for (unsigned k = 0; k < cfg_size(client, "keys"); k++) {
        const char *key = cfg_getnstr(client, "keys", k);
        printf("%-20s %s%s ", cfg_title(client), key, key_has_ended(key, now) ? " (ended)" : "");
        for (unsigned r = 0; r < cfg_size(client, "roles"); r++) {
            printf(" %s", cfg_getnstr(client, "roles", r));
        }
        putchar('\n');
    }
}

static int list_clients(struct invocation *invocation, const struct keys_options *options,
                        struct registry_file *file)
{
    cfg_t *registry = file->clients;
    (void)options;
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

/* ---- words ---- */

static bool add_word(struct words *words)
{
    if (words->count < KEYS_WORD_MAX) {
        words->items[words->count++] = optarg;
        return true;
    }
    return false;
}

static bool read_option(struct keys_options *options, int option)
{
    switch (option) {
    case 'r':
        options->registry = optarg;
        return true;
    case 'o':
        return add_word(&options->roles);
    case 'a':
        return add_word(&options->actors);
    case 'g':
        return add_word(&options->organisations);
    case 't':
        return read_number(optarg, 0, KEYS_RATE_MAX, &options->rate);
    default:
        return read_number(optarg, 0, KEYS_OVERLAP_MAX, &options->overlap_minutes);
    }
}

static void read_options(struct invocation *invocation, struct keys_options *options)
{
    int option;
    while ((option = next_option(invocation, own_options)) != -1) {
        if (!read_option(options, option)) {
            usage_error(invocation,
                        "keys: too many of one option, or a number out of its range: %s", optarg);
        }
    }
}

/* What can be done with a registry, and how many words it takes. */
static const struct act {
    const char *name;
    int words;
    int (*run)(struct invocation *invocation, const struct keys_options *options,
               struct registry_file *registry);
} acts[] = {
    {"list", 1, list_clients},  {"authorize", 3, keys_authorize}, {"rotate", 3, keys_rotate},
    {"revoke", 2, keys_revoke}, {"adopt", 2, keys_adopt},
};

static const struct act *find_act(const struct invocation *invocation)
{
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (strcmp(invocation->words[0], acts[i].name) == 0 &&
            invocation->word_count == acts[i].words) {
            return &acts[i];
        }
    }
    return NULL;
}

static int use_registry(struct invocation *invocation, const struct keys_options *options)
{
    const char *word = invocation->words[0];
    const struct act *act = find_act(invocation);
    bool log = strcmp(word, "log") == 0 && invocation->word_count == 1;
    struct registry_file registry;
    if (!act && !log) {
        return usage_error(invocation, "keys %s: no such command, or too few or many words", word);
    }
    if (!options->registry) {
        return usage_error(invocation, "keys %s: say which registry", word);
    }
    if (log) {
        return trail_show(options->registry, invocation->json);
    }
    if (!registry_open(&registry, options->registry)) {
        return EX_NOINPUT;
    }
    int code = act->run(invocation, options, &registry);
    registry_close(&registry);
    return code;
}

int run_keys(struct invocation *invocation)
{
    struct keys_options options = {.rate = -1, .overlap_minutes = KEYS_OVERLAP_USUAL};
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
    return use_registry(invocation, &options);
}
