/* SPDX-License-Identifier: MPL-2.0 */
/* Reading and writing a registry of clients. Texts are written between single quotes: between double
   ones libconfuse would expand the ${...} that a key may contain. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "registry.h"
#include "trail.h"

/* ---- reading ---- */

static void tell_error(cfg_t *cfg, const char *format, va_list arguments)
{
    fprintf(stderr, "entraide: line %d: ", cfg->line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

/* libconfuse takes a file that ends within a section for whole: there this name would be unknown. */
static const char end_line[] = "\nend-of-file = true\n";

/* The text with a backslash before each $ that stands between double quotes, and the end line. */
static char *prepare(const char *text, size_t size)
{
    char *escaped = malloc(2 * size + sizeof end_line);
    size_t to = 0;
    char inside = 0; /* the open quote, or # in a comment */
    if (!escaped) {
        abort();
    }
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        bool literal = inside && inside != '#' && c == '\\' && i + 1 < size;
        if (c == '$' && inside == '"') {
            escaped[to++] = '\\';
        }
        if (literal) {
            escaped[to++] = c;
            c = text[++i];
        } else if (inside) {
            inside = c == (inside == '#' ? '\n' : inside) ? 0 : inside;
        } else if (c == '"' || c == '\'' || c == '#') {
            inside = c;
        }
        escaped[to++] = c;
    }
    memcpy(escaped + to, end_line, sizeof end_line);
    return escaped;
}

/* The same file as the services read; they check what the words mean. */
static cfg_t *parse(const char *text, size_t size)
{
    cfg_opt_t role_options[] = {CFG_STR_LIST("types", "{}", CFGF_NONE),
                                CFG_BOOL("pii", cfg_false, CFGF_NONE), CFG_END()};
    cfg_opt_t client_options[] = {
        CFG_STR_LIST("keys", "{}", CFGF_NONE),   CFG_STR_LIST("roles", "{}", CFGF_NONE),
        CFG_STR_LIST("actors", "{}", CFGF_NONE), CFG_STR_LIST("organisations", "{}", CFGF_NONE),
        CFG_INT("rate", 0, CFGF_NONE),           CFG_END()};
    cfg_opt_t options[] = {CFG_SEC("role", role_options, CFGF_MULTI | CFGF_TITLE),
                           CFG_SEC("client", client_options, CFGF_MULTI | CFGF_TITLE),
                           CFG_BOOL("end-of-file", cfg_false, CFGF_NONE), CFG_END()};
    char *escaped __attribute__((cleanup(free_text))) = prepare(text, size);
    cfg_t *clients = cfg_init(options, CFGF_NONE);
    cfg_set_error_function(clients, tell_error);
    if (cfg_parse_buf(clients, escaped) != CFG_SUCCESS) {
        cfg_free(clients);
        return NULL;
    }
    return clients;
}

bool registry_open(struct registry_file *registry, const char *path)
{
    size_t size;
    char *text __attribute__((cleanup(free_text))) = read_file(path, &size);
    if (!text) {
        return false;
    }
    *registry = (struct registry_file){path, parse(text, size),
                                       digest_of((struct view){(const uint8_t *)text, size})};
    if (!registry->clients) {
        complain("%s is not a registry of clients", path);
    }
    return registry->clients != NULL;
}

void registry_close(struct registry_file *registry)
{
    cfg_free(registry->clients);
}

bool key_is(const char *entry, const char *key)
{
    return strlen(entry) >= KEY_SIZE && strlen(key) == KEY_SIZE &&
           memcmp(entry, key, KEY_SIZE) == 0;
}

bool key_has_ended(const char *entry, const char *time)
{
    static const size_t until_size = sizeof " until " - 1;
    return strlen(entry) > KEY_SIZE + until_size &&
           strcmp(entry + KEY_SIZE + until_size, time) <= 0;
}

/* ---- writing ---- */

static void write_quoted(FILE *file, const char *text)
{
    fputc('\'', file);
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') {
            fputc('\\', file);
        }
        fputc(*text, file);
    }
    fputc('\'', file);
}

static void write_list(FILE *file, cfg_t *section, const char *name)
{
    unsigned count = cfg_size(section, name);
    if (!count) {
        return;
    }
    fprintf(file, "    %s = {", name);
    for (unsigned i = 0; i < count; i++) {
        fputs(i ? ", " : "", file);
        write_quoted(file, cfg_getnstr(section, name, i));
    }
    fputs("}\n", file);
}

