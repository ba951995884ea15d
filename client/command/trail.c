/* SPDX-License-Identifier: MPL-2.0 */
/* The trail of a registry. */
#include "trail.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "command.h"

enum { PATH_SIZE = 512, HEX_SIZE = 64 };

static const char chain_name[] = ",\"chain\":\"";

struct trail {
    char path[PATH_SIZE];
    char *text; /* NULL: there is none yet */
    const char *rest;
    json_int_t number;   /* of the last line */
    struct digest chain; /* after it */
    char after[HEX_SIZE + 1];
};

static void print_hex(struct digest digest, char ret_text[HEX_SIZE + 1])
{
    for (size_t i = 0; i < sizeof digest.bytes; i++) {
        snprintf(ret_text + 2 * i, 3, "%02x", digest.bytes[i]);
    }
}

/* ---- reading ---- */

static bool trail_open(struct trail *trail, const char *registry)
{
    size_t size;
    *trail = (struct trail){.after = ""};
    if (snprintf(trail->path, PATH_SIZE, "%s.trail", registry) >= PATH_SIZE) {
        complain("%s: the name is too long", registry);
        return false;
    }
    if (access(trail->path, F_OK) == 0) {
        trail->text = read_file(trail->path, &size);
        trail->rest = trail->text;
        return trail->text != NULL;
    }
    return true;
}

static struct digest chain_after(struct digest chain, struct view line)
{
    const struct view parts[] = {{chain.bytes, sizeof chain.bytes}, line};
    return digest_of_parts(parts, 2);
}

/* The next line as an object, or NULL at the end; *ret_good: it follows from the one before. */
static json_t *next_line(struct trail *trail, bool *ret_good)
{
    size_t size = trail->rest ? strcspn(trail->rest, "\n") : 0;
    char hex[HEX_SIZE + 1];
    *ret_good = true;
    if (size == 0) {
        return NULL;
    }
    const char *line = trail->rest;
    const char *end = memmem(line, size, chain_name, strlen(chain_name));
    trail->rest += size + (line[size] == '\n');
    trail->chain = chain_after(
        trail->chain, (struct view){(const uint8_t *)line, end ? (size_t)(end - line) : size});
    print_hex(trail->chain, hex);
    json_t *value = json_loadb(line, size, JSON_REJECT_DUPLICATES, NULL);
    const char *chain = json_string_value(json_object_get(value, "chain"));
    const char *after = json_string_value(json_object_get(value, "after"));
    *ret_good = chain && after && strcmp(chain, hex) == 0 && line[size] == '\n' &&
                json_integer_value(json_object_get(value, "n")) == ++trail->number;
    snprintf(trail->after, sizeof trail->after, "%s", after ? after : "");
    return value ? value : json_object();
}

/* To its end; false when a line does not verify: nothing is added to what was tampered with. */
static bool read_to_end(struct trail *trail)
{
    bool good = true;
    for (json_t *line; good && (line = next_line(trail, &good));) {
        json_decref(line);
    }
    if (!good) {
        complain("%s: line %lld does not follow from those before it: keep the file, and find out "
                 "who changed it",
                 trail->path, (long long)trail->number);
    }
    return good;
}

/* ---- adding ---- */

static void put_who(json_t *line)
{
    const struct passwd *user = getpwuid(getuid());
    const char *sudo = getenv("SUDO_USER");
    json_object_set_new(line, "user", json_string(user ? user->pw_name : ""));
    json_object_set_new(line, "uid", json_integer(getuid()));
    if (sudo && *sudo) {
        json_object_set_new(line, "sudo_user", json_string(sudo));
    }
}

static json_t *begin_line(struct trail *trail)
{
    char at[32];
    time_t now = time(NULL);
    json_t *line = json_object();
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    json_object_set_new(line, "n", json_integer(++trail->number));
    json_object_set_new(line, "at", json_string(at));
    put_who(line);
    return line;
}

