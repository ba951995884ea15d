/* SPDX-License-Identifier: MPL-2.0 */
#include "flow_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "database.h"
#include "proto/id.h"
#include "runtime/migrate.h"

extern const struct sql_file runtime_schema[], runtime_sql[];

/* ---- the service ---- */

static const struct column columns[] = {
    {COLUMN_ID, "id", offsetof(struct thing_row, id)},
    {COLUMN_ID, "parent", offsetof(struct thing_row, parent)},
    {COLUMN_INT, "amount", offsetof(struct thing_row, amount)},
    {COLUMN_TEXT, "word", offsetof(struct thing_row, word)},
};
static const struct table table_thing = {.name = "thing",
                                         .row_size = sizeof(struct thing_row),
                                         .columns = columns,
                                         .column_count = 4,
                                         .insert = "insert_thing",
                                         .update = "update_thing",
                                         .lookups = {{"select_thing", 0}}};

static const struct sql_file sql[] = {
    {"insert_thing", "INSERT INTO thing SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[],"
                     " $4::text[])"},
    {"select_thing", "SELECT thing.* FROM unnest($1::uuid[]) AS k (id) JOIN thing USING (id)"},
    {"update_thing", "UPDATE thing SET amount = new.amount, word = new.word FROM"
                     " unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[])"
                     " AS new (id, parent, amount, word) WHERE thing.id = new.id"},
    {NULL, NULL}};
static const struct sql_file schema[] = {
    {"0001_tiny.sql", "CREATE TABLE thing (id uuid PRIMARY KEY, parent uuid NOT NULL,"
                      " amount bigint NOT NULL CHECK (amount < 1000000), word text NOT NULL);"
                      "GRANT SELECT, INSERT, UPDATE ON thing TO :app_role;"},
    {NULL, NULL}};

static void want_rate(void *self, batch_t *batch, const struct call *call)
{
    const struct billing_rate_put *put = call->data;
    (void)self;
    batch_want(batch, &table_thing, 0, put->id);
}

static void store_rate(batch_t *batch, struct thing_row *row, const struct billing_rate_put *put)
{
    if (row) {
        batch_change(batch, &table_thing, row);
        row->amount = put->hourly_cents;
    } else {
        const struct thing_row added = {
            .id = put->id, .amount = put->hourly_cents, .word = put->service};
        batch_insert(batch, &table_thing, &added);
    }
}

static int handle_rate(void *self, batch_t *batch, const struct call *call)
{
    const struct billing_rate_put *put = call->data;
    struct thing_row *row = batch_load(batch, &table_thing, put->id);
    const struct billing_rate_changed event = {.id = put->id,
                                               .service = put->service,
                                               .hourly_cents = put->hourly_cents,
                                               .currency = put->currency,
                                               .valid_from = put->valid_from,
                                               .rev = row ? 2 : 1};
    const struct changed answer = {.id = put->id, .rev = event.rev};
    (void)self;
    if (put->hourly_cents == RULE_CENTS) {
        return refuse(batch, E_STATE, "data.hourly_cents", "another number");
    }
    if (put->hourly_cents == LATER_CENTS && !row) {
        return refuse(batch, E_QUOTE_AWAITED, "data.id", "");
    }
    store_rate(batch, row, put);
    if (view_is(put->service, "timer")) {
        timer_set(batch, "tick", put->id, call->now_us, view_of("tock"));
    }
    batch_emit(batch, &message_billing_rate_changed, put->id, (struct id){{0}}, &event);
    batch_reply(batch, &answer);
    return OK;
}

static int handle_erased(void *self, batch_t *batch, const struct call *call)
{
    const struct intake_contact_erased *erased = call->data;
    const struct thing_row row = {.id = erased->id,
                                  .word = view_of("event"),
                                  .amount = erased->id.bytes[0] == POISON ? POISON_CENTS : 1};
    (void)self;
    if (erased->id.bytes[0] == PARK) {
        return park(batch, "not today");
    }
    person_erase(batch, erased->id);
    batch_insert(batch, &table_thing, &row);
    return OK;
}

static int handle_refused(void *self, batch_t *batch, const struct call *call)
{
    const struct matcher_plan_refused *refused = call->data;
    const struct thing_row row = {.id = refused->id, .word = view_of("refused")};
    (void)self;
    batch_insert(batch, &table_thing, &row);
    return OK;
}

