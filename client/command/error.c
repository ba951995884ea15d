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
                     error->name, "class", class_words[error->class], "text", "en", error->text_en,
                     "fr", error->text_fr, "remedy", "en", error->remedy_en, "fr",
                     error->remedy_fr);
}

static int show_all(const struct invocation *invocation)
{
    size_t count;
    const struct error *all = error_all(&count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        if (invocation->json) {
            json_array_append_new(list, error_to_json(&all[i]));
        } else {
            print_error(&all[i]);
        }
    }
    if (invocation->json) {
        print_json(list);
    } else {
        json_decref(list);
    }
    return EX_OK;
}

static const struct error *find_error(const char *word)
{
    int64_t code;
    bool number = read_number(word, 1, 9999, &code);
    return number ? error_find((int)code) : error_find_name(word);
}

static int complain_of(const char *word)
{
    size_t count;
    const struct error *all = error_all(&count);
    struct guess guess = {.word = word};
    char text[100];
    for (size_t i = 0; i < count; i++) {
        guess_try(&guess, all[i].name);
    }
    complain("no error is called %s%s", word, guess_text(&guess, text));
    return EX_NOINPUT;
}

int run_error(struct invocation *invocation)
{
    if (!read_words(invocation, 0, 1)) {
        return invocation->code;
    }
    if (invocation->word_count == 0) {
        return show_all(invocation);
    }
    const struct error *error = find_error(invocation->words[0]);
    if (!error) {
        return complain_of(invocation->words[0]);
    }
    if (invocation->json) {
        print_json_line(error_to_json(error));
    } else {
        print_error(error);
    }
    return EX_OK;
}
