/* SPDX-License-Identifier: MPL-2.0 */
/* Billing: what is billed equals what it costs, and anyone can recompute it. */
#ifndef ENTRAIDE_BILLING_BILLING_H
#define ENTRAIDE_BILLING_BILLING_H

#include "runtime/directory.h"
#include "runtime/service.h"
#include "sign.h"
#include "state.h"
#include "tariff.h"

#define SETTINGS_STRUCT billing_settings
#include "runtime/define_settings.h"

extern const struct service billing_service;
extern const struct sql_file billing_sql[];
extern const struct sql_file billing_schema[];

/* What billing keeps in memory: a cache of its small tables. Quotes, engagements, work and documents are
   not here. */
struct billing {
    const struct billing_settings *settings;
    directory_t *organisations; /* struct organisation_row */
    directory_t *services;      /* struct service_row */
    tariff_t *tariff;           /* rates and taxes */
    directory_t *numberings;    /* struct numbering_row */
    directory_t *accounts;      /* struct account_row */
    directory_t *pools;         /* struct pool_row */
    directory_t *periods;       /* struct period_row */
    signer_t *signer;           /* of certificates; NULL: no key is set */
};

enum billing_counter {
    BILLING_QUOTES,
    BILLING_NO_RATE,
    BILLING_WITHHELD,
    BILLING_LATE,
    BILLING_SERIES_LOW,
    BILLING_COUNTER_COUNT
};

#endif
