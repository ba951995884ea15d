/* SPDX-License-Identifier: MPL-2.0 */
/* What handlers call. All of it is memory; only a row that nobody wanted costs a round trip. */
#include <assert.h>

#include "proto/id.h"
#include "runtime/flow_internal.h"
#include "runtime/seal.h"

arena_t *batch_arena(batch_t *batch)
{
    return batch->arena;
}

struct id batch_id_new(batch_t *batch)
{
    return id_new(batch->next.at_us);
}

/* From here on the message can no longer be refused. */
static void mark_changed(batch_t *batch)
{
    assert(batch->current && batch->current->kind != INPUT_QUERY);
    batch->changed = true;
}

/* ---- rows ---- */

struct rowset *batch_rowset(struct batch *batch, const struct table *table)
{
    for (size_t i = 0; i < batch->rowset_count; i++) {
        if (batch->rowsets[i].table == table) {
            return &batch->rowsets[i];
        }
    }
    assert(batch->rowset_count < ROWSET_MAX);
    struct rowset *rowset = &batch->rowsets[batch->rowset_count++];
    rowset_init(rowset, table, batch->arena);
    return rowset;
}

void batch_want(batch_t *batch, const struct table *table, int by, struct id key)
{
    assert(batch->reading);
    rowset_want(batch_rowset(batch, table), by, key);
}

/* Reads a key that nobody wanted. A failure ends the batch once the handler has returned. */
static bool know(batch_t *batch, struct rowset *rowset, int by, struct id key)
{
    assert(!batch->reading);
    if (batch->failure) {
        return false;
    }
    if (!rowset_knows(rowset, by, key)) {
        rowset_want(rowset, by, key);
        rowset_fetch(rowset, batch->flow->db);
        batch->failure = db_run(batch->flow->db, 0);
    }
    return !batch->failure;
}

void *batch_load(batch_t *batch, const struct table *table, struct id key)
{
    struct rowset *rowset = batch_rowset(batch, table);
    return know(batch, rowset, 0, key) ? rowset_row(rowset, key) : NULL;
}

void **batch_find(batch_t *batch, const struct table *table, int by, struct id key,
                  size_t *ret_count)
{
    struct rowset *rowset = batch_rowset(batch, table);
    assert(by >= 1);
    if (!know(batch, rowset, by, key)) {
        *ret_count = 0;
        return arena_alloc(batch->arena, sizeof(void *));
    }
    return rowset_find(rowset, by, key, ret_count);
}

void *batch_insert(batch_t *batch, const struct table *table, const void *row)
{
    mark_changed(batch);
    return rowset_insert(batch_rowset(batch, table), row);
}

void batch_change(batch_t *batch, const struct table *table, void *row)
{
    mark_changed(batch);
    rowset_change(batch_rowset(batch, table), row);
}

void *batch_put(batch_t *batch, const struct table *table, const void *row)
{
    struct id key;
    memcpy(&key, (const uint8_t *)row + table->lookups[0].offset, sizeof key);
    void *former = batch_load(batch, table, key);
    if (!former) {
        return batch_insert(batch, table, row);
    }
    batch_change(batch, table, former);
    memcpy(former, row, table->row_size);
    return former;
}

struct selection {
    arena_t *arena;
    const struct table *table;
    struct rows rows;
};

static void take_selected(void *context, const row_t *result)
{
    struct selection *selection = context;
    const struct table *table = selection->table;
    uint8_t *row = arena_alloc(selection->arena, table->row_size);
    row_read(result, table, row);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->type == COLUMN_TEXT || column->type == COLUMN_BYTES) {
            struct view *view = (struct view *)(void *)(row + column->offset);
            *view = arena_copy(selection->arena, *view);
        }
    }
    rows_add(&selection->rows, selection->arena, row);
}

void **batch_select(batch_t *batch, const struct table *table, const char *statement,
                    struct params params, size_t *ret_count)
{
    struct selection selection = {.arena = batch->arena, .table = table};
    *ret_count = 0;
    if (batch->failure) {
        return arena_alloc(batch->arena, sizeof(void *));
    }
    db_send(batch->flow->db, statement, params, take_selected, &selection);
    batch->failure = db_run(batch->flow->db, 0);
    if (batch->failure || selection.rows.count == 0) {
        return arena_alloc(batch->arena, sizeof(void *));
    }
    *ret_count = selection.rows.count;
    return (void **)selection.rows.items;
}

/* ---- saying no, answering, telling ---- */

int refuse(batch_t *batch, int code, const char *path, const char *expected)
{
    assert(!batch->changed && error_find(code));
    (void)refusal_set(&batch->refusal, code, path ? path : "", expected ? expected : "");
    batch->answer = (struct view){0};
    return ERR_REFUSED;
}

int refuse_duplicate(batch_t *batch, struct id existing)
{
    const struct changed data = {.id = existing};
    const int result = refuse(batch, E_DUPLICATE, "data.source_ref", "");
    batch->answer = record_pack(&record_changed, &data, batch->arena);
    return result;
}

int park(batch_t *batch, const char *reason)
{
    assert(!batch->changed && batch->current->kind == INPUT_EVENT);
    batch->park_reason = reason;
    return ERR_PARKED;
}

void batch_reply(batch_t *batch, const void *answer)
{
    assert(batch->current->call.message);
    batch->answer = record_pack(batch->current->call.message->answer, answer, batch->arena);
}

