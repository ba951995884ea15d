/* SPDX-License-Identifier: MPL-2.0 */
/* entraide keys: makes key pairs, and edits a registry of clients. The registry is written as a new
   file that takes the old one's place, so that a service never reads half of it. Keys stand between single
   quotes: between double ones libconfuse would expand the ${...} that a key may contain. */
#include <confuse.h>
#include <czmq.h>
#include <getopt.h>
#include <sys/stat.h>

#include "command.h"

/* The same file as the services read; they check what the words mean. */
static cfg_opt_t role_options[] = {CFG_STR_LIST("types", "{}", CFGF_NONE),
                                   CFG_BOOL("pii", cfg_false, CFGF_NONE), CFG_END()};
static cfg_opt_t client_options[] = {CFG_STR_LIST("keys", "{}", CFGF_NONE),
                                     CFG_STR_LIST("roles", "{}", CFGF_NONE),
                                     CFG_STR_LIST("actors", "{}", CFGF_NONE),
                                     CFG_STR_LIST("organisations", "{}", CFGF_NODEFAULT),
                                     CFG_INT("rate", 0, CFGF_NONE), CFG_END()};

struct keys_options {
    const char *registry;
    const char *roles[16];
    unsigned role_count;
    const char *actors[8];
    unsigned actor_count;
};

static cfg_t *open_registry(const char *path)
{
    cfg_opt_t options[] = {CFG_SEC("role", role_options, CFGF_MULTI | CFGF_TITLE),
                           CFG_SEC("client", client_options, CFGF_MULTI | CFGF_TITLE), CFG_END()};
    cfg_t *cfg = cfg_init(options, CFGF_NONE);
    if (cfg_parse(cfg, path) != CFG_SUCCESS) {
        complain("cannot read the registry %s", path);
        cfg_free(cfg);
        return NULL;
    }
    return cfg;
}

static void write_list(FILE *file, cfg_t *section, const char *name)
{
    unsigned count = cfg_size(section, name);
    if (!count) {
        return;
    }
    fprintf(file, "    %s = {", name);
    for (unsigned i = 0; i < count; i++) {
        fprintf(file, "%s'%s'", i ? ", " : "", cfg_getnstr(section, name, i));
    }
    fputs("}\n", file);
}

static void write_registry(FILE *file, cfg_t *cfg)
{
    for (unsigned i = 0; i < cfg_size(cfg, "role"); i++) {
        cfg_t *role = cfg_getnsec(cfg, "role", i);
        fprintf(file, "role \"%s\" {\n", cfg_title(role));
        write_list(file, role, "types");
        fputs(cfg_getbool(role, "pii") ? "    pii = true\n}\n" : "}\n", file);
    }
    for (unsigned i = 0; i < cfg_size(cfg, "client"); i++) {
        cfg_t *client = cfg_getnsec(cfg, "client", i);
        if (!cfg_size(client, "keys")) {
            continue; /* all its keys are revoked */
        }
        fprintf(file, "client \"%s\" {\n", cfg_title(client));
        write_list(file, client, "keys");
        write_list(file, client, "roles");
        write_list(file, client, "actors");
        write_list(file, client, "organisations");
        if (cfg_getint(client, "rate")) {
            fprintf(file, "    rate = %ld\n", cfg_getint(client, "rate"));
        }
        fputs("}\n", file);
    }
}

static int save_registry(const char *path, cfg_t *cfg)
{
    char fresh[512];
    struct stat before;
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "w");
    if (!file) {
        complain("cannot write %s: %s", fresh, strerror(errno));
        return EX_CANTCREAT;
    }
    write_registry(file, cfg);
    bool same_owner = stat(path, &before) == 0 && fchmod(fileno(file), before.st_mode & 07777) == 0 &&
                      fchown(fileno(file), before.st_uid, before.st_gid) == 0;
    bool written = fflush(file) == 0 && fsync(fileno(file)) == 0;
    fclose(file);
    if (!same_owner || !written || rename(fresh, path) != 0) {
        complain("cannot replace %s: %s", path, strerror(errno));
        return EX_CANTCREAT;
    }
    return EX_OK;
}

static int make_keys(const char *path)
{
    zsys_handler_set(NULL);
    zcert_t *cert = zcert_new();
    int saved = zcert_save(cert, path);
    if (saved == 0) {
        printf("%s\n", zcert_public_txt(cert));
        complain("public key in %s, secret key in %s_secret: keep that one to yourself", path, path);
    } else {
        complain("cannot write %s", path);
    }
    zcert_destroy(&cert);
    return saved == 0 ? EX_OK : EX_CANTCREAT;
}

static int show_key(const char *path)
{
    zsys_handler_set(NULL);
    zcert_t *cert = zcert_load(path);
    if (!cert) {
        complain("cannot read the key file %s", path);
        return EX_NOINPUT;
    }
    printf("%s\n", zcert_public_txt(cert));
    zcert_destroy(&cert);
    return EX_OK;
}

