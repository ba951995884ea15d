/* SPDX-License-Identifier: MPL-2.0 */
/* The registry of clients, read from one file:
 *
 *   role "portal" {
 *       types = {"intake.request.*", "feed.open"}     # a closing * stands for any ending
 *       pii = false
 *   }
 *   client "portal-a" {
 *       keys = {"<40 characters Z85>", "<the one before> until 2026-12-01T00:00:00Z"}
 *       roles = {"portal"}
 *       actors = {"contact", "adviser"}               # kinds it may speak for; none: system only
 *       organisations = {"<uuid>"}                    # and all that lies below; none: all
 *       rate = 100                                    # messages a second; 0: no limit
 *   }
 */
#include "runtime/registry.h"

#include <assert.h>
#include <inttypes.h>
#include <time.h>

#include "proto/id.h"
#include "runtime/conf_file.h"

/* A message waits with a copy of its sender: 16 KiB of places at most. Whoever acts for more than that
   acts for the network above them. */
enum { RATE_MAX = 1000000, ORGANISATION_MAX = 1000 };

struct key {
    char text[KEY_TEXT_SIZE];
    size_t client;
    int64_t until_s; /* seconds UTC */
};

struct registry {
    struct client *clients;
    size_t client_count;
    struct key *keys; /* sorted */
    size_t key_count;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

void registry_destroy(registry_t **registry_p)
{
    registry_t *registry = *registry_p;
    if (!registry) {
        return;
    }
    for (size_t i = 0; i < registry->client_count; i++) {
        free((void *)(uintptr_t)registry->clients[i].types);
        free((void *)(uintptr_t)registry->clients[i].organisations);
    }
    free(registry->clients);
    free(registry->keys);
    free(registry);
    *registry_p = NULL;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const struct key *)a)->text, ((const struct key *)b)->text);
}

/* ---- types ---- */

static bool type_fits(const char *pattern, const char *type)
{
    size_t size = strlen(pattern);
    if (size > 0 && pattern[size - 1] == '*') {
        return strncmp(pattern, type, size - 1) == 0;
    }
    return strcmp(pattern, type) == 0;
}

/* Allows every type that fits; says how many did. */
static size_t allow_types(const char *pattern, bool *types)
{
    size_t count, found = 0;
    const struct message *const *all = message_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (type_fits(pattern, all[i]->type)) {
            types[i] = true;
            found++;
        }
    }
    return found;
}

static void add_role_types(cfg_t *role, bool *types)
{
    for (unsigned i = 0; i < cfg_size(role, "types"); i++) {
        allow_types(cfg_getnstr(role, "types", i), types);
    }
}

static void check_role(cfg_t *role)
{
    size_t count;
    message_all(&count);
    bool *types = allocate(count, sizeof *types);
    for (unsigned i = 0; i < cfg_size(role, "types"); i++) {
        const char *pattern = cfg_getnstr(role, "types", i);
        if (allow_types(pattern, types) == 0) {
            cfg_error(role, "role \"%s\": no message type is called \"%s\"", cfg_title(role),
                      pattern);
        }
    }
    free(types);
}

/* ---- a client's lists ---- */

static void read_roles(cfg_t *file, cfg_t *section, struct client *client)
{
    size_t count;
    message_all(&count);
    bool *types = allocate(count, sizeof *types);
    client->types = types;
    for (unsigned i = 0; i < cfg_size(section, "roles"); i++) {
        const char *name = cfg_getnstr(section, "roles", i);
        cfg_t *role = cfg_gettsec(file, "role", name);
        if (!role) {
            cfg_error(section, "client \"%s\": there is no role \"%s\"", client->name, name);
            continue;
        }
        add_role_types(role, types);
        client->pii = client->pii || cfg_getbool(role, "pii");
    }
}