/* The persons whose keys open the sealed fields of a record, 16 bytes each, every one once. */
static struct view find_keys(const batch_t *batch, const struct record *record, const void *data)
{
    struct id keys[KEYS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        const struct view *sealed = (const void *)((const uint8_t *)data + field->offset);
        if (field->kind != KIND_SEALED || sealed->size == 0) {
            continue;
        }
        const struct id key = seal_key_id(*sealed);
        size_t at = 0;
        while (at < count && !id_equal(keys[at], key)) {
            at++;
        }
        assert(at < KEYS_MAX);
        keys[at] = key;
        count = at == count ? count + 1 : count;
    }
    return arena_copy(batch->arena, (struct view){keys[0].bytes, count * sizeof *keys});
}

static bool may_emit(const batch_t *batch, const struct message *event)
{
    const struct input *input = batch->current;
    const enum owner owner = batch->flow->service->owner;
    return event->class == EVENT && event->owner == owner &&
           (input->kind != INPUT_EVENT || contract_causes(owner, input->call.message, event));
}

static void add_item(batch_t *batch, const struct event_row *row)
{
    if (batch->item_count == batch->item_capacity) {
        const size_t capacity = batch->item_capacity > 0 ? 2 * batch->item_capacity : 256;
        struct feed_item *items = arena_alloc(batch->arena, capacity * sizeof *items);
        if (batch->item_count > 0) {
            memcpy(items, batch->items, batch->item_count * sizeof *items);
        }
        batch->items = items;
        batch->item_capacity = capacity;
    }
    batch->items[batch->item_count++] = (struct feed_item){.seq = row->seq,
                                                           .epoch = batch->next.head.epoch,
                                                           .chain = batch->next.head.chain,
                                                           .type = row->type,
                                                           .body = row->body,
                                                           .keys = row->keys};
}

void batch_emit(batch_t *batch, const struct message *event, struct id subject, struct id root,
                const void *data)
{
    const struct envelope *cause = &batch->current->envelope;
    struct event_row *row = arena_alloc(batch->arena, sizeof *row);
    assert(may_emit(batch, event));
    mark_changed(batch);
    const struct envelope envelope = {.id = id_new(batch->next.at_us),
                                      .source = view_of(batch->flow->service->name),
                                      .subject = subject,
                                      .time_us = batch->next.at_us,
                                      .traceparent = cause->traceparent,
                                      .root = root,
                                      .cause = cause->id,
                                      .part = batch->next.part,
                                      .seq = batch->next.head.seq + 1};
    *row = (struct event_row){.part = envelope.part,
                              .seq = envelope.seq,
                              .tx_no = batch->next.tx_no,
                              .type = view_of(event->type),
                              .subject = subject,
                              .root = root,
                              .keys = find_keys(batch, event->record, data),
                              .body = message_pack(event, &envelope, data, batch->arena)};
    assert(row->body.size <= EVENT_SIZE_MAX);
    journal_count(&batch->next, row->body);
    rows_add(&batch->events, batch->arena, row);
    add_item(batch, row);
}

/* ---- time ---- */

void timer_set(batch_t *batch, const char *name, struct id key, int64_t due_us, struct view data)
{
    const struct timer_row row = {
        .name = view_of(name), .key = key, .due_us = due_us, .data = data};
    mark_changed(batch);
    timers_put(&batch->timers, &row);
}

void timer_cancel(batch_t *batch, const char *name, struct id key)
{
    const struct timer_row row = {.name = view_of(name), .key = key, .removed = true};
    mark_changed(batch);
    timers_put(&batch->timers, &row);
}

void batch_start(batch_t *batch, struct job **job_p)
{
    struct job *job = *job_p;
    *job_p = NULL;
    mark_changed(batch);
    job->next = batch->jobs;
    batch->jobs = job;
}

/* ---- personal data ---- */

bool person_ready(batch_t *batch, struct id person)
{
    bool made;
    const bool ready = persons_ready(batch->flow->persons, person, &made);
    if (made) {
        mark_changed(batch);
    }
    return ready;
}

bool person_erased(const batch_t *batch, struct id person)
{
    return persons_erased(batch->flow->persons, person);
}

struct view person_seal(batch_t *batch, struct id person, struct view clear)
{
    const uint8_t *secret = persons_secret(batch->flow->persons, person);
    if (clear.size == 0) {
        return (struct view){0};
    }
    assert(secret); /* person_ready was asked first. */
    return seal_box(person, secret, clear, batch->arena);
}

struct view person_open(batch_t *batch, struct view sealed)
{
    const uint8_t *secret = persons_secret(batch->flow->persons, seal_key_id(sealed));
    return secret ? seal_open(secret, sealed, batch->arena) : (struct view){0};
}

void person_erase(batch_t *batch, struct id person)
{
    mark_changed(batch);
    persons_erase(batch->flow->persons, person);
}

/* ---- rights beyond the type ---- */

bool may_act_for(const struct call *call, struct id organisation)
{
    const struct client *client = call->client;
    return !client || client_may_act_for(client, organisation) ||
           (call->kinship && kinship_reaches(call->kinship, organisation, call->today,
                                             client->organisations, client->organisation_count));
}

bool may_read_pii(const struct call *call)
{
    return !call->client || call->client->pii;
}

void batch_tie(batch_t *batch, const struct tie *tie)
{
    struct tie *row = slots_find(&batch->tie_slots, tie->id);
    mark_changed(batch);
    if (!row) {
        row = arena_alloc(batch->arena, sizeof *row);
        row->id = tie->id;
        slots_add(&batch->tie_slots, batch->arena, row);
        rows_add(&batch->ties, batch->arena, row);
    }
    *row = *tie;
    kinship_put(batch->flow->kinship, tie);
}

const void *batch_settings(const batch_t *batch)
{
    return batch->flow->options.settings;
}

void batch_count(batch_t *batch, int counter, int64_t amount)
{
    assert(counter >= 0 && counter < COUNTER_MAX);
    batch->own_counts[counter] += amount;
}