static void write_role(FILE *file, cfg_t *role)
{
    fprintf(file, "role \"%s\" {\n", cfg_title(role));
    write_list(file, role, "types");
    fprintf(file, "    pii = %s\n}\n", cfg_getbool(role, "pii") ? "true" : "false");
}

static void write_client(FILE *file, cfg_t *client)
{
    if (!cfg_size(client, "keys")) {
        return; /* all its keys are revoked */
    }
    fprintf(file, "client \"%s\" {\n", cfg_title(client));
    write_list(file, client, "keys");
    write_list(file, client, "roles");
    write_list(file, client, "actors");
    write_list(file, client, "organisations");
    fprintf(file, "    rate = %ld\n}\n", cfg_getint(client, "rate"));
}

/* The whole text. The caller frees it. */
static char *print_registry(cfg_t *registry, size_t *ret_size)
{
    char *text = NULL;
    FILE *file = open_memstream(&text, ret_size);
    if (!file) {
        abort();
    }
    fputs("# Who may do what. Read again within a second of a change.\n", file);
    for (unsigned i = 0; i < cfg_size(registry, "role"); i++) {
        write_role(file, cfg_getnsec(registry, "role", i));
    }
    for (unsigned i = 0; i < cfg_size(registry, "client"); i++) {
        write_client(file, cfg_getnsec(registry, "client", i));
    }
    fclose(file);
    return text;
}

bool registry_is_unchanged(const struct registry_file *registry)
{
    size_t size;
    char *text __attribute__((cleanup(free_text))) = print_registry(registry->clients, &size);
    return digest_equal(digest_of((struct view){(const uint8_t *)text, size}), registry->read);
}

/* Whoever could read the old file, and nobody else, can read the new one. */
static bool copy_access(FILE *file, const char *path)
{
    struct stat before;
    return stat(path, &before) == 0 && fchmod(fileno(file), before.st_mode & 07777) == 0 &&
           fchown(fileno(file), before.st_uid, before.st_gid) == 0;
}

static bool keep_old(const char *path)
{
    char old[512];
    snprintf(old, sizeof old, "%s.old", path);
    return (unlink(old) == 0 || errno == ENOENT) && link(path, old) == 0;
}

/* Nobody else has changed it since we read it: they held the lock before us. */
static bool is_as_read(const struct registry_file *registry)
{
    size_t size;
    char *text __attribute__((cleanup(free_text))) = read_file(registry->path, &size);
    bool same =
        text && digest_equal(digest_of((struct view){(const uint8_t *)text, size}), registry->read);
    if (text && !same) {
        complain("%s has just been changed: nothing done, run the command again", registry->path);
    }
    return same;
}

/* Writes the fresh file, then the trail, then lets the fresh one take its place. A change that fails
   after its line was written is followed by a line that takes it back. */
static bool replace(struct registry_file *registry, const char *fresh, FILE *file, json_t *deed)
{
    size_t size;
    char *text __attribute__((cleanup(free_text))) = print_registry(registry->clients, &size);
    const struct digest after = digest_of((struct view){(const uint8_t *)text, size});
    bool done = copy_access(file, registry->path) && fwrite(text, 1, size, file) == size &&
                fflush(file) == 0 && fsync(fileno(file)) == 0 && keep_old(registry->path);
    if (!done) {
        complain("cannot replace %s: %s", registry->path, strerror(errno));
        return false;
    }
    if (!trail_add(registry->path, registry->read, after, json_incref(deed))) {
        return false;
    }
    if (rename(fresh, registry->path) < 0) {
        complain("cannot replace %s: %s", registry->path, strerror(errno));
        (void)trail_add(registry->path, after, registry->read,
                        json_pack("{s:s}", "what", "undone"));
        return false;
    }
    return true;
}

/* The new file also keeps others from editing at the same time: only one can make it. */
int registry_save(struct registry_file *registry, json_t *deed)
{
    char fresh[512];
    AUTO(json_t) *own = deed;
    if (snprintf(fresh, sizeof fresh, "%s.new", registry->path) >= (int)sizeof fresh) {
        complain("%s: the name is too long", registry->path);
        return EX_CANTCREAT;
    }
    FILE *file = fopen(fresh, "wx");
    if (!file) {
        complain("%s: %s%s", fresh, strerror(errno),
                 errno == EEXIST ? " (is somebody else editing the registry?)" : "");
        return EX_CANTCREAT;
    }
    bool done = is_as_read(registry) && replace(registry, fresh, file, own);
    if (!done) {
        unlink(fresh);
    }
    fclose(file);
    return done ? EX_OK : EX_CANTCREAT;
}