static void read_actors(cfg_t *section, struct client *client)
{
    unsigned count = cfg_size(section, "actors");
    if (count == 0) {
        client->actors = UINT32_C(1) << ACTOR_SYSTEM;
    }
    for (unsigned i = 0; i < count; i++) {
        const char *word = cfg_getnstr(section, "actors", i);
        int kind = choice_find(&choices_actor_kind, view_of(word));
        if (kind < 0) {
            cfg_error(section, "client \"%s\": no kind of actor is called \"%s\"", client->name,
                      word);
        } else {
            client->actors |= UINT32_C(1) << kind;
        }
    }
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct id));
}

static void read_organisations(cfg_t *section, struct client *client)
{
    unsigned count = cfg_size(section, "organisations");
    if (count == 0) {
        return;
    }
    if (count > ORGANISATION_MAX) {
        cfg_error(section, "client \"%s\": %u organisations, at most %d", client->name, count,
                  ORGANISATION_MAX);
        return;
    }
    struct id *organisations = allocate(count, sizeof *organisations);
    client->organisations = organisations;
    client->organisation_count = count;
    for (unsigned i = 0; i < count; i++) {
        const char *text = cfg_getnstr(section, "organisations", i);
        if (id_parse(view_of(text), &organisations[i]) < 0) {
            cfg_error(section, "client \"%s\": \"%s\" is not a UUID", client->name, text);
        }
    }
    qsort(organisations, count, sizeof *organisations, compare_ids);
}