static int handle_tick(void *self, batch_t *batch, const struct call *call)
{
    const struct timer *timer = call->data;
    struct thing_row *row = batch_load(batch, &table_thing, timer->key);
    (void)self;
    batch_change(batch, &table_thing, row);
    row->word = timer->data;
    return OK;
}

/* As many entries as are asked for, each as long as one can be: five are more than a frame holds. */
static int handle_trace(void *self, batch_t *batch, const struct call *call)
{
    enum { BODY = 65536, ENTRIES = 8 };
    const struct trace_get *question = call->data;
    struct trace_entry entries[ENTRIES];
    uint8_t *body = arena_alloc(batch_arena(batch), BODY);
    (void)self;
    for (int64_t i = 0; i < question->limit && i < ENTRIES; i++) {
        entries[i] =
            (struct trace_entry){.seq = i + 1, .type = view_of("a.b.c"), .body = {body, BODY}};
    }
    const struct trace_page page = {
        .entries = trace_entry_list(entries, (size_t)question->limit, batch_arena(batch))};
    batch_reply(batch, &page);
    return OK;
}

static const struct handler trace = {.message = &message_trace_get, .handle = handle_trace};
static const struct handler rate = {
    .message = &message_billing_rate_put, .want = want_rate, .handle = handle_rate};
static const struct handler erased = {.message = &message_intake_contact_erased,
                                      .handle = handle_erased};
static const struct handler refused = {.message = &message_matcher_plan_refused,
                                       .handle = handle_refused};
static const struct handler tick = {.timer = "tick", .handle = handle_tick};
static const struct handler *const handlers[] = {&rate, &erased, &refused, &tick, &trace, NULL};
static const enum owner upstreams[] = {OWNER_INTAKE, OWNER_MATCHER, OWNER_ANY};

static void *open_tiny(const void *settings)
{
    (void)settings;
    return calloc(1, 1);
}

static void close_tiny(void **self_p)
{
    free(*self_p);
    *self_p = NULL;
}

static int load_tiny(void *self, db_t *db)
{
    (void)self;
    (void)db;
    return OK;
}

const struct service tiny_service = {.name = "billing",
                                     .owner = OWNER_BILLING,
                                     .handlers = handlers,
                                     .upstreams = upstreams,
                                     .open = open_tiny,
                                     .load = load_tiny,
                                     .close = close_tiny};

static const bool all_types[256] = {[0 ... 255] = true};
const struct client tiny_client = {.name = "portal", .actors = ~0U, .types = all_types};

/* ---- the database ---- */

void tiny_database(const char *name)
{
    int count;
    database_make(name);
    db_t *db = database_open(name, "intake_owner");
    assert_int_equal(migrate_apply(db, runtime_schema, schema, "intake_app", &count), OK);
    db_close(&db);
}

db_t *tiny_session(const char *name)
{
    db_t *db = database_open(name, "intake_app");
    assert_int_equal(db_prepare(db, runtime_sql), OK);
    assert_int_equal(db_prepare(db, sql), OK);
    return db;
}

flow_t *tiny_flow(db_t *db)
{
    char error[200] = "";
    const struct flow_options options = {
        .service = &tiny_service, .db = db, .commit_timeout_ms = 5000, .horizon_days = 30};
    flow_t *flow = flow_new(&options, error);
    if (!flow) {
        fail_msg("%s", error);
    }
    return flow;
}

static void take_int(void *context, const row_t *row)
{
    *(int64_t *)context = row_int(row, 0);
}

int64_t tiny_ask(const char *name, const char *text)
{
    int64_t value = -1;
    db_t *db = database_open(name, "postgres");
    if (db_execute(db, text, take_int, &value)) {
        fail_msg("%s: %s", text, db_error_text(db));
    }
    db_close(&db);
    return value;
}

/* ---- messages ---- */

struct view tiny_message(arena_t *arena, const struct message *message, struct id id,
                         const void *data)
{
    const struct envelope envelope = {.id = id, .source = view_of("test")};
    return message_pack(message, &envelope, data, arena);
}

struct view tiny_put(arena_t *arena, struct id id, struct id thing, int64_t cents, const char *word)
{
    const struct billing_rate_put put = {.id = thing,
                                         .service = view_of(word),
                                         .hourly_cents = cents,
                                         .currency = view_of("CAD"),
                                         .valid_from = 20000};
    return tiny_message(arena, &message_billing_rate_put, id, &put);
}

