/* SPDX-License-Identifier: MPL-2.0 */
/* The log: one logfmt line on standard error per occurrence. Never personal data.
 *
 *   log_warn("registry not reloaded", log_text("reason", text), log_number("line", 7));
 *
 * Its state (level, output, what was repeated) is the program's one mutable global of the runtime;
 * any thread may log. */
#ifndef ENTRAIDE_RUNTIME_LOG_H
#define ENTRAIDE_RUNTIME_LOG_H

#include "proto/view.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* One key=value; made by log_text and log_number. Texts are borrowed during the call. */
struct log_field {
    const char *key;  /* NULL ends a list */
    const char *text; /* NULL: the number counts */
    int64_t number;
};

static inline struct log_field log_text(const char *key, const char *text)
{
    return (struct log_field){key, text ? text : "", 0};
}

static inline struct log_field log_number(const char *key, int64_t number)
{
    return (struct log_field){key, NULL, number};
}

#define LOG_FIELDS(...) ((const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})
#define log_debug(message, ...) log_write(LOG_LEVEL_DEBUG, message, LOG_FIELDS(__VA_ARGS__))
#define log_info(message, ...) log_write(LOG_LEVEL_INFO, message, LOG_FIELDS(__VA_ARGS__))
#define log_warn(message, ...) log_write(LOG_LEVEL_WARNING, message, LOG_FIELDS(__VA_ARGS__))
#define log_error(message, ...) log_write(LOG_LEVEL_ERROR, message, LOG_FIELDS(__VA_ARGS__))

/* Writes one line when level is high enough. The same message more than 20 times within 10 s is
   left out; its next line tells how often (suppressed=N). fields ends with a NULL key. */
void log_write(enum log_level level, const char *message, const struct log_field *fields);

/* Where lines go; standard error until told otherwise. A journal gets priorities (<4>). */
void log_open(int output);

void log_set_level(enum log_level level);

/* "debug", "info", "warning", "error" -> 0 and the level; -1 for another word. */
int log_level_find(const char *word, enum log_level *ret_level);

#endif