/* Z85: 85 printable characters, none of them a quote, a comma or a space. */
static bool is_key(const char *text)
{
    static const char z85[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              ".-:+=^!/*?&<>()[]{}@%$#";
    return strspn(text, z85) == KEY_TEXT_SIZE - 1;
}

/* What follows the key: nothing, or until when it is one. */
static bool read_until(const char *text, int64_t *ret_until_s)
{
    struct tm until = {.tm_isdst = 0};
    *ret_until_s = INT64_MAX;
    if (*text == '\0') {
        return true;
    }
    const char *end = strptime(text, " until %Y-%m-%dT%H:%M:%SZ", &until);
    *ret_until_s = (int64_t)timegm(&until);
    return end && *end == '\0';
}

static void read_keys(registry_t *registry, cfg_t *section, size_t at)
{
    const char *name = registry->clients[at].name;
    unsigned count = cfg_size(section, "keys");
    if (count > CLIENT_KEYS_MAX) {
        cfg_error(section, "client \"%s\": %u keys, at most %d", name, count, CLIENT_KEYS_MAX);
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        const char *text = cfg_getnstr(section, "keys", i);
        struct key key = {.client = at};
        if (!is_key(text) || !read_until(text + KEY_TEXT_SIZE - 1, &key.until_s)) {
            cfg_error(section,
                      "client \"%s\": a key is 40 characters in Z85, perhaps with "
                      "\" until 2026-12-31T23:59:59Z\", not \"%s\"",
                      name, text);
            continue;
        }
        memcpy(key.text, text, KEY_TEXT_SIZE - 1);
        registry->keys[registry->key_count++] = key;
    }
}

static void read_client(registry_t *registry, cfg_t *file, cfg_t *section)
{
    size_t at = registry->client_count++;
    struct client *client = &registry->clients[at];
    const char *name = cfg_title(section);
    if (!*name || strlen(name) > CLIENT_NAME_MAX) {
        cfg_error(section, "a client's name has 1..%d bytes", CLIENT_NAME_MAX);
    }
    snprintf(client->name, sizeof client->name, "%s", name);
    client->rate_per_s = cfg_getint(section, "rate");
    if (client->rate_per_s < 0 || client->rate_per_s > RATE_MAX) {
        cfg_error(section, "client \"%s\": rate is 0..%d messages a second", name, RATE_MAX);
    }
    read_keys(registry, section, at);
    read_roles(file, section, client);
    read_actors(section, client);
    read_organisations(section, client);
}

/* ---- the file ---- */

static void sort_keys(registry_t *registry, cfg_t *file)
{
    qsort(registry->keys, registry->key_count, sizeof *registry->keys, compare_keys);
    for (size_t i = 1; i < registry->key_count; i++) {
        if (strcmp(registry->keys[i - 1].text, registry->keys[i].text) == 0) {
            const struct client *clients = registry->clients;
            cfg_t *section = cfg_getnsec(file, "client", (unsigned)registry->keys[i].client);
            cfg_error(section, "one key is given to \"%s\" and to \"%s\"",
                      clients[registry->keys[i - 1].client].name,
                      clients[registry->keys[i].client].name);
        }
    }
}

static registry_t *read_file(cfg_t *file)
{
    unsigned count = cfg_size(file, "client");
    registry_t *registry = allocate(1, sizeof *registry);
    registry->clients = allocate(count, sizeof *registry->clients);
    registry->keys = allocate((size_t)count * CLIENT_KEYS_MAX, sizeof *registry->keys);
    for (unsigned i = 0; i < cfg_size(file, "role"); i++) {
        check_role(cfg_getnsec(file, "role", i));
    }
    for (unsigned i = 0; i < count; i++) {
        read_client(registry, file, cfg_getnsec(file, "client", i));
    }
    sort_keys(registry, file);
    return registry;
}

static registry_t *load(const char *path, struct conf_sink *sink)
{
    cfg_opt_t role[] = {CFG_STR_LIST("types", NULL, CFGF_NONE),
                        CFG_BOOL("pii", cfg_false, CFGF_NONE), conf_sink_option(sink), CFG_END()};
    cfg_opt_t client[] = {CFG_STR_LIST("keys", NULL, CFGF_NONE),
                          CFG_STR_LIST("roles", NULL, CFGF_NONE),
                          CFG_STR_LIST("actors", NULL, CFGF_NONE),
                          CFG_STR_LIST("organisations", NULL, CFGF_NONE),
                          CFG_INT("rate", 0, CFGF_NONE),
                          conf_sink_option(sink),
                          CFG_END()};
    cfg_opt_t options[] = {CFG_SEC("role", role, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
                           CFG_SEC("client", client, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
                           conf_end_option(), conf_sink_option(sink), CFG_END()};
    cfg_t *file = conf_parse(options, path, sink);
    if (!file) {
        return NULL;
    }
    registry_t *registry = sink->count == 0 ? read_file(file) : NULL;
    cfg_free(file);
    return registry;
}

registry_t *registry_load(const char *path, char ret_error[200])
{
    char *text = NULL;
    size_t size = 0;
    struct conf_sink sink = {.errors = open_memstream(&text, &size)};
    if (!sink.errors) {
        abort();
    }
    AUTO(registry_t) *registry = load(path, &sink);
    fclose(sink.errors);
    if (sink.count > 0) {
        snprintf(ret_error, 200, "%.*s", (int)strcspn(text, "\n"), text);
        registry_destroy(&registry);
    }
    free(text);
    return take(&registry);
}

/* ---- questions ---- */

const struct client *registry_find(const registry_t *registry, const char *public_key,
                                   int64_t now_s)
{
    struct key wanted = {.client = 0};
    if (strlen(public_key) != KEY_TEXT_SIZE - 1) {
        return NULL;
    }
    memcpy(wanted.text, public_key, KEY_TEXT_SIZE);
    const struct key *key =
        bsearch(&wanted, registry->keys, registry->key_count, sizeof *registry->keys, compare_keys);
    return key && now_s < key->until_s ? &registry->clients[key->client] : NULL;
}

size_t registry_count(const registry_t *registry)
{
    return registry->client_count;
}

bool client_may(const struct client *client, const struct message *message)
{
    size_t count;
    const struct message *const *all = message_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i] == message) {
            return client->types[i];
        }
    }
    return false;
}

bool client_may_act_for(const struct client *client, struct id organisation)
{
    if (!client->organisations) {
        return true;
    }
    return bsearch(&organisation, client->organisations, client->organisation_count,
                   sizeof *client->organisations, compare_ids) != NULL;
}
