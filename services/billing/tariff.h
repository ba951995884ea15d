/* SPDX-License-Identifier: MPL-2.0 */
/* Rates and taxes in memory, and which of them hold. */
#ifndef ENTRAIDE_BILLING_TARIFF_H
#define ENTRAIDE_BILLING_TARIFF_H

#include "price.h"

typedef struct tariff tariff_t;

tariff_t *tariff_new(void);
void tariff_destroy(tariff_t **tariff_p);
void tariff_clear(tariff_t *tariff);

/* Keeps a copy of the row; takes the place of the one with the same id. */
void tariff_put_rate(tariff_t *tariff, const struct rate_row *row);
void tariff_put_tax(tariff_t *tariff, const struct tax_row *row);

/* The rate in force on a day: the professional's own before the general one, then the latest
   valid_from, then the greatest id. NULL when there is none. Borrowed until the next put. */
const struct rate_row *tariff_rate(const tariff_t *tariff, struct view service,
                                   struct id professional, int32_t day);

/* May the tax be put: no document, wherever and whenever, would have more than TAX_LINE_MAX taxes. */
bool tariff_has_room(const tariff_t *tariff, const struct tax_row *row);

/* Keeps a copy of the row; takes the place of the one with the same id. */
void tariff_put_exemption(tariff_t *tariff, const struct exemption_row *row);

/* The taxes of a payer on a day: those of its region, without those that another takes the place of there and
   those that the payer is exempt from; by rank, then code. Returns how many. */
size_t tariff_taxes(const tariff_t *tariff, const struct organisation_row *payer, int32_t day,
                    const struct tax_row *ret_taxes[TAX_LINE_MAX]);

#endif
