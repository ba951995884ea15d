/* SPDX-License-Identifier: MPL-2.0 */
/* The command `entraide`: one bus, from a terminal or a script. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct subcommand subcommands[] = {
    {"submit", "submit [FILE|-]", "submit a request for help and say what became of it", run_submit},
    {"send", "send [--id ID] [--service NAME] TYPE [FILE|-]  |  send --lines [FILE|-]",
     "send any command or query of the contract, JSON in, JSON out", run_send},
    {"listen", "listen [--from start|now|SEQ] [--until-idle MS] [--type PREFIX] [SERVICE...]",
     "follow feeds, one event a line", run_listen},
    {"trace", "trace ID", "the story of a request, from the journals of all services", run_trace},
    {"status", "status", "how the services are; exit code 1 when something is wrong", run_status},
    {"keys", "keys new|show FILE  |  keys list|authorize|revoke --registry FILE ...",
     "make keys, and say who may do what", run_keys},
    {"error", "error [CODE|NAME]", "what an error number means and what to do", run_error},
};

static void print_help(void)
{
    puts("usage: entraide [--config FILE] [--json] COMMAND ...\n");
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++) {
        printf("  %-8s %s\n           entraide %s\n", subcommands[i].name, subcommands[i].summary,
               subcommands[i].usage);
    }
    puts("\n--config FILE   profile: name, key file, services with endpoints and keys\n"
         "                (else $ENTRAIDE_CONFIG, else ~/.config/entraide/client.conf)\n"
         "--json          JSON on stdout; words always go to stderr\n\n"
         "Exit codes: 0 done, 1 a check found a problem, 64 usage, 65 bad input, 66 no such file,\n"
         "69 no service answers, 70 the service failed, 75 outcome unknown, 77 refused,\n"
         "78 bad profile.");
}

static const struct subcommand *find_subcommand(const char *name)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++) {
        if (strcmp(subcommands[i].name, name) == 0) {
            return &subcommands[i];
        }
    }
    return NULL;
}

static const char *usual_profile(void)
{
    static char path[512];
    const char *named = getenv("ENTRAIDE_CONFIG");
    const char *home = getenv("HOME");
    if (named) {
        return named;
    }
    snprintf(path, sizeof path, "%s/.config/entraide/client.conf", home ? home : "");
    return path;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'v'},
                                            {0}};
    struct invocation invocation = {.profile = usual_profile()};
    int option;
    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        switch (option) {
        case 'c':
            invocation.profile = optarg;
            break;
        case 'j':
            invocation.json = true;
            break;
        case 'h':
            print_help();
            return EX_OK;
        case 'v':
            puts("entraide " ENTRAIDE_VERSION);
            return EX_OK;
        default:
            return EX_USAGE;
        }
    }
    const struct subcommand *subcommand = optind < argc ? find_subcommand(argv[optind]) : NULL;
    if (!subcommand) {
        complain(optind < argc ? "no such command: %s (see entraide --help)"
                               : "no command%s (see entraide --help)",
                 optind < argc ? argv[optind] : "");
        return EX_USAGE;
    }
    invocation.argc = argc - optind;
    invocation.argv = argv + optind;
    optind = 0; /* the sub-command reads its own options from the start */
    return subcommand->run(&invocation);
}