static void end_line(struct trail *trail, json_t *line, FILE *file, struct digest before,
                     struct digest after)
{
    char hex[HEX_SIZE + 1];
    print_hex(before, hex);
    json_object_set_new(line, "before", json_string(hex));
    print_hex(after, hex);
    json_object_set_new(line, "after", json_string(hex));
    char *text = json_dumps(line, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_decref(line);
    if (!text) {
        abort();
    }
    size_t size = strlen(text) - 1; /* without its closing brace */
    trail->chain = chain_after(trail->chain, (struct view){(const uint8_t *)text, size});
    print_hex(trail->chain, hex);
    fprintf(file, "%.*s%s%s\"}\n", (int)size, text, chain_name, hex);
    free(text);
}

/* Who may read the registry may read its trail. */
static FILE *open_to_add(const struct trail *trail, const char *registry)
{
    struct stat like;
    if (stat(registry, &like) < 0) {
        return NULL;
    }
    int file = open(trail->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, like.st_mode & 0666);
    if (file >= 0 && !trail->text && fchown(file, like.st_uid, like.st_gid) < 0) {
        close(file);
        return NULL;
    }
    return file < 0 ? NULL : fdopen(file, "a");
}

static bool write_lines(struct trail *trail, FILE *file, struct digest before, struct digest after,
                        json_t *deed)
{
    char hex[HEX_SIZE + 1];
    print_hex(before, hex);
    if (strcmp(trail->after, hex) != 0) {
        json_t *found = begin_line(trail);
        json_object_set_new(found, "what",
                            json_string(trail->text ? "changed by other means" : "begin"));
        end_line(trail, found, file, before, before);
    }
    json_t *line = begin_line(trail);
    json_object_update(line, deed);
    end_line(trail, line, file, before, after);
    return fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
}

bool trail_add(const char *registry, struct digest before, struct digest after, json_t *deed)
{
    struct trail trail;
    bool done = false;
    if (trail_open(&trail, registry) && read_to_end(&trail)) {
        FILE *file = open_to_add(&trail, registry);
        done = file && write_lines(&trail, file, before, after, deed);
        if (!done) {
            complain("cannot write %s: %s", trail.path, strerror(errno));
        }
        if (file) {
            fclose(file);
        }
    }
    free(trail.text);
    json_decref(deed);
    return done;
}

/* ---- showing ---- */

/* at, who, what, and the rest as it stands. */
static void print_line(json_t *line)
{
    static const char *const known[] = {"n",    "at",     "user",  "uid",  "sudo_user",
                                        "what", "before", "after", "chain"};
    const char *sudo = json_string_value(json_object_get(line, "sudo_user"));
    printf("%5lld  %-20s  %s%s%s  %s", (long long)json_integer_value(json_object_get(line, "n")),
           json_string_value(json_object_get(line, "at")),
           json_string_value(json_object_get(line, "user")), sudo ? " for " : "", sudo ? sudo : "",
           json_string_value(json_object_get(line, "what")));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        json_object_del(line, known[i]);
    }
    char *rest = json_object_size(line) ? json_dumps(line, 0) : NULL;
    printf("  %s\n", rest ? rest : "");
    free(rest);
}

static bool is_registry_as_left(const struct trail *trail, const char *registry)
{
    size_t size;
    char hex[HEX_SIZE + 1];
    char *text = read_file(registry, &size);
    if (!text) {
        return false;
    }
    print_hex(digest_of((struct view){(const uint8_t *)text, size}), hex);
    free(text);
    if (strcmp(hex, trail->after) != 0) {
        complain("%s is not as the last line left it: it was changed by other means", registry);
        return false;
    }
    return true;
}

static int show_all(struct trail *trail, const char *registry, bool json)
{
    bool good = true, all_good = true;
    for (json_t *line; (line = next_line(trail, &good));) {
        if (!good) {
            complain("%s: line %lld does not follow from those before it", trail->path,
                     (long long)trail->number);
            all_good = false;
        }
        if (json) {
            print_json_line(line);
        } else {
            print_line(line);
            json_decref(line);
        }
    }
    return is_registry_as_left(trail, registry) && all_good ? EX_OK : EX_PROBLEM;
}

int trail_show(const char *registry, bool json)
{
    struct trail trail;
    int code = EX_NOINPUT;
    if (trail_open(&trail, registry)) {
        if (trail.text) {
            code = show_all(&trail, registry, json);
        } else {
            complain("%s: no change has been made by entraide keys yet", trail.path);
        }
    }
    free(trail.text);
    return code;
}
