/* SPDX-License-Identifier: MPL-2.0 */
/* Both sides of the feed over a bad network, driven by a seeded scheduler: frames are lost, doubled
   and cut off, producer and readers crash, readers are slow, journals are rewritten. Whatever
   happens, each reader commits every event once and in order, or is told that the journal is not
   the one it read. FEED_SEEDS sets the number of seeds, FEED_SEED runs a single one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "feed_support.h"
#include "proto/scan.h"

enum {
    CLIENT_COUNT = 2,
    WIRE_MAX = 64,
    STEP_COUNT = 250,
    CALM_STEP_MAX = 2000,
    RING_SIZE = 8 * 1024,
    CREDIT_EVENTS = 24,
    CREDIT_BYTES = 6000,
    BODY_SIZE_MAX = 1500,
    READ_MAX = 40,
    /* The ring, one read, the frame being sent (three copies while it is packed), and the state. */
    SERVER_SIZE_MAX = RING_SIZE + READ_MAX * (BODY_SIZE_MAX + 400) +
                      3 * (CREDIT_BYTES + BODY_SIZE_MAX + 10000) + 512 * 1024
};

static const char *const names[CLIENT_COUNT] = {"plain", "full"};

struct frame {
    uint8_t *bytes;
    size_t size;
};

/* One direction of a connection. */
struct wire {
    struct frame frames[WIRE_MAX];
    size_t count;
};

struct reader_side {
    feed_client_t *client;
    const char *name;
    uint32_t peer; /* routing id of its connection */
    struct wire up, down;
    struct cursor committed; /* as in its database */
    int64_t taken_seq;       /* since the last commit or rewind */
    struct cursor taken;
    bool cut; /* nothing gets through any more */
};

struct world {
    uint64_t random;
    unsigned seed;
    bool calm;      /* the network is perfect from here on */
    bool rewritten; /* the journal is not the one it was */
    struct log *log;
    feed_server_t *server;
    struct reader_side readers[CLIENT_COUNT];
    uint32_t last_peer;
    int64_t now_ms;
};

static uint64_t draw(struct world *world)
{
    world->random ^= world->random << 13;
    world->random ^= world->random >> 7;
    world->random ^= world->random << 17;
    return world->random;
}

static bool chance(struct world *world, unsigned percent)
{
    return draw(world) % 100 < percent;
}

static void check(const struct world *world, bool holds, const char *what)
{
    if (!holds) {
        fail_msg("seed %u at %lld ms: %s", world->seed, (long long)world->now_ms, what);
    }
}

/* ---- the network ---- */

static void clear_wire(struct wire *wire)
{
    for (size_t i = 0; i < wire->count; i++) {
        free(wire->frames[i].bytes);
    }
    wire->count = 0;
}

static void put_frame(struct world *world, struct wire *wire, struct view frame)
{
    size_t copies = world->calm ? 1 : chance(world, 3) ? 0 : chance(world, 3) ? 2 : 1;
    for (; copies > 0 && wire->count < WIRE_MAX; copies--) {
        struct frame copy = {malloc(frame.size), frame.size};
        assert_non_null(copy.bytes);
        memcpy(copy.bytes, frame.bytes, frame.size);
        wire->frames[wire->count] = copy;
        wire->count++;
    }
}

static bool get_frame(struct wire *wire, struct frame *ret_frame)
{
    if (wire->count == 0) {
        return false;
    }
    *ret_frame = wire->frames[0];
    wire->count--;
    memmove(wire->frames, wire->frames + 1, wire->count * sizeof wire->frames[0]);
    return true;
}

static void connect_reader(struct world *world, struct reader_side *reader)
{
    clear_wire(&reader->up);
    clear_wire(&reader->down);
    world->last_peer++;
    reader->peer = world->last_peer;
    reader->cut = false;
    feed_client_connected(reader->client, world->now_ms);
}

/* ---- lives ---- */

static void start_server(struct world *world)
{
    feed_server_destroy(&world->server);
    world->server = feed_server_new(OWNER_INTAKE, (struct id){{1}}, RING_SIZE, log_rights(NULL));
    feed_server_start(world->server, log_cursor(world->log, (int64_t)world->log->count), 1,
                      world->now_ms);
}

static void start_reader(struct world *world, struct reader_side *reader)
{
    feed_client_destroy(&reader->client);
    reader->client = feed_client_new(OWNER_INTAKE, reader->name, CREDIT_EVENTS, CREDIT_BYTES);
    reader->taken = reader->committed;
    feed_client_start(reader->client, reader->committed, world->now_ms);
    connect_reader(world, reader);
}

/* ---- the producer's loop ---- */

static void produce(struct world *world)
{
    size_t before = world->log->count;
    for (uint64_t count = draw(world) % 8; count > 0 && world->log->count < LOG_MAX; count--) {
        log_add(world->log, chance(world, 70) ? OPEN_TYPE : SECRET_TYPE,
                16 + draw(world) % BODY_SIZE_MAX, draw(world));
    }
    feed_server_append(world->server, world->log->items + before, world->log->count - before);
}

