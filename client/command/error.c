/* SPDX-License-Identifier: MPL-2.0 */
/* entraide error: what a number means, in both languages. */
#include <stdio.h>

#include "command.h"

static const char *const class_words[] = {"change the message", "send the same message later",
                                          "tell the operator"};

static void print_error(const struct error *error)
{
    printf("%d %s (%s)\n  en  %s\n      %s\n  fr  %s\n      %s\n", error->code, error->name,
           class_words[error->class], error->text_en, error->remedy_en, error->text_fr,
           error->remedy_fr);
}

static json_t *error_to_json(const struct error *error)
{
    return json_pack("{s:i,s:s,s:s,s:{s:s,s:s},s:{s:s,s:s}}", "code", error->code, "name",
                     error->name, "class", class_words[error->class], "text", "en",
                     error->text_en, "fr", error->text_fr, "remedy", "en", error->remedy_en, "fr",
                     error->remedy_fr);
}

static void show(const struct invocation *invocation, const struct error *error)
{
    if (invocation->json) {
        print_json_line(error_to_json(error));
    } else {
        print_error(error);
    }
}

int run_error(struct invocation *invocation)
{
    if (invocation->argc > 2) {
        complain("usage: entraide error [CODE|NAME]");
        return EX_USAGE;
    }
    if (invocation->argc == 2) {
        const char *word = invocation->argv[1];
        const struct error *error = error_find(atoi(word));
        error = error ? error : error_find_name(word);
        if (!error) {
            complain("no error is called %s", word);
            return EX_NOINPUT;
        }
        show(invocation, error);
        return EX_OK;
    }
    size_t count;
    const struct error *all = error_all(&count);
    for (size_t i = 0; i < count; i++) {
        show(invocation, &all[i]);
    }
    return EX_OK;
}
