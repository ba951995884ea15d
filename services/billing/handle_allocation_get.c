/* SPDX-License-Identifier: MPL-2.0 */
/* The table of a period: what each payer pays, page by page. */
#include "gather.h"
#include "handlers.h"
#include "period.h"

enum { SHARES_PAGE = 100, SHARE_LINES_MAX = 200, PAGE_LINES_MAX = 1500 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_allocation_get *data = call->data;
    period_want(batch, data->period);
}

/* The objects of a certificate by place. */
static struct certificate_object *index_objects(const struct certificate *certificate,
                                                arena_t *arena)
{
    struct certificate_object *objects =
        arena_alloc(arena, (certificate->objects.count + 1) * sizeof *objects);
    struct list list = certificate->objects;
    for (size_t i = 0; certificate_object_next(&list, &objects[i]);) {
        i++;
    }
    return objects;
}

/* Takes the lines of one payer off the front of the list. */
static struct list take_lines(struct list *lines, int64_t payer,
                              const struct certificate_object *objects, arena_t *arena)
{
    struct allocated_line taken[SHARE_LINES_MAX];
    size_t count = 0;
    struct list rest = *lines;
    struct certificate_line line;
    while (certificate_line_next(&rest, &line) && line.payer <= payer) {
        *lines = rest;
        if (line.payer == payer && count < SHARE_LINES_MAX) {
            taken[count] = (struct allocated_line){.cents = line.cents, .kind = TARGET_OBJECT};
            if (line.object >= 0) {
                taken[count].object = objects[line.object].id;
                taken[count].kind = objects[line.object].kind;
            }
            count++;
        }
    }
    return allocated_line_list(taken, count, arena);
}

static bool is_shown(const struct call *call, const struct certificate_payer *payer)
{
    const struct billing_allocation_get *data = call->data;
    return id_compare(payer->id, data->after) > 0 &&
           (id_none(data->payer) || id_equal(data->payer, payer->id)) &&
           may_act_for(call, payer->id);
}

static void fill_page(batch_t *batch, const struct call *call,
                      const struct certificate *certificate, struct allocated_page *page)
{
    const struct billing_allocation_get *data = call->data;
    arena_t *arena = batch_arena(batch);
    size_t limit = data->limit ? (size_t)data->limit : SHARES_PAGE, count = 0, line_count = 0;
    struct allocated_view *views = arena_alloc(arena, limit * sizeof *views);
    const struct certificate_object *objects = index_objects(certificate, arena);
    struct list payers = certificate->payers, lines = certificate->lines;
    struct certificate_payer payer;
    for (int64_t place = 0; certificate_payer_next(&payers, &payer); place++) {
        if (!is_shown(call, &payer)) {
            continue;
        }
        if (count == limit || line_count > PAGE_LINES_MAX) {
            page->next = views[count - 1].payer;
            break;
        }
        views[count] = (struct allocated_view){
            .payer = payer.id,
            .cents = payer.cents,
            .provisional_cents = payer.provisional_cents,
            .true_up_cents = payer.true_up_cents,
            .note = payer.note,
            .lines = take_lines(&lines, place, objects, arena),
        };
        line_count += views[count++].lines.count;
    }
    page->shares = allocated_view_list(views, count, arena);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_allocation_get *data = call->data;
    const struct period_row *period = period_load(batch, data->period);
    struct certificate certificate;
    if (!period) {
        return refuse(batch, E_NO_PERIOD, "data.period", "the code of a period");
    }
    if (!id_none(data->payer) && !may_act_for(call, data->payer)) {
        return refuse(batch, E_SCOPE, "data.payer", "an organisation of this key");
    }
    if (!gather_numbers(batch, period, &certificate)) {
        return refuse(batch, E_STATE, "data.period", "a period that is allocated or certified");
    }
    struct allocated_page page = {
        .period = period->code,
        .currency = period->currency,
        .method = certificate.method,
        .cost_cents = certificate.cost_cents,
        .provisional_cents = certificate.provisional_cents,
        .true_up_cents = certificate.true_up_cents,
    };
    fill_page(batch, call, &certificate, &page);
    batch_reply(batch, &page);
    return OK;
}

const struct handler handler_allocation_get = {
    .message = &message_billing_allocation_get, .want = want, .handle = handle};