static int list_clients(cfg_t *cfg)
{
    for (unsigned i = 0; i < cfg_size(cfg, "client"); i++) {
        cfg_t *client = cfg_getnsec(cfg, "client", i);
        for (unsigned k = 0; k < cfg_size(client, "keys"); k++) {
            printf("%-20s %s ", cfg_title(client), cfg_getnstr(client, "keys", k));
            for (unsigned r = 0; r < cfg_size(client, "roles"); r++) {
                printf(" %s", cfg_getnstr(client, "roles", r));
            }
            putchar('\n');
        }
    }
    return EX_OK;
}

/* A client may have two keys at once, so that one can take the other's place without a pause. */
static int authorize(cfg_t *cfg, const struct keys_options *options, const char *name,
                     const char *key)
{
    cfg_t *client = cfg_gettsec(cfg, "client", name);
    if (strlen(key) != 40) {
        complain("a public key has 40 characters: %s", key);
        return EX_USAGE;
    }
    if (!client && !options->role_count) {
        complain("%s is new: say what it may do with --role", name);
        return EX_USAGE;
    }
    if (!client && !(client = cfg_addtsec(cfg, "client", name))) {
        return EX_SOFTWARE;
    }
    if (cfg_size(client, "keys") >= 2) {
        complain("%s has two keys already: revoke one first", name);
        return EX_NOPERM;
    }
    cfg_addlist(client, "keys", 1, key);
    for (unsigned i = 0; i < options->role_count; i++) {
        cfg_addlist(client, "roles", 1, options->roles[i]);
    }
    for (unsigned i = 0; i < options->actor_count; i++) {
        cfg_addlist(client, "actors", 1, options->actors[i]);
    }
    return save_registry(options->registry, cfg);
}

static bool drop_key(cfg_t *client, const char *word)
{
    const char *kept[2];
    unsigned kept_count = 0, count = cfg_size(client, "keys");
    bool whole = strcmp(cfg_title(client), word) == 0;
    for (unsigned i = 0; i < count && i < 2; i++) {
        const char *key = cfg_getnstr(client, "keys", i);
        if (!whole && strcmp(key, word) != 0) {
            kept[kept_count++] = key;
        }
    }
    if (kept_count == count) {
        return false;
    }
    char *copy = kept_count ? strdup(kept[0]) : NULL;
    cfg_setlist(client, "keys", 0);
    if (copy) {
        cfg_addlist(client, "keys", 1, copy);
        free(copy);
    }
    return true;
}

static int revoke_word(cfg_t *cfg, const char *registry, const char *word)
{
    for (unsigned i = 0; i < cfg_size(cfg, "client"); i++) {
        if (drop_key(cfg_getnsec(cfg, "client", i), word)) {
            return save_registry(registry, cfg);
        }
    }
    complain("no client and no key in the registry is %s", word);
    return EX_NOINPUT;
}

static int read_options(struct invocation *invocation, struct keys_options *ret_options)
{
    static const struct option options[] = {{"registry", required_argument, NULL, 'r'},
                                            {"role", required_argument, NULL, 'o'},
                                            {"actor", required_argument, NULL, 'a'},
                                            {0}};
    int option;
    while ((option = getopt_long(invocation->argc, invocation->argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'r':
            ret_options->registry = optarg;
            break;
        case 'o':
            ret_options->roles[ret_options->role_count++ % 16] = optarg;
            break;
        case 'a':
            ret_options->actors[ret_options->actor_count++ % 8] = optarg;
            break;
        default:
            return EX_USAGE;
        }
    }
    return ret_options->role_count > 16 || ret_options->actor_count > 8 ? EX_USAGE : EX_OK;
}

static int edit_registry(const struct keys_options *options, char **words, int count)
{
    if (!options->registry) {
        complain("say which registry: --registry FILE");
        return EX_USAGE;
    }
    cfg_t *cfg = open_registry(options->registry);
    int code = EX_USAGE;
    if (!cfg) {
        return EX_NOINPUT;
    }
    if (strcmp(words[0], "list") == 0 && count == 1) {
        code = list_clients(cfg);
    } else if (strcmp(words[0], "authorize") == 0 && count == 3) {
        code = authorize(cfg, options, words[1], words[2]);
    } else if (strcmp(words[0], "revoke") == 0 && count == 2) {
        code = revoke_word(cfg, options->registry, words[1]);
    } else {
        complain("usage: keys list | authorize NAME KEY [--role R]... [--actor A]... | revoke NAME|KEY");
    }
    cfg_free(cfg);
    return code;
}

int run_keys(struct invocation *invocation)
{
    struct keys_options options = {0};
    int code = read_options(invocation, &options);
    char **words = invocation->argv + optind;
    int count = invocation->argc - optind;
    if (code || count < 1) {
        complain("usage: entraide keys new|show FILE, or list|authorize|revoke --registry FILE ...");
        return EX_USAGE;
    }
    if (count == 2 && strcmp(words[0], "new") == 0) {
        return make_keys(words[1]);
    }
    if (count == 2 && strcmp(words[0], "show") == 0) {
        return show_key(words[1]);
    }
    return edit_registry(&options, words, count);
}
