/* SPDX-License-Identifier: MPL-2.0 */
/* The command line of a daemon. */
#ifndef ENTRAIDE_RUNTIME_OPTIONS_H
#define ENTRAIDE_RUNTIME_OPTIONS_H

#include <stdio.h>

enum mode { MODE_RUN, MODE_CHECK, MODE_PRINT_DEFAULTS, MODE_MIGRATE, MODE_VERSION, MODE_HELP };

struct options {
    enum mode mode;
    const char *config_path; /* borrowed from argv; never NULL when the mode needs one */
};

/* 0, or -1 when the command line is wrong: the reason is on standard error. */
int options_read(int argc, char **argv, struct options *ret_options);

void options_print_help(const char *service, FILE *output);

#endif
