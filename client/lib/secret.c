/* SPDX-License-Identifier: MPL-2.0 */
/* Keys of persons that came with feeds: they live as long as the bus, or until the person is erased. */
#include <sodium.h>
#include <stdlib.h>

#include "bus.h"

enum { KEY_ID = 16, HEAD = KEY_ID + crypto_secretbox_NONCEBYTES };

/* The first that is not below this person. New persons come last, as their ids are. */
static size_t find_place(const entraide_t *bus, struct id person)
{
    size_t low = 0, high = bus->secret_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (id_compare(bus->secrets[middle].person, person) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_at(const entraide_t *bus, size_t place, struct id person)
{
    return place < bus->secret_count && id_equal(bus->secrets[place].person, person);
}

/* By hand, for realloc would leave a copy of the keys behind. */
static void grow(entraide_t *bus)
{
    size_t capacity = bus->secret_capacity ? 2 * bus->secret_capacity : 16;
    struct person_secret *more = calloc(capacity, sizeof *more);
    if (!more) {
        abort();
    }
    if (bus->secrets) {
        memcpy(more, bus->secrets, bus->secret_count * sizeof *more);
        sodium_memzero(bus->secrets, bus->secret_count * sizeof *more);
        free(bus->secrets);
    }
    bus->secrets = more;
    bus->secret_capacity = capacity;
}

void secret_keep(entraide_t *bus, const struct feed_key *key)
{
    size_t place = find_place(bus, key->id);
    if (!is_at(bus, place, key->id)) {
        if (bus->secret_count == bus->secret_capacity) {
            grow(bus);
        }
        struct person_secret *at = &bus->secrets[place];
        memmove(at + 1, at, (bus->secret_count - place) * sizeof *at);
        bus->secret_count++;
        at->person = key->id;
    }
    memcpy(bus->secrets[place].secret, key->secret.bytes, sizeof bus->secrets[place].secret);
}

void secret_forget(entraide_t *bus, struct id person)
{
    size_t place = find_place(bus, person);
    if (is_at(bus, place, person)) {
        struct person_secret *at = &bus->secrets[place];
        bus->secret_count--;
        memmove(at, at + 1, (bus->secret_count - place) * sizeof *at);
        sodium_memzero(&bus->secrets[bus->secret_count], sizeof *at);
    }
}

void secret_clear(entraide_t *bus)
{
    if (bus->secrets) {
        sodium_memzero(bus->secrets, bus->secret_count * sizeof *bus->secrets);
        free(bus->secrets);
    }
    bus->secrets = NULL;
    bus->secret_count = bus->secret_capacity = 0;
}

bool entraide_open_sealed(const entraide_t *bus, struct view sealed, arena_t *arena,
                          struct view *ret_clear)
{
    struct id person;
    if (sealed.size < HEAD + crypto_secretbox_MACBYTES) {
        return false;
    }
    memcpy(person.bytes, sealed.bytes, KEY_ID);
    size_t place = find_place(bus, person);
    size_t size = sealed.size - HEAD - crypto_secretbox_MACBYTES;
    uint8_t *clear = arena_alloc(arena, size + 1);
    if (!is_at(bus, place, person) ||
        crypto_secretbox_open_easy(clear, sealed.bytes + HEAD, sealed.size - HEAD,
                                   sealed.bytes + KEY_ID, bus->secrets[place].secret) != 0) {
        return false;
    }
    *ret_clear = (struct view){clear, size};
    return true;
}
