/* SPDX-License-Identifier: MPL-2.0 */
/* The command `entraide`: one bus, from a terminal or a script. */
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct subcommand {
    const char *name;
    const char *usage;
    const char *summary;
    int (*run)(struct invocation *invocation);
} subcommands[] = {
    {"submit", "submit [FILE|-]", "submit a request for help and say what became of it",
     run_submit},
    {"send",
     "send TYPE [FILE|-] [--id UUID] [--service NAME] [--actor KIND] [--after SEQ] [--seen SERVICE:SEQ]\n"
     "       entraide send --lines [FILE|-]",
     "send any command or query of the contract, JSON in, JSON out", run_send},
    {"listen",
     "listen [SERVICE...] [--from start|now|SEQ] [--cursor FILE] [--type PREFIX]\n"
     "                       [--subject UUID] [--until-idle MS]",
     "follow feeds from now on, or from where FILE says, one event a line", run_listen},
    {"trace", "trace UUID", "the story of a request, from the journals of all services", run_trace},
    {"status", "status", "how the services are; exit code 1 when something is wrong", run_status},
    {"keys",
     "keys new FILE | show FILE\n"
     "       entraide keys list | log --registry FILE\n"
     "       entraide keys authorize NAME FILE|KEY --registry FILE [--role ROLE]... [--actor KIND]...\n"
     "                     [--organisation UUID]... [--rate MESSAGES-A-SECOND]\n"
     "       entraide keys rotate NAME FILE|KEY --registry FILE [--overlap-minutes N]\n"
     "       entraide keys revoke NAME|KEY --registry FILE\n"
     "       entraide keys adopt FILE --registry FILE",
     "make keys, say who may do what, and see who changed that", run_keys},
    {"conformance",
     "conformance --as publisher|subscriber SERVICE|ENDPOINT [--key SERVER_KEY] [--only TEXT]\n"
     "       entraide conformance --of publisher|subscriber ENDPOINT",
     "test what listens at an endpoint, or a client that connects to it, against the contract",
     run_conformance},
    {"publisher", "publisher show NAME [--limit N]",
     "what a client did last, with the verdicts, and how far its readers are", run_publisher},
    {"parked",
     "parked list [SERVICE] [--ended]\n"
     "       entraide parked replay SERVICE ORIGIN SEQ | replay SERVICE --all\n"
     "       entraide parked discard SERVICE ORIGIN SEQ --reason TEXT",
     "events that could not be handled: which wait, what became of others; try them again with all of\n"
     "their story, or give one up",
     run_parked},
    {"clock", "clock show | set TIME | advance SPAN",
     "the time of each service; in a sandbox, moves it (TIME 2026-12-31 or 2026-12-31T23:59:59Z,\n"
     "SPAN 90s, 30m, 12h, 3d, 2w)",
     run_clock},
    {"certificate",
     "certificate get PERIOD FILE [--number N]\n"
     "       entraide certificate verify FILE... [--key KEY]\n"
     "       entraide certificate key FILE",
     "what a period cost and who paid it: get the proof, and recompute it", run_certificate},
    {"export", "export ledger|csv|json",
     "the ledger, for hledger (with balance assertions), a spreadsheet or a program", run_export},
    {"trigger", "trigger EVENT",
     "sandbox only: makes the services tell the event, by the commands that lead to it",
     run_trigger},
    {"error", "error [CODE|NAME]", "what an error number means and what to do", run_error},
};
enum { SUBCOMMAND_COUNT = sizeof subcommands / sizeof *subcommands };

static const char usage_text[] = "[--config FILE] [--json] COMMAND ...   (entraide --help)";

static void print_help(void)
{
    puts("usage: entraide [--config FILE] [--json] COMMAND ...\n");
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        printf("%s\n       entraide %s\n", subcommands[i].summary, subcommands[i].usage);
    }
    puts(
        "\n--config FILE  profile: name, key file, services with endpoints and keys\n"
        "               (else $ENTRAIDE_CONFIG, else ~/.config/entraide/client.conf)\n"
        "--json         JSON on stdout; words always go to stderr\n"
        "--help         also after a command; --version\n\n"
        "Exit codes: 0 done, 1 a check found a problem, 64 usage, 65 bad data, 66 no such file\n"
        "or thing, 69 no answer to a check, 70 the service failed, 73 or 74 a file cannot be written,\n"
        "75 outcome unknown, 77 refused, 78 bad profile, 130 interrupted.");
}

static const struct subcommand *find_subcommand(const char *name)
{
    struct guess guess = {.word = name};
    char text[100];
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        if (strcmp(subcommands[i].name, name) == 0) {
            return &subcommands[i];
        }
        guess_try(&guess, subcommands[i].name);
    }
    complain("no command is called %s%s", name, guess_text(&guess, text));
    return NULL;
}

static const char *usual_profile(char path[512])
{
    const char *named = getenv("ENTRAIDE_CONFIG");
    const char *home = getenv("HOME");
    snprintf(path, 512, "%s/.config/entraide/client.conf", home ? home : "");
    return named && *named ? named : path;
}

/* Options before the command; answers its name, or NULL when there is nothing more to do. */
static const char *read_command(int argc, char **argv, struct invocation *invocation)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'v'},
                                            {0}};
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        switch (option) {
        case 'c':
            invocation->profile = optarg;
            break;
        case 'j':
            invocation->json = true;
            break;
        case 'h':
            print_help();
            return NULL;
        case 'v':
            puts("entraide " ENTRAIDE_VERSION);
            return NULL;
        default:
            invocation->code = usage_error(invocation, "%s: no such option, or it lacks its value",
                                           argv[optind - 1]);
            return NULL;
        }
    }
    if (optind == argc) {
        usage_error(invocation, "no command");
    }
    return optind < argc ? argv[optind] : NULL;
}

int main(int argc, char **argv)
{
    char path[512];
    struct invocation invocation = {.profile = usual_profile(path), .usage = usage_text};
    const char *name = read_command(argc, argv, &invocation);
    if (!name) {
        return invocation.code;
    }
    const struct subcommand *subcommand = find_subcommand(name);
    if (!subcommand) {
        return EX_USAGE;
    }
    invocation.argc = argc - optind;
    invocation.argv = argv + optind;
    invocation.usage = subcommand->usage;
    optind = 0; /* the sub-command reads its own options from the start */
    int code = subcommand->run(&invocation);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        complain("cannot write the output");
        return EX_IOERR;
    }
    return code;
}