struct reply tiny_reply(flow_t *flow, struct view *ret_frame)
{
    struct view peer, frame;
    struct reply reply = {0};
    struct refusal refusal = {0};
    assert_true(flow_next_reply(flow, &peer, &frame));
    assert_true(view_is(peer, "peer"));
    assert_int_equal(record_decode(&record_reply, frame, "", &reply, &refusal), 0);
    if (ret_frame) {
        *ret_frame = frame;
    }
    return reply;
}

/* ---- feeds ---- */

static bool may_open(void *context, const char *client)
{
    (void)context;
    (void)client;
    return true;
}

static bool may_read(void *context, const char *client, struct view type)
{
    (void)context;
    (void)client;
    (void)type;
    return true;
}

static bool no_secret(void *context, struct id person, uint8_t ret_secret[32])
{
    (void)context;
    (void)person;
    (void)ret_secret;
    return false;
}

static const char *name_of(void *context, const char *client)
{
    (void)context;
    return client;
}

void source_open(struct source *source, enum owner owner, struct cursor committed)
{
    const struct feed_rights rights = {NULL, may_open, may_read, may_open, no_secret, name_of};
    *source = (struct source){.owner = owner,
                              .arena = arena_new(4096),
                              .server = feed_server_new(owner, (struct id){{1}}, 1 << 20, rights),
                              .client = feed_client_new(owner, "tiny", 1000, 1 << 20)};
    source->head = committed;
    source->head.epoch = 1;
    feed_server_start(source->server, source->head, 1, 1);
    feed_client_start(source->client, committed, 1);
    feed_client_connected(source->client, 1);
}

void source_close(struct source *source)
{
    feed_server_destroy(&source->server);
    feed_client_destroy(&source->client);
    arena_destroy(&source->arena);
}

void source_tell(struct source *source, const struct message *message, struct id subject,
                 const void *data, struct view after)
{
    const struct envelope envelope = {.id = id_new(1),
                                      .subject = subject,
                                      .source = view_of(owner_name(source->owner)),
                                      .seq = source->head.seq + 1};
    const struct view body = message_pack(message, &envelope, data, source->arena);
    source->head.seq++;
    source->head.chain = chain_next(source->head.chain, digest_of(body));
    const struct feed_item item = {.seq = source->head.seq,
                                   .epoch = 1,
                                   .chain = source->head.chain,
                                   .type = view_of(message->type),
                                   .body = body,
                                   .after = arena_copy(source->arena, after)};
    feed_server_append(source->server, &item, 1);
}

static bool carry_to_server(struct source *source)
{
    struct view frame;
    struct envelope envelope;
    struct refusal refusal;
    const struct message *message;
    _Alignas(max_align_t) uint8_t data[RECORD_SIZE_MAX];
    if (!feed_client_output(source->client, &frame)) {
        return false;
    }
    assert_int_equal(message_decode(frame, &envelope, &message, data, &refusal), 0);
    feed_server_input(source->server, view_of("reader"), "tiny", message, data);
    return true;
}

static bool carry_to_client(struct source *source)
{
    struct feed_output output;
    if (!feed_server_output(source->server, &output)) {
        return false;
    }
    assert_int_not_equal(output.kind, FEED_READ); /* The ring holds all. */
    if (output.kind == FEED_VERIFY) {
        feed_server_verified(source->server, output.peer, true);
    } else {
        feed_client_input(source->client, output.frame, 2);
    }
    return true;
}

void source_flow(struct source *source)
{
    (void)feed_client_tick(source->client, 2);
    feed_server_tick(source->server, 2);
    while (carry_to_server(source) || carry_to_client(source)) {
    }
}

void house_open(struct house *house, const char *database)
{
    tiny_database(database);
    house->db = tiny_session(database);
    house->flow = tiny_flow(house->db);
    house->arena = arena_new(65536);
}

void house_close(struct house *house)
{
    flow_destroy(&house->flow);
    db_close(&house->db);
    arena_destroy(&house->arena);
}

int house_set_up(void **state, const char *database)
{
    static struct house house;
    house_open(&house, database);
    *state = &house;
    return 0;
}

int house_tear_down(void **state)
{
    house_close(*state);
    return 0;
}

size_t house_run(struct house *house)
{
    const struct feed_item *items;
    assert_int_equal(flow_run(house->flow), OK);
    return flow_appended(house->flow, &items);
}

void house_say(struct house *house, struct view frame)
{
    flow_command(house->flow, view_of("peer"), &tiny_client, frame);
}
