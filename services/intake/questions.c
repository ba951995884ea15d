/* SPDX-License-Identifier: MPL-2.0 */
/* Reads questions and answers. */
#include "questions.h"

#include "suggestion.h"

struct list questions_show(batch_t *batch, struct id request, bool words)
{
    size_t count, shown_count = 0;
    void **rows = batch_find(batch, &table_question, 1, request, &count);
    struct question_view shown[QUESTIONS_MAX];
    for (size_t i = 0; i < count && shown_count < QUESTIONS_MAX; i++) {
        const struct question_row *row = rows[i];
        shown[shown_count++] = (struct question_view){
            .id = row->id,
            .asked_at_us = row->asked_at_us,
            .text = words ? person_open(batch, row->text) : (struct view){0},
            .answered_at_us = row->answered_at_us,
            .answer = words ? person_open(batch, row->answer) : (struct view){0},
        };
    }
    return question_view_list(shown, shown_count, batch_arena(batch));
}

struct list answers_merged(batch_t *batch, struct view sealed, struct list newer)
{
    struct view keys[ANSWERS_MAX], texts[ANSWERS_MAX];
    size_t count = 0;
    struct list rest = newer;
    while (count < ANSWERS_MAX && list_next_entry(&rest, &keys[count], &texts[count])) {
        count++;
    }
    struct list former = map_of_bytes(person_open(batch, sealed));
    while (count < ANSWERS_MAX && list_next_entry(&former, &keys[count], &texts[count])) {
        count += map_get(newer, keys[count]).bytes == NULL;
    }
    return list_pack_map(keys, texts, count, batch_arena(batch));
}
