/* SPDX-License-Identifier: MPL-2.0 */
/* entraide submit: a request for help, and what became of it in words. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/id.h"

static const char *text_of(struct view view)
{
    return view.size ? (const char *)view.bytes : "";
}

static void print_path(const struct eligibility *eligibility)
{
    struct list path = eligibility->path;
    struct path_step step;
    printf("eligible    %s, class %s, level %" PRId64 "\n", eligibility->eligible ? "yes" : "no",
           choice_word(&choices_member_class, eligibility->class), eligibility->level);
    while (path_step_next(&path, &step)) {
        printf("            %.*s\n", (int)step.name.size, text_of(step.name));
    }
}

static void print_needs(struct list needs)
{
    struct need need;
    while (need_next(&needs, &need)) {
        struct view reason = labels_best(need.reason, view_of("fr"));
        printf("need        %-26.*s %5" PRId64 " min  %s%s%.*s\n", (int)need.service.size,
               text_of(need.service), need.minutes,
               choice_word(&choices_provenance, need.provenance), reason.size ? ": " : "",
               (int)reason.size, text_of(reason));
    }
}

static int print_taken(const struct entraide_answer *answer)
{
    struct request_taken taken;
    struct refusal refusal;
    char id[ID_TEXT_SIZE];
    if (record_decode(&record_request_taken, answer->reply.data, "data", &taken, &refusal)) {
        complain("an answer that this program cannot read: %s", refusal.path);
        return EX_SOFTWARE;
    }
    printf("request     %s\nstate       %s\n", id_print(taken.id, id),
           choice_word(&choices_request_state, taken.state));
    print_path(&taken.eligibility);
    print_needs(taken.needs);
    return EX_OK;
}

int run_submit(struct invocation *invocation)
{
    if (!read_words(invocation, 0, 1)) {
        return invocation->code;
    }
    struct send_options options = {.path = invocation->word_count ? invocation->words[0] : "-"};
    return send_message(invocation, &options, &message_intake_request_submit, print_taken);
}
