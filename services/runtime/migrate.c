/* SPDX-License-Identifier: MPL-2.0 */
/* Applies and checks migrations.
 *
 * Each file is sent as one text with its own row of the table migration before it: one transaction,
 * under a lock that all runners share. A runner that comes second finds the row there. */
#include "runtime/migrate.h"

#include "proto/chain.h"
#include "proto/cleanup.h"
#include "runtime/db_internal.h"

#include <assert.h>
#include <stdio.h>

static const char app_role_mark[] = ":app_role";

/* The number is arbitrary; it is held by nothing else in these databases. */
#define TAKE_LOCK "SELECT pg_advisory_xact_lock(7020190001);\n"

/* ---- what has been applied ---- */

struct applied {
    char name[128];
    struct digest checksum;
};

struct applied_list {
    struct applied *items;
    size_t count;
};

static void free_applied(struct applied_list *list)
{
    free(list->items);
    *list = (struct applied_list){0};
}

static void take_applied(void *context, const row_t *row)
{
    struct applied_list *list = context;
    const struct view name = row_view(row, 0), checksum = row_view(row, 1);
    list->items = realloc(list->items, (list->count + 1) * sizeof *list->items);
    if (!list->items) {
        abort();
    }
    struct applied *item = &list->items[list->count++];
    *item = (struct applied){0};
    memcpy(item->name, name.bytes,
           name.size < sizeof item->name ? name.size : sizeof item->name - 1);
    if (checksum.size == sizeof item->checksum.bytes) {
        memcpy(item->checksum.bytes, checksum.bytes, sizeof item->checksum.bytes);
    }
}

static int read_applied(db_t *db, struct applied_list *ret_list)
{
    free_applied(ret_list);
    return db_execute(db, "SELECT name, checksum FROM migration", take_applied, ret_list);
}

