/* SPDX-License-Identifier: MPL-2.0 */
/* Verifying the certificate of a period, by the rules of services/billing/certificate.md. Nothing here stands
 * on the service that made it: what a certificate claims is put into the equations and must satisfy them. */
#ifndef ENTRAIDE_VERIFY_H
#define ENTRAIDE_VERIFY_H

#include <gmp.h>

#include "proto/codec.h"

/* What is wrong: the first rule that does not hold, in words. */
struct verdict {
    bool broken;
    char words[160];
};

/* Checks the body of a certificate; on success ret_certificate borrows from it. */
bool verify_body(struct view body, struct certificate *ret_certificate,
                 struct verdict *ret_verdict);

/* ---- inside ---- */

enum { NOBODY = -1, CHAIN_MAX = 4 };

/* A certificate as arrays. */
struct book {
    struct certificate head;
    arena_t *arena;
    struct verdict *verdict;
    struct certificate_entry *entries;
    struct book_driver {
        int kind;
        struct certificate_count *counts;
        size_t count;
    } * drivers;
    struct book_pool {
        struct certificate_pool is;
        int64_t chain[CHAIN_MAX];
        size_t chain_count;
        bool carried; /* forward, as the verifier finds */
    } * pools;
    struct book_object {
        struct certificate_object is;
        struct certificate_share *shares;
        size_t share_count;
        int64_t weights;
    } * objects;
    struct certificate_payer *payers;
    struct certificate_line *lines;
    size_t entry_count, driver_count, pool_count, object_count, payer_count, line_count;
};

/* Says which rule is broken; returns false, so that a check can write `return broken(...)`. */
bool broken(const struct book *book, const char *rule, const char *words);

/* Fills the arrays: rules of form, 1 to 5. */
bool verify_form(struct view body, struct book *ret_book);

/* Rules 6 to 11: cost, drivers, what is carried forward, what reaches an object. */
bool verify_cost(struct book *book);

/* Does a count count for a pool, once it is known which pools are carried forward. */
bool book_counts(const struct book *book, size_t pool, const struct certificate_count *count);

/* Rules 12 to 15: what flows, what is rounded, who pays. */
bool verify_flow(struct book *book);

/* A row of fractions, all 0. */
struct fractions {
    size_t count;
    mpq_t items[];
};
typedef struct fractions fractions_t;
fractions_t *fractions_make(size_t count);
void fractions_free(fractions_t **fractions_p);

/* Reads a fraction of the one form that is allowed; absent text is 0. */
bool fraction_read(struct view text, mpq_t ret_fraction);

/* Largest remainder. ids break ties; ret_whole is in the order of the quotas. */
struct quota {
    mpq_srcptr is;
    struct id id;
};
void largest_remainder(const struct quota *quotas, size_t count, const mpz_t total,
                       mpz_t *ret_whole);

#endif
