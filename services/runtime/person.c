/* SPDX-License-Identifier: MPL-2.0 */
/* Keys of persons. What is erased stays known as erased, so that no new key is made. */
#include "runtime/person.h"

#include <assert.h>
#include <stdlib.h>

#include "runtime/directory.h"
#include "runtime/seal.h"

struct person {
    struct id id;
    uint8_t secret[SEAL_SECRET_BYTES];
    bool erased;
    bool kept;  /* came with a feed and is not yet in the database */
    bool dirty; /* to be written */
};

struct persons {
    directory_t *all;
    struct id *dirty; /* ids to be written, in order */
    size_t dirty_count, dirty_capacity;
};

struct person_row {
    struct id person;
    struct view secret;
    bool erased;
    int64_t at_us;
};
static const struct column person_columns[] = {
    {COLUMN_ID, "person", offsetof(struct person_row, person)},
    {COLUMN_BYTES, "secret", offsetof(struct person_row, secret)},
    {COLUMN_BOOL, "erased", offsetof(struct person_row, erased)},
    {COLUMN_INT, "at_us", offsetof(struct person_row, at_us)},
};
static const struct table table_person = {.name = "person_key",
                                          .row_size = sizeof(struct person_row),
                                          .columns = person_columns,
                                          .column_count =
                                              sizeof person_columns / sizeof *person_columns};

static void *grow_memory(void *memory, size_t size)
{
    memory = realloc(memory, size);
    if (!memory) {
        abort();
    }
    return memory;
}

persons_t *persons_new(void)
{
    persons_t *persons = grow_memory(NULL, sizeof *persons);
    *persons = (struct persons){.all = directory_new()};
    return persons;
}

void persons_destroy(persons_t **persons_p)
{
    if (*persons_p) {
        directory_destroy(&(*persons_p)->all);
        free((*persons_p)->dirty);
        free(*persons_p);
        *persons_p = NULL;
    }
}

static struct person *add_person(persons_t *persons, struct id id)
{
    struct person *person = grow_memory(NULL, sizeof *person);
    *person = (struct person){.id = id};
    return directory_put(persons->all, id, person);
}

static void mark(persons_t *persons, struct person *person)
{
    if (person->dirty) {
        return;
    }
    person->dirty = true;
    if (persons->dirty_count == persons->dirty_capacity) {
        persons->dirty_capacity = 2 * persons->dirty_capacity + 16;
        persons->dirty =
            grow_memory(persons->dirty, persons->dirty_capacity * sizeof *persons->dirty);
    }
    persons->dirty[persons->dirty_count++] = person->id;
}

static void take_person(void *context, const row_t *row)
{
    struct person *person = add_person(context, row_id(row, 0));
    const struct view secret = row_view(row, 1);
    person->erased = row_bool(row, 2);
    if (!person->erased) {
        assert(secret.size == sizeof person->secret);
        memcpy(person->secret, secret.bytes, secret.size);
    }
}

/* Keys from a feed that are not yet committed, so that a reload does not lose them. An erased one has
   lost its secret: its event comes again and erases it again. */
static struct person *save_kept(const persons_t *persons, size_t *ret_count)
{
    struct person *kept = grow_memory(NULL, (persons->dirty_count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < persons->dirty_count; i++) {
        const struct person *person = directory_find(persons->all, persons->dirty[i]);
        if (person->kept && !person->erased) {
            kept[count++] = *person;
        }
    }
    *ret_count = count;
    return kept;
}

int persons_load(persons_t *persons, db_t *db)
{
    size_t count;
    struct person *kept = save_kept(persons, &count);
    directory_t *former = persons->all;
    persons->all = directory_new();
    db_send(db, "select_person_key", NO_PARAMS, take_person, persons);
    const int result = db_run(db, 0);
    if (result) {
        /* Feeds go on meanwhile, and a reader that gets an event without its key never gets it. */
        directory_destroy(&persons->all);
        persons->all = former;
        free(kept);
        return result;
    }
    directory_destroy(&former);
    persons->dirty_count = 0;
    for (size_t i = 0; i < count; i++) {
        persons_keep(persons, kept[i].id, kept[i].secret);
    }
    free(kept);
    return result;
}

void persons_keep(persons_t *persons, struct id id, const uint8_t secret[32])
{
    if (directory_find(persons->all, id)) {
        return;
    }
    struct person *person = add_person(persons, id);
    memcpy(person->secret, secret, sizeof person->secret);
    person->kept = true;
    mark(persons, person);
}

bool persons_ready(persons_t *persons, struct id id, bool *ret_made)
{
    struct person *person = directory_find(persons->all, id);
    *ret_made = !person;
    if (!person) {
        person = add_person(persons, id);
        seal_new_secret(person->secret);
        mark(persons, person);
    }
    return !person->erased;
}

void persons_erase(persons_t *persons, struct id id)
{
    struct person *person = directory_find(persons->all, id);
    if (!person) {
        person = add_person(persons, id);
    }
    memset(person->secret, 0, sizeof person->secret);
    person->erased = true;
    mark(persons, person);
}

bool persons_erased(const persons_t *persons, struct id id)
{
    const struct person *person = directory_find(persons->all, id);
    return person && person->erased;
}

const uint8_t *persons_secret(const persons_t *persons, struct id id)
{
    const struct person *person = directory_find(persons->all, id);
    return person && !person->erased ? person->secret : NULL;
}

bool persons_dirty(const persons_t *persons)
{
    return persons->dirty_count > 0;
}

void persons_send(persons_t *persons, db_t *db, arena_t *arena, int64_t now_us)
{
    struct rows rows = {0};
    for (size_t i = 0; i < persons->dirty_count; i++) {
        const struct person *person = directory_find(persons->all, persons->dirty[i]);
        struct person_row *row = arena_alloc(arena, sizeof *row);
        *row = (struct person_row){
            person->id, {person->secret, sizeof person->secret}, person->erased, now_us};
        if (person->erased) {
            row->secret.size = 0;
        }
        rows_add(&rows, arena, row);
    }
    rows_send(db, "put_person_key", &table_person, &rows);
}

void persons_committed(persons_t *persons)
{
    for (size_t i = 0; i < persons->dirty_count; i++) {
        struct person *person = directory_find(persons->all, persons->dirty[i]);
        person->dirty = false;
        person->kept = false;
    }
    persons->dirty_count = 0;
}