static const struct applied *find_applied(const struct applied_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* ---- judging ---- */

static bool is_in(const struct sql_file *files, const char *name)
{
    for (; files->name; files++) {
        if (strcmp(files->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static long last_number(const struct sql_file *files)
{
    long last = 0;
    for (; files->name; files++) {
        const long number = strtol(files->name, NULL, 10);
        last = number > last ? number : last;
    }
    return last;
}

static int check_file(const struct sql_file *file, const struct applied *applied,
                      char ret_error[200])
{
    const struct digest checksum = digest_of(view_of(file->text));
    if (!digest_equal(applied->checksum, checksum)) {
        snprintf(ret_error, 200, "%.100s was changed after it had been applied", file->name);
        return ERR_FATAL;
    }
    return OK;
}

/* Whether all that was applied and is unknown here comes from a newer program. The name does not
   tell which of the two lists it belongs to, so its number must be beyond the shorter one. */
static int check_unknown(const struct applied_list *applied, const struct sql_file *const lists[2],
                         char ret_error[200])
{
    const long first = last_number(lists[0]), second = last_number(lists[1]);
    const long known = first < second ? first : second;
    for (size_t i = 0; i < applied->count; i++) {
        const char *name = applied->items[i].name;
        if (!is_in(lists[0], name) && !is_in(lists[1], name) && strtol(name, NULL, 10) <= known) {
            snprintf(ret_error, 200, "%.100s was applied and is unknown to this program", name);
            return ERR_FATAL;
        }
    }
    return OK;
}

/* ---- applying ---- */

static void write_identifier(FILE *to, const char *name)
{
    fputc('"', to);
    for (; *name; name++) {
        if (*name == '"') {
            fputc('"', to);
        }
        fputc(*name, to);
    }
    fputc('"', to);
}

static void write_for_role(FILE *to, const char *text, const char *app_role)
{
    const char *mark;
    while ((mark = strstr(text, app_role_mark))) {
        fwrite(text, 1, (size_t)(mark - text), to);
        write_identifier(to, app_role);
        text = mark + strlen(app_role_mark);
    }
    fputs(text, to);
}

static void write_row(FILE *to, const struct sql_file *file)
{
    const struct digest checksum = digest_of(view_of(file->text));
    assert(!strchr(file->name, '\'')); /* The names are ours. */
    fprintf(to, "INSERT INTO migration (name, checksum) VALUES ('%s', '\\x", file->name);
    for (size_t i = 0; i < sizeof checksum.bytes; i++) {
        fprintf(to, "%02x", checksum.bytes[i]);
    }
    fputs("');\n", to);
}

/* Runs the text, and the row of its file if there is one, as one transaction. */
static int run_text(db_t *db, const struct sql_file *row, const char *text, const char *app_role)
{
    __attribute__((cleanup(free_text))) char *sql = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&sql, &size);
    if (!to) {
        abort();
    }
    fputs(TAKE_LOCK, to);
    if (row) {
        write_row(to, row);
    }
    write_for_role(to, text, app_role);
    if (fclose(to) != 0) {
        abort();
    }
    return db_execute(db, sql, NULL, NULL);
}

static int make_table(db_t *db, const char *app_role)
{
    return run_text(db, NULL,
                    "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY,"
                    " checksum bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());\n"
                    "GRANT SELECT ON migration TO :app_role;",
                    app_role);
}

/* The result's text gets the name of the file. */
static int explain_failure(db_t *db, const char *name, int result)
{
    char words[DB_ERROR_SIZE];
    memcpy(words, db->error, sizeof words);
    snprintf(db->error, sizeof db->error, "%.100s: %.250s", name, words);
    return result == ERR_PERMANENT ? ERR_FATAL : result;
}

static int apply_file(db_t *db, const struct sql_file *file, const char *app_role, int *count)
{
    const int result = run_text(db, file, file->text, app_role);
    if (result) {
        return explain_failure(db, file->name, result);
    }
    ++*count;
    return OK;
}

/* Another runner may have applied it since the list was read: then its row was in the way. */
static int apply_or_find(db_t *db, const struct sql_file *file, const char *app_role, int *count)
{
    __attribute__((cleanup(free_applied))) struct applied_list applied = {0};
    const int result = apply_file(db, file, app_role, count);
    if (result == OK || strcmp(db->sqlstate, "23505") != 0) {
        return result;
    }
    char words[DB_ERROR_SIZE], reason[200];
    memcpy(words, db->error, sizeof words);
    const int reread = read_applied(db, &applied);
    if (reread) {
        return reread;
    }
    const struct applied *found = find_applied(&applied, file->name);
    if (found && check_file(file, found, reason) == OK) {
        return OK;
    }
    memcpy(db->error, words, sizeof words);
    return result;
}

static int fail_with(db_t *db, const char *reason)
{
    snprintf(db->error, sizeof db->error, "%s", reason);
    return ERR_FATAL;
}

static int apply_list(db_t *db, const struct sql_file *files, const struct applied_list *applied,
                      const char *app_role, int *count)
{
    char reason[200];
    for (; files->name; files++) {
        const struct applied *found = find_applied(applied, files->name);
        if (found && check_file(files, found, reason)) {
            return fail_with(db, reason);
        }
        const int result = found ? OK : apply_or_find(db, files, app_role, count);
        if (result) {
            return result;
        }
    }
    return OK;
}

int migrate_apply(db_t *db, const struct sql_file *runtime_schema,
                  const struct sql_file *service_schema, const char *app_role, int *ret_count)
{
    __attribute__((cleanup(free_applied))) struct applied_list applied = {0};
    const struct sql_file *const lists[2] = {runtime_schema, service_schema};
    char reason[200];
    int count = 0;
    int result = make_table(db, app_role);
    result = result ? result : read_applied(db, &applied);
    if (result) {
        return explain_failure(db, "migration", result);
    }
    if (check_unknown(&applied, lists, reason)) {
        return fail_with(db, reason);
    }
    for (size_t i = 0; i < 2 && result == OK; i++) {
        result = apply_list(db, lists[i], &applied, app_role, &count);
    }
    *ret_count = count;
    return result;
}

/* ---- checking ---- */

static int check_list(const struct sql_file *files, const struct applied_list *applied,
                      char ret_error[200])
{
    for (; files->name; files++) {
        const struct applied *found = find_applied(applied, files->name);
        if (!found) {
            snprintf(ret_error, 200, "%.100s is missing: the database needs its migrations",
                     files->name);
            return ERR_FATAL;
        }
        if (check_file(files, found, ret_error)) {
            return ERR_FATAL;
        }
    }
    return OK;
}

int migrate_check(db_t *db, const struct sql_file *runtime_schema,
                  const struct sql_file *service_schema, char ret_error[200])
{
    __attribute__((cleanup(free_applied))) struct applied_list applied = {0};
    const struct sql_file *const lists[2] = {runtime_schema, service_schema};
    int result = read_applied(db, &applied);
    if (result) {
        snprintf(ret_error, 200, "%.199s", db_error_text(db));
        return result == ERR_PERMANENT ? ERR_FATAL : result;
    }
    result = check_unknown(&applied, lists, ret_error);
    for (size_t i = 0; i < 2 && result == OK; i++) {
        result = check_list(lists[i], &applied, ret_error);
    }
    return result;
}
