/* SPDX-License-Identifier: MPL-2.0 */
/* matcher-solve: finds and explains the team of an instance in a file, by the code of the daemon. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "explain.h"
#include "proto/json.h"

enum { EX_UNMET = 1, ARENA_CHUNK_SIZE = 1 << 20 };

static const char help[] =
    "usage: matcher-solve FILE\n"
    "\n"
    "Finds the team of least cost for the instance in FILE (- = standard input), which is the data of\n"
    "matcher.match.explain as JSON: {\"question\": {\"needs\": [...], \"people\": [...]}, \"best\": 3},\n"
    "or the question alone. Prints the explanation as JSON. See services/matcher/README.md.\n"
    "\n"
    "Exit codes: 0 a team was found, 1 there is none, 64 usage, 65 the instance is wrong, 66 no file.\n";

/* What the file asks. */
static int read_question(json_t *json, struct matcher_match_explain *ret_data, arena_t *arena,
                         struct refusal *refusal)
{
    const struct record *record = &record_matcher_match_explain;
    bool alone = json_object_get(json, "question") == NULL;
    json_t *whole = alone ? json_pack("{s:O}", "question", json) : json_incref(json);
    struct view encoded = record_from_json(record, whole, "data", arena, refusal);
    json_decref(whole);
    return encoded.bytes ? record_decode(record, encoded, "data", ret_data, refusal) : -1;
}

/* Answers from the people of the question alone. */
static int solve(struct matcher *self, const struct matcher_match_explain *data, arena_t *arena,
                 struct refusal *refusal)
{
    if (data->question.people.count == 0 || !id_none(data->request)) {
        return refusal_set(refusal, E_FIELD_MISSING, "data.question.people",
                           "1..2000 people; requests are for the daemon");
    }
    const struct case_reader reader = {"data.question", arena, refusal};
    const struct case_reader wishes_reader = {"data", arena, refusal};
    const struct case_wishes wishes = {data->forbid, data->force, data->relax};
    struct case_room room;
    int result = case_open(&room, self, &data->question, 1, &reader);
    if (result == 0) {
        result =
            case_wish(&room.question, room.matcher.people, &wishes, room.forced, &wishes_reader);
    }
    if (result == 0) {
        const struct explain_wish wish = {.professional =
                                              people_find(room.matcher.people, data->professional),
                                          .need = question_find(&room.question, data->need),
                                          .best = (size_t)data->best};
        struct match_explanation answer =
            explain_question(&room.matcher, &room.plan, &room.question, &wish, arena);
        json_t *json = record_to_json(&record_match_explanation, &answer);
        json_dumpf(json, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(json);
        result = answer.found ? EX_OK : EX_UNMET;
    }
    case_close(&room);
    return result;
}

static int run(json_t *json)
{
    static const struct matcher_settings settings = {.solver_steps = CASE_STEPS_MAX};
    struct matcher self = {.settings = &settings, .workspace = team_workspace_new()};
    AUTO(arena_t) *arena = arena_new(ARENA_CHUNK_SIZE);
    struct matcher_match_explain data;
    struct refusal refusal = {0};
    int result = read_question(json, &data, arena, &refusal);
    if (result == 0) {
        result = solve(&self, &data, arena, &refusal);
    }
    if (result < 0) {
        fprintf(stderr, "matcher-solve: %s: expected %s (error %d)\n", refusal.path,
                refusal.expected, refusal.code);
        result = EX_DATAERR;
    }
    team_workspace_destroy(&self.workspace);
    return result;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return EX_OK;
    }
    if (argc != 2) {
        fputs(help, stderr);
        return EX_USAGE;
    }
    FILE *file = strcmp(argv[1], "-") == 0 ? stdin : fopen(argv[1], "r");
    if (!file) {
        perror(argv[1]);
        return EX_NOINPUT;
    }
    json_error_t error;
    json_t *json = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    fclose(file);
    if (!json_is_object(json)) {
        fprintf(stderr, "matcher-solve: %s: %s, line %d\n", argv[1],
                json ? "not an object" : error.text, json ? 1 : error.line);
        json_decref(json);
        return EX_DATAERR;
    }
    int result = run(json);
    json_decref(json);
    return result;
}