static void serve_read(struct world *world, const struct feed_output *output)
{
    size_t from = (size_t)output->from_seq - 1;
    size_t limit = (size_t)output->limit;
    check(world, output->from_seq >= 1 && from < world->log->count, "reads what there is");
    size_t count = world->log->count - from < limit ? world->log->count - from : limit;
    count = count < READ_MAX ? count : READ_MAX;
    if (!world->calm) {
        count = chance(world, 10) ? 0 : 1 + draw(world) % count;
    }
    feed_server_take(world->server, world->log->items + from, count);
}

static struct reader_side *find_reader(struct world *world, struct view peer)
{
    for (size_t i = 0; i < CLIENT_COUNT; i++) {
        struct reader_side *reader = &world->readers[i];
        if (peer.size == sizeof reader->peer && memcmp(peer.bytes, &reader->peer, peer.size) == 0) {
            return reader;
        }
    }
    return NULL;
}

static void deliver_down(struct world *world, const struct feed_output *output)
{
    check(world, output->frame.size <= FRAME_SIZE_MAX, "a frame is within its limit");
    struct reader_side *reader = find_reader(world, output->peer);
    if (!reader || (reader->down.count == WIRE_MAX && !reader->cut)) {
        feed_server_lost(world->server, output->peer);
    } else if (!reader->cut) {
        put_frame(world, &reader->down, output->frame);
    }
}

static void run_server(struct world *world)
{
    struct feed_output output;
    feed_server_tick(world->server, world->now_ms);
    while (feed_server_output(world->server, &output)) {
        size_t size = feed_server_held_size(world->server);
        check(world, size <= SERVER_SIZE_MAX, "the server's memory is bounded");
        if (output.kind == FEED_SEND) {
            deliver_down(world, &output);
        } else if (output.kind == FEED_READ) {
            serve_read(world, &output);
        } else if (world->calm || chance(world, 95)) {
            feed_server_verified(world->server, output.peer, log_has(world->log, output.cursor));
        }
    }
}

static void feed_up(struct world *world, struct reader_side *reader, struct frame frame)
{
    struct envelope envelope;
    const struct message *message = NULL;
    struct refusal refusal;
    _Alignas(max_align_t) uint8_t data[RECORD_SIZE_MAX];
    struct view bytes = {frame.bytes, frame.size};
    check(world, message_decode(bytes, &envelope, &message, data, &refusal) == 0,
          "the reader's frames are of the contract");
    struct view peer = {(const uint8_t *)&reader->peer, sizeof reader->peer};
    feed_server_input(world->server, peer, reader->name, message, data);
}

/* ---- a reader's loop ---- */

static void check_arrival(struct world *world, const struct reader_side *reader,
                          const struct feed_arrival *arrival)
{
    check(world, arrival->seq == reader->taken.seq + 1, "events come once and in order");
    bool full = strcmp(reader->name, "full") == 0;
    check(world, arrival->body.bytes || !full, "who may see all sees all");
    if (arrival->body.bytes) {
        struct digest chain = chain_next(reader->taken.chain, digest_of(arrival->body));
        check(world, digest_equal(chain, arrival->chain), "the chain is that of the bodies");
    }
    if (!world->rewritten) {
        const struct feed_item *item = &world->log->items[arrival->seq - 1];
        bool hidden = world->log->secret[arrival->seq - 1] && !full;
        check(world,
              digest_equal(item->chain, arrival->chain) && item->epoch == arrival->epoch &&
                  view_equal(item->after, arrival->after),
              "the event is the journal's");
        check(world, hidden == !arrival->body.bytes, "secrets are hidden, and nothing else");
        check(world, !arrival->body.bytes || view_equal(item->body, arrival->body),
              "the body is the journal's");
    }
}

static void take_events(struct world *world, struct reader_side *reader)
{
    struct feed_arrival arrival;
    uint64_t count = world->calm ? CREDIT_EVENTS : draw(world) % 10;
    for (; count > 0 && feed_client_peek(reader->client, &arrival); count--) {
        check_arrival(world, reader, &arrival);
        reader->taken = (struct cursor){arrival.epoch, arrival.seq, arrival.chain};
        feed_client_take(reader->client);
        check(world, reader->taken.seq - reader->committed.seq <= CREDIT_EVENTS,
              "a reader holds no more than its credit");
    }
    if (!world->calm && chance(world, 10)) {
        feed_client_rewind(reader->client);
        reader->taken = reader->committed;
    } else if (reader->taken.seq > reader->committed.seq) {
        reader->committed = reader->taken;
        feed_client_committed(reader->client, reader->committed);
    }
}

