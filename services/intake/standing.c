/* SPDX-License-Identifier: MPL-2.0 */
/* The walk down from what changed, in portions, and the telling of what differs. */
#include "standing.h"

#include <assert.h>

#include "intake.h"
#include "runtime/emit.h"
#include "runtime/zone.h"

void standing_reset(struct intake *self)
{
    /* Not 0: that is what organisations start with. */
    self->walk = (struct standing_walk){.state = 1};
}

void standing_take(struct intake *self, const struct standing_row *row)
{
    struct node *node = graph_find(self->graph, row->id);
    node->told = (struct told){.class = (uint8_t)row->class,
                               .level = (uint8_t)row->level,
                               .stored = true,
                               .sponsor = graph_find(self->graph, row->sponsor)};
}

void standing_want(batch_t *batch, struct id organisation)
{
    batch_want(batch, &table_standing, 0, organisation);
}

/* ---- one organisation ---- */

static void store(batch_t *batch, const struct node *node, const struct standing_row *row)
{
    struct standing_row *former =
        node->told.stored ? batch_load(batch, &table_standing, row->id) : NULL;
    if (former) {
        batch_change(batch, &table_standing, former);
        *former = *row;
    } else {
        batch_insert(batch, &table_standing, row);
    }
}

static void tell(batch_t *batch, const struct node *node, const struct standing_row *row)
{
    batch_count(batch, INTAKE_TOLD, 1);
    emit_intake_eligibility_changed(batch, row->id, (struct id){{0}},
                                    &(struct intake_eligibility_changed){
                                        .organisation = row->id,
                                        .eligible = row->class != CLASS_NON_MEMBER,
                                        .class = (int)row->class,
                                        .level = row->level,
                                        .sponsor = row->sponsor,
                                        .as_of = row->since,
                                        .was = node->told.class,
                                    });
}

/* Looks at an organisation, and tells when the answer is not the one that was last told. */
static void settle(struct intake *self, batch_t *batch, const struct call *call, struct node *node)
{
    const struct standing now = standing_on(self->graph, node, call->today, &self->by_law);
    node->settled = self->walk.state;
    if (now.class == node->told.class && now.level == node->told.level &&
        now.sponsor == node->told.sponsor) {
        return;
    }
    const struct standing_row row = {
        .id = node->row->id,
        .class = now.class,
        .level = now.level,
        .sponsor = now.sponsor ? now.sponsor->row->id : (struct id){{0}},
        .since = call->today,
    };
    store(batch, node, &row);
    tell(batch, node, &row);
    node->told = (struct told){.class = (uint8_t)now.class,
                               .level = (uint8_t)now.level,
                               .stored = true,
                               .sponsor = now.sponsor};
}

/* ---- everyone below ---- */

/* Lets an organisation wait, once, unless it was looked at since the last change. */
static void push(struct standing_walk *walk, struct node *node)
{
    if (node->queued || node->settled == walk->state) {
        return;
    }
    node->queued = true;
    node->queue_next = NULL;
    if (walk->last) {
        walk->last->queue_next = node;
    } else {
        walk->first = node;
    }
    walk->last = node;
    walk->waiting++;
}

static struct node *pop(struct standing_walk *walk)
{
    struct node *node = walk->first;
    assert(node);
    walk->first = node->queue_next;
    if (!walk->first) {
        walk->last = NULL;
    }
    walk->waiting--;
    node->queued = false;
    return node;
}

void standing_touch(struct intake *self, batch_t *batch, const struct call *call,
                    struct node *organisation)
{
    self->walk.state++;
    if (organisation->down_count == 0) {
        settle(self, batch, call, organisation);
        return;
    }
    organisation->top = false;
    timer_set(batch, TIMER_RECHECK, organisation->row->id, call->now_us, (struct view){0});
}

void standing_want_portion(struct intake *self, batch_t *batch, struct id top)
{
    const struct node *node = self->walk.first;
    self->walk.portion_left = STANDING_PORTION;
    standing_want(batch, top);
    for (size_t i = 0; node && i < STANDING_PORTION; i++) {
        if (node->told.stored) {
            standing_want(batch, node->row->id);
        }
        node = node->queue_next;
    }
}

/* Only those that were waiting when the portion began: the rows of those below are not read yet. */
bool standing_portion(struct intake *self, batch_t *batch, const struct call *call,
                      struct node *top)
{
    struct standing_walk *walk = &self->walk;
    if (!top->top) {
        top->top = true;
        push(walk, top);
    }
    size_t count = walk->waiting < walk->portion_left ? walk->waiting : walk->portion_left;
    walk->portion_left -= count;
    while (count-- > 0) {
        struct node *node = pop(walk);
        settle(self, batch, call, node);
        for (size_t i = 0; i < node->down_count; i++) {
            push(walk, node->down[i]->child);
        }
    }
    if (walk->waiting == 0) {
        top->top = false;
    }
    return walk->waiting == 0;
}

/* ---- days on which memberships begin and end ---- */

/* The first day after today on which the membership is in force when it was not, or the other way round; 0 =
   none. */
static int32_t next_boundary(const struct link *membership, int32_t today)
{
    if (membership->valid_from > today) {
        return membership->valid_from;
    }
    return membership->valid_to != 0 && membership->valid_to >= today ? membership->valid_to + 1
                                                                      : 0;
}

void standing_watch(batch_t *batch, const struct call *call, const struct link *membership,
                    bool changed)
{
    int32_t day = next_boundary(membership, call->today);
    if (day) {
        timer_set(batch, TIMER_BOUNDARY, membership->id, zone_day_start_us(day), (struct view){0});
    } else if (changed) {
        timer_cancel(batch, TIMER_BOUNDARY, membership->id);
    }
}
