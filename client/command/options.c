/* SPDX-License-Identifier: MPL-2.0 */
/* Reading options: the common ones mean the same before and after the name of a sub-command. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "command.h"

enum { OPTION_MAX = 16 };

static const struct option common_options[] = {{"config", required_argument, NULL, 'C'},
                                               {"json", no_argument, NULL, 'J'},
                                               {"help", no_argument, NULL, 'h'}};
enum { COMMON_COUNT = sizeof common_options / sizeof *common_options };

static void end_with(struct invocation *invocation, int code)
{
    invocation->ended = true;
    invocation->code = code;
}

int usage_error(struct invocation *invocation, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("entraide: ", stderr);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nusage: entraide %s\n", invocation->usage);
    va_end(arguments);
    end_with(invocation, EX_USAGE);
    return EX_USAGE;
}

int next_option(struct invocation *invocation, const struct option *own)
{
    struct option all[OPTION_MAX + COMMON_COUNT + 1];
    size_t count = 0;
    for (; own && own[count].name; count++) {
        all[count] = own[count];
    }
    memcpy(all + count, common_options, sizeof common_options);
    all[count + COMMON_COUNT] = (struct option){0};
    opterr = 0;
    while (!invocation->ended) {
        int option = getopt_long(invocation->argc, invocation->argv, "h", all, NULL);
        switch (option) {
        case 'C':
            invocation->profile = optarg;
            break;
        case 'J':
            invocation->json = true;
            break;
        case 'h':
            printf("usage: entraide %s\n", invocation->usage);
            end_with(invocation, EX_OK);
            break;
        case '?':
            usage_error(invocation, "%s: no such option, or it lacks its value",
                        invocation->argv[optind - 1]);
            break;
        case -1:
            invocation->words = invocation->argv + optind;
            invocation->word_count = invocation->argc - optind;
            return -1;
        default:
            return option;
        }
    }
    return -1;
}

bool read_words(struct invocation *invocation, int min, int max)
{
    next_option(invocation, NULL);
    if (invocation->ended) {
        return false;
    }
    if (invocation->word_count < min || invocation->word_count > max) {
        usage_error(invocation, "%s: too %s words", invocation->argv[0],
                    invocation->word_count < min ? "few" : "many");
        return false;
    }
    return true;
}

bool read_number(const char *text, int64_t min, int64_t max, int64_t *ret_number)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno || end == text || *end != '\0' || number < min || number > max) {
        return false;
    }
    *ret_number = number;
    return true;
}
