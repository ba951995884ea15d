/* SPDX-License-Identifier: MPL-2.0 */
/* Adverse parties as organisations, so that the matcher keeps away whoever is bound to them. */
#include "adverse.h"

#include <stdio.h>

#include "likeness.h"

enum { ADVERSE_MAX = 8 };

int adverse_check(struct intake *self, batch_t *batch, struct list parties)
{
    char path[64];
    struct adverse_party party;
    for (size_t i = 0; adverse_party_next(&parties, &party); i++) {
        if (!id_none(party.organisation) && !graph_find(self->graph, party.organisation)) {
            snprintf(path, sizeof path, "data.adverse_parties[%zu].organisation", i);
            return refuse(batch, E_UNKNOWN_ORGANISATION, path, "an organisation put before");
        }
        if (id_none(party.organisation) && party.name.size == 0) {
            snprintf(path, sizeof path, "data.adverse_parties[%zu].name", i);
            return refuse(batch, E_FIELD_MISSING, path, "a name or an organisation");
        }
    }
    return OK;
}

/* The one known organisation of that name, or none. */
static struct id named(const struct intake *self, struct view name)
{
    const struct organisation_row *found[2];
    return likeness_find(self->graph, name, 2, found) == 1 ? found[0]->id : (struct id){{0}};
}

struct list adverse_organisations(struct intake *self, batch_t *batch,
                                  const struct request_row *row)
{
    struct id ids[ADVERSE_MAX];
    size_t count = 0;
    struct list parties = list_of_bytes(person_open(batch, row->adverse_parties));
    for (struct adverse_party party; count < ADVERSE_MAX && adverse_party_next(&parties, &party);) {
        struct id id = id_none(party.organisation) ? named(self, party.name) : party.organisation;
        if (!id_none(id)) {
            ids[count++] = id;
        }
    }
    return list_pack_ids(ids, count, batch_arena(batch));
}

static bool is_known(const struct adverse_party *known, size_t count,
                     const struct adverse_party *party)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equal(known[i].organisation, party->organisation) &&
            view_equal(known[i].name, party->name)) {
            return true;
        }
    }
    return false;
}

int adverse_join(batch_t *batch, const struct request_row *into, const struct request_row *from,
                 struct list *ret_parties)
{
    struct adverse_party parties[ADVERSE_MAX];
    struct list lists[] = {list_of_bytes(person_open(batch, into->adverse_parties)),
                           list_of_bytes(person_open(batch, from->adverse_parties))};
    size_t count = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (struct adverse_party party; adverse_party_next(&lists[i], &party);) {
            if (is_known(parties, count, &party)) {
                continue;
            }
            if (count == ADVERSE_MAX) {
                return refuse(batch, E_FIELD_COUNT, "data.into", "8 adverse parties of both");
            }
            parties[count++] = party;
        }
    }
    *ret_parties = adverse_party_list(parties, count, batch_arena(batch));
    return OK;
}
