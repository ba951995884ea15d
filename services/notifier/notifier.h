/* SPDX-License-Identifier: MPL-2.0 */
/* Notifier: each person is told once, in their language, and the words are kept. */
#ifndef ENTRAIDE_NOTIFIER_NOTIFIER_H
#define ENTRAIDE_NOTIFIER_NOTIFIER_H

#include "delivery.h"
#include "language.h"
#include "render.h"
#include "runtime/directory.h"
#include "runtime/service.h"
#include "store.h"

#define SETTINGS_STRUCT notifier_settings
#include "runtime/define_settings.h"

extern const struct service notifier_service;
extern const struct sql_file notifier_sql[];
extern const struct sql_file notifier_schema[];
extern const struct sql_file notifier_templates[];

/* What people are told of; the file is templates/<name>.<language>.txt. */
enum letter_kind {
    LETTER_QUOTE,
    LETTER_OFFER,
    LETTER_INTRODUCTION_CONTACT,
    LETTER_INTRODUCTION_PROFESSIONAL,
    LETTER_DOCUMENT,
    LETTER_UNMET,
    LETTER_FLAGGED,
    LETTER_QUESTION,
    LETTER_OWN_NETWORK,
    LETTER_INELIGIBLE,
    LETTER_COMPLETED,
    LETTER_WITHDRAWN,
    LETTER_TAKEN_BACK,
    LETTER_ABSENCE,
    LETTER_AWAITED,
    LETTER_FINISHED,
    LETTER_DISPUTED,
    LETTER_WARNED,
    LETTER_RETURNED,
    LETTER_SHARE,
    LETTER_WITHHELD,
    LETTER_OVERDUE,
    LETTER_EXPIRED,
    LETTER_MERGED,
    LETTER_KIND_COUNT
};

enum notifier_counter {
    COUNTER_QUEUED,
    COUNTER_ATTEMPTS,
    COUNTER_SENT,
    COUNTER_RETRIES,
    COUNTER_DEAD,
    COUNTER_LATE,
    COUNTER_COUNT
};

/* What the notifier keeps in memory: a cache of its small tables, and what sending needs. Messages and
   their words are not here. */
struct notifier {
    directory_t *organisations, *services, *people; /* caches of the tables, changed in place */
    template_t *templates[LETTER_KIND_COUNT][LANGUAGE_COUNT];
    lanes_t *lanes;
    int64_t pump_due_us;     /* the pump's timer as far as known; INT64_MAX = not known to be set */
    struct picking *picking; /* of the pump, between reading and deciding; in the batch's arena */
    int64_t queued_last_us;  /* time of the last batch that queued: the pump cannot see its rows */
};

/* "quote": the template's name as it is kept with each message. */
const char *letter_kind_name(enum letter_kind kind);

#endif
