/* SPDX-License-Identifier: MPL-2.0 */
/* The command line of a daemon. */
#include "runtime/options.h"

#include <getopt.h>
#include <stdbool.h>

static const struct option long_options[] = {
    {"config", required_argument, NULL, 'c'},
    {"check", no_argument, NULL, 'k'},
    {"print-defaults", no_argument, NULL, 'd'},
    {"migrate", no_argument, NULL, 'm'},
    {"version", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* -1: not an option of ours; getopt has said so. */
static int take_option(int letter, struct options *options)
{
    switch (letter) {
    case 'c':
        options->config_path = optarg;
        return 0;
    case 'k':
        options->mode = MODE_CHECK;
        return 0;
    case 'd':
        options->mode = MODE_PRINT_DEFAULTS;
        return 0;
    case 'm':
        options->mode = MODE_MIGRATE;
        return 0;
    case 'v':
        options->mode = MODE_VERSION;
        return 0;
    case 'h':
        options->mode = MODE_HELP;
        return 0;
    default:
        return -1;
    }
}

int options_read(int argc, char **argv, struct options *ret_options)
{
    struct options options = {.mode = MODE_RUN};
    int letter;
    while ((letter = getopt_long(argc, argv, "c:h", long_options, NULL)) != -1) {
        if (take_option(letter, &options) < 0) {
            return -1;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "%s: unexpected \"%s\"\n", argv[0], argv[optind]);
        return -1;
    }
    bool needs_config = options.mode <= MODE_CHECK || options.mode == MODE_MIGRATE;
    if (needs_config && !options.config_path) {
        fprintf(stderr, "%s: --config FILE is needed; --help tells more\n", argv[0]);
        return -1;
    }
    *ret_options = options;
    return 0;
}

void options_print_help(const char *service, FILE *output)
{
    fprintf(
        output,
        "usage: entraide-%s --config FILE [--check | --migrate]\n"
        "       entraide-%s --print-defaults | --version | --help\n\n"
        "  -c, --config FILE    the settings\n"
        "      --check          say everything that is wrong with them and end (78), or end (0)\n"
        "      --migrate        bring the database up to date as its owner, then end\n"
        "      --print-defaults every setting with its default, unit and when it applies\n"
        "      --version        the version of the program and of its contract\n"
        "  -h, --help           this\n\n"
        "SIGTERM finishes what was begun and ends; again, at once. SIGHUP reads the settings and\n"
        "the registry again. Ends with 64 (usage), 69 (endpoint), 70 (fault), 75 (start again),\n"
        "78 (configuration or schema).\n",
        service, service);
}
