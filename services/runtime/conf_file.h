/* SPDX-License-Identifier: MPL-2.0 */
/* Reading a file with libconfuse so that every error is collected as one line "file:line: text".
 *
 * libconfuse hands its error function nothing but the section it was in, so the sink travels inside
 * the options: every list of options has conf_sink_option(&sink). */
#ifndef ENTRAIDE_RUNTIME_CONF_FILE_H
#define ENTRAIDE_RUNTIME_CONF_FILE_H

#include <confuse.h>
#include <stdbool.h>
#include <stdio.h>

/* Where errors go. The caller owns the stream. */
struct conf_sink {
    FILE *errors; /* one line each */
    unsigned count;
    void *context; /* the caller's, for its validators: conf_sink_of(cfg)->context */
};

/* The two closing entries of a list of options: options[n] = conf_sink_option(&sink), then
   CFG_END(). */
cfg_opt_t conf_sink_option(struct conf_sink *sink);

/* In the options of the whole file: shows that its last section was closed, so that a file cut short is
   not taken for a small one. */
cfg_opt_t conf_end_option(void);

/* The sink of a section or of the file. */
struct conf_sink *conf_sink_of(const cfg_t *cfg);

/* Parses the file. Errors are in the sink (count > 0: do not use the values, except to look for more
   errors). NULL when the file could not be read or understood at all. Caller frees with cfg_free. */
cfg_t *conf_parse(cfg_opt_t *options, const char *path, struct conf_sink *sink);

#endif
