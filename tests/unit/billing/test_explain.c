/* SPDX-License-Identifier: MPL-2.0 */
/* A line opened: the parts that its pools pass on, its direct cost and nothing else are what it comes to, and the
 * entries behind them are those of the certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "explain.h"
#include "month.h"
#include "proto/cleanup.h"

enum { ROUNDS = 300, ARENA_CHUNK = 256 * 1024 };

/* A certificate with its payers and objects by place. */
struct opened {
    const struct certificate *certificate;
    struct id payers[2 * MONTH_PAYERS], objects[2 * MONTH_OBJECTS];
    int64_t line_cents[2 * MONTH_OBJECTS]; /* what all payers pay for the object */
    int64_t line_count[2 * MONTH_OBJECTS];
};

static struct opened open_certificate(const struct certificate *certificate)
{
    struct opened opened = {.certificate = certificate};
    struct list payers = certificate->payers, objects = certificate->objects,
                lines = certificate->lines;
    struct certificate_payer payer;
    struct certificate_object object;
    struct certificate_line line;
    for (size_t i = 0; certificate_payer_next(&payers, &payer); i++) {
        opened.payers[i] = payer.id;
    }
    for (size_t i = 0; certificate_object_next(&objects, &object); i++) {
        opened.objects[i] = object.id;
    }
    while (certificate_line_next(&lines, &line)) {
        if (line.object >= 0) {
            opened.line_cents[line.object] += line.cents;
            opened.line_count[line.object]++;
        }
    }
    return opened;
}

static void check_entries(struct list entries)
{
    struct explained_entry entry, before = {.amount_cents = INT64_MAX};
    while (explained_entry_next(&entries, &entry)) {
        assert_true(llabs(entry.amount_cents) <= llabs(before.amount_cents));
        before = entry;
    }
}

/* Direct cost and parts, each rounded down, are the object's cost; payers' cents differ by less than one each. */
static void check_line(const struct opened *opened, const struct certificate_line *line,
                       const directory_t *pools, arena_t *arena)
{
    struct line_view view = {.payer = opened->payers[line->payer],
                             .object = opened->objects[line->object]};
    assert_true(explain_line(opened->certificate, pools, arena, &view));
    assert_int_equal(view.cents, line->cents);
    assert_true(view.weight > 0 && view.weight <= view.weight_sum);
    int64_t cents = view.direct_cents;
    struct list parts = view.pools;
    struct explained_pool part;
    while (explained_pool_next(&parts, &part)) {
        cents += part.part_cents;
        assert_true(part.quantity > 0 || part.pool_quantity > 0);
        assert_int_equal(part.entry_count, part.entries.count);
        check_entries(part.entries);
    }
    int64_t off = opened->line_cents[line->object] - cents;
    int64_t bound = view.pool_count + opened->line_count[line->object] + 1;
    assert_true(off >= -bound && off <= bound);
}

static void every_line_opens(void **state)
{
    (void)state;
    int lines_opened = 0;
    directory_t *pools = directory_new();
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        const struct certificate *certificate = month_solve(&month, NULL);
        if (!certificate) {
            continue;
        }
        struct opened opened = open_certificate(certificate);
        struct list lines = certificate->lines;
        struct certificate_line line;
        while (certificate_line_next(&lines, &line)) {
            if (line.object >= 0) {
                check_line(&opened, &line, pools, arena);
                lines_opened++;
            }
        }
    }
    directory_destroy(&pools);
    assert_true(lines_opened > ROUNDS);
}

static void a_line_that_is_not_there(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
    directory_t *pools = directory_new();
    const struct certificate *certificate = NULL;
    while (!certificate || certificate->lines.count == 0) {
        struct month month = month_roll(arena);
        certificate = month_solve(&month, NULL);
    }
    struct opened opened = open_certificate(certificate);
    struct list lines = certificate->lines;
    struct certificate_line line;
    certificate_line_next(&lines, &line);
    struct line_view view = {.payer = id_for(99, 99), .object = opened.objects[0]};
    assert_false(explain_line(certificate, pools, arena, &view));
    view = (struct line_view){.payer = opened.payers[line.payer], .object = id_for(99, 99)};
    assert_false(explain_line(certificate, pools, arena, &view));
    directory_destroy(&pools);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_opens),
        cmocka_unit_test(a_line_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
