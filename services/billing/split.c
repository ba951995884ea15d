/* SPDX-License-Identifier: MPL-2.0 */
/* Largest remainder over integer weights. */
#include "split.h"

#include <assert.h>

size_t split_payers(const struct payer *asker, void *const *shares, size_t count, bool waits,
                    struct payer ret_payers[PAYER_MAX])
{
    size_t payer_count = 1;
    int64_t own_weight = 0;
    bool shared = false;
    for (size_t i = 0; i < count; i++) {
        const struct share_row *share = shares[i];
        if (share->state == SHARE_REPLACED) {
            continue;
        }
        if (share->state == SHARE_PROPOSED && waits) {
            return 0;
        }
        shared = true;
        if (share->state == SHARE_ACCEPTED && !id_equal(share->organisation, asker->organisation)) {
            assert(payer_count < PAYER_MAX);
            ret_payers[payer_count++] =
                (struct payer){share->organisation, share->contact, share->weight};
        } else {
            own_weight += share->weight;
        }
    }
    ret_payers[0] = *asker;
    ret_payers[0].weight = shared ? own_weight : 1;
    return payer_count;
}

/* Does a come before b when a cent is left: the larger remainder, then the smaller id. */
static bool goes_before(const __int128 *remainders, const struct payer *payers, size_t a, size_t b)
{
    if (remainders[a] != remainders[b]) {
        return remainders[a] > remainders[b];
    }
    return id_compare(payers[a].organisation, payers[b].organisation) < 0;
}

void split_amount(int64_t amount_cents, const struct payer *payers, size_t count,
                  int64_t ret_cents[PAYER_MAX])
{
    assert(count > 0 && count <= PAYER_MAX);
    __int128 amount = amount_cents < 0 ? -(__int128)amount_cents : amount_cents;
    __int128 remainders[PAYER_MAX], weights = 0, left = amount;
    for (size_t i = 0; i < count; i++) {
        weights += payers[i].weight;
    }
    assert(weights > 0);
    for (size_t i = 0; i < count; i++) {
        __int128 exact = amount * payers[i].weight; /* over weights */
        ret_cents[i] = (int64_t)(exact / weights);
        remainders[i] = exact % weights;
        left -= ret_cents[i];
    }
    for (; left > 0; left--) {
        size_t first = 0;
        for (size_t i = 1; i < count; i++) {
            first = goes_before(remainders, payers, i, first) ? i : first;
        }
        ret_cents[first]++;
        remainders[first] = -1;
    }
    for (size_t i = 0; i < count && amount_cents < 0; i++) {
        ret_cents[i] = -ret_cents[i];
    }
}