static void run_reader(struct world *world, struct reader_side *reader)
{
    struct frame frame;
    for (uint64_t n = world->calm ? WIRE_MAX : draw(world) % 6;
         n > 0 && get_frame(&reader->down, &frame); n--) {
        feed_client_input(reader->client, (struct view){frame.bytes, frame.size}, world->now_ms);
        free(frame.bytes);
    }
    if (world->calm || chance(world, 60)) {
        take_events(world, reader);
    }
    if (feed_client_tick(reader->client, world->now_ms)) {
        connect_reader(world, reader);
        (void)feed_client_tick(reader->client, world->now_ms);
    }
    struct view output;
    while (feed_client_output(reader->client, &output)) {
        if (!reader->cut) {
            put_frame(world, &reader->up, output);
        }
    }
    for (uint64_t n = world->calm ? WIRE_MAX : draw(world) % 6;
         n > 0 && get_frame(&reader->up, &frame); n--) {
        feed_up(world, reader, frame);
        free(frame.bytes);
    }
}

/* ---- the story ---- */

static void disturb(struct world *world)
{
    struct reader_side *reader = &world->readers[draw(world) % CLIENT_COUNT];
    if (chance(world, 2)) {
        start_server(world);
    }
    if (chance(world, 2)) {
        start_reader(world, reader);
    }
    if (chance(world, 2)) {
        reader->cut = true;
        clear_wire(&reader->up);
        clear_wire(&reader->down);
    }
    if (chance(world, 1)) {
        connect_reader(world, reader);
    }
}

static void run_step(struct world *world)
{
    world->now_ms += world->calm ? 100 : (int64_t)(draw(world) % 250);
    run_server(world);
    for (size_t i = 0; i < CLIENT_COUNT; i++) {
        run_reader(world, &world->readers[i]);
    }
}

/* A backup is restored: events after seq are gone, others are written in their place. */
static void rewrite_journal(struct world *world)
{
    int64_t kept_seq = (int64_t)(draw(world) % (world->log->count + 1));
    world->rewritten = true;
    log_cut(world->log, kept_seq);
    start_server(world);
    produce(world);
}

static bool is_settled(const struct world *world, const struct reader_side *reader)
{
    if (!log_has(world->log, reader->committed)) {
        return feed_client_state(reader->client) == FEED_DIVERGENT;
    }
    return feed_client_state(reader->client) == FEED_OPENED &&
           reader->committed.seq == (int64_t)world->log->count &&
           feed_client_head(reader->client) == (int64_t)world->log->count;
}

/* From now on nothing goes wrong any more: all must come to rest. */
static void settle(struct world *world)
{
    world->calm = true;
    int steps = 0;
    while (!is_settled(world, &world->readers[0]) || !is_settled(world, &world->readers[1])) {
        run_step(world);
        steps++;
        check(world, steps < CALM_STEP_MAX, "readers come to the end, or know that they diverged");
    }
}

/* Did a reader that had read what was rewritten notice. Counted, so that the test is not empty. */
static size_t run_seed(unsigned seed)
{
    struct world world = {.seed = seed, .random = seed * 0x9e3779b97f4a7c15U + 1, .log = log_new()};
    world.now_ms = (int64_t)(draw(&world) % 100000);
    start_server(&world);
    for (size_t i = 0; i < CLIENT_COUNT; i++) {
        world.readers[i].name = names[i];
        start_reader(&world, &world.readers[i]);
    }
    size_t rewrite_step = seed % 4 == 0 ? draw(&world) % STEP_COUNT : STEP_COUNT;
    for (size_t step = 0; step < STEP_COUNT; step++) {
        if (chance(&world, 40)) {
            produce(&world);
        }
        if (step == rewrite_step) {
            rewrite_journal(&world);
        }
        disturb(&world);
        run_step(&world);
    }
    settle(&world);
    size_t divergent_count = 0;
    for (size_t i = 0; i < CLIENT_COUNT; i++) {
        struct reader_side *reader = &world.readers[i];
        divergent_count += feed_client_state(reader->client) == FEED_DIVERGENT;
        check(&world, world.rewritten || feed_client_state(reader->client) == FEED_OPENED,
              "no false alarm");
        feed_client_destroy(&reader->client);
        clear_wire(&reader->up);
        clear_wire(&reader->down);
    }
    feed_server_destroy(&world.server);
    log_destroy(&world.log);
    return divergent_count;
}

static void every_seed_ends_well(void **state)
{
    (void)state;
    const char *single = getenv("FEED_SEED");
    const char *many = getenv("FEED_SEEDS");
    if (single) {
        (void)run_seed((unsigned)strtoul(single, NULL, 10));
        return;
    }
    unsigned seeds = many ? (unsigned)strtoul(many, NULL, 10) : 2000;
    size_t divergent_count = 0;
    for (unsigned seed = 0; seed < seeds; seed++) {
        divergent_count += run_seed(seed);
    }
    print_message("%u seeds, %zu divergences noticed\n", seeds, divergent_count);
    assert_true(divergent_count > seeds / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_seed_ends_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
