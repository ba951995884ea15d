/* SPDX-License-Identifier: MPL-2.0 */
/* The limit: the same bytes into the same tables as a run of the daemons left them, as arrays by unnest,
 * in batches, with nothing around them. What no design on this database can go above by much.
 *
 *   bench_limit TARGET BATCH CONNECTIONS REQUESTS SOURCE=SCHEMA=TABLE[,TABLE...] ...
 *
 * TARGET and SOURCE are conninfos; SCHEMA is where the tables are in the target. Prints one JSON line with
 * requests per second and, for each commit, the median and 99th percentile in microseconds. */
#include <assert.h>
#include <endian.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TABLES_MAX = 64, COLUMNS_MAX = 32 };

struct source_table {
    char name[128]; /* schema.table in the target */
    PGresult *rows; /* all rows, binary */
    char insert[4096];
    int column_count;
};

struct bench {
    const char *target;
    int batch, connections, requests;
    struct source_table tables[TABLES_MAX];
    int table_count;
    int64_t *commit_us; /* one per batch */
};

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench_limit: %s: %s\n", what, why);
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static PGconn *open_session(const char *conninfo)
{
    PGconn *session = PQconnectdb(conninfo);
    if (PQstatus(session) != CONNECTION_OK) {
        stop("connect", PQerrorMessage(session));
    }
    return session;
}

static PGresult *ask(PGconn *session, const char *sql, int binary)
{
    PGresult *result = PQexecParams(session, sql, 0, NULL, NULL, NULL, NULL, binary);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        stop(sql, PQerrorMessage(session));
    }
    return result;
}

/* INSERT INTO schema.table SELECT * FROM unnest($1::uuid[], ...), by the types of the source. */
static void write_insert(PGconn *source, struct source_table *table, const char *plain)
{
    char sql[512], name[sizeof table->name];
    snprintf(sql, sizeof sql,
             "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = '%s'::regclass "
             "AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
             plain);
    PGresult *types = ask(source, sql, 0);
    table->column_count = PQntuples(types);
    assert(table->column_count <= COLUMNS_MAX);
    memcpy(name, table->name, sizeof name);
    int size =
        snprintf(table->insert, sizeof table->insert, "INSERT INTO %s SELECT * FROM unnest(", name);
    for (int i = 0; i < table->column_count; i++) {
        size += snprintf(table->insert + size, sizeof table->insert - (size_t)size, "%s$%d::%s[]",
                         i ? "," : "", i + 1, PQgetvalue(types, i, 0));
    }
    snprintf(table->insert + size, sizeof table->insert - (size_t)size, ")");
    PQclear(types);
}

/* "conninfo=schema=a,b": all rows of a and b. */
static void read_source(struct bench *bench, char *word)
{
    char *names = strrchr(word, '=');
    *names++ = '\0';
    char *schema = strrchr(word, '=');
    *schema++ = '\0';
    PGconn *source = open_session(word);
    for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
        assert(bench->table_count < TABLES_MAX);
        struct source_table *table = &bench->tables[bench->table_count++];
        char sql[256];
        snprintf(table->name, sizeof table->name, "%s.%s", schema, name);
        snprintf(sql, sizeof sql, "SELECT * FROM %s", name);
        write_insert(source, table, name);
        table->rows = ask(source, sql, 1);
    }
    PQfinish(source);
}

/* ---- one array parameter: PostgreSQL's binary form ---- */

struct buffer {
    char *bytes;
    size_t size, capacity;
};

static void *grow(struct buffer *buffer, size_t size)
{
    if (buffer->size + size > buffer->capacity) {
        buffer->capacity = 2 * (buffer->size + size) + 1024;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (!buffer->bytes) {
            abort();
        }
    }
    buffer->size += size;
    return buffer->bytes + buffer->size - size;
}

static void put_int(struct buffer *buffer, uint32_t value)
{
    uint32_t wire = htobe32(value);
    memcpy(grow(buffer, sizeof wire), &wire, sizeof wire);
}

static void put_array(struct buffer *buffer, const PGresult *rows, int column, int from, int to)
{
    buffer->size = 0;
    put_int(buffer, 1); /* dimensions */
    put_int(buffer, 0); /* no NULLs */
    put_int(buffer, PQftype(rows, column));
    put_int(buffer, (uint32_t)(to - from));
    put_int(buffer, 1); /* lower bound */
    for (int row = from; row < to; row++) {
        int size = PQgetlength(rows, row, column);
        put_int(buffer, (uint32_t)size);
        if (size) {
            memcpy(grow(buffer, (size_t)size), PQgetvalue(rows, row, column), (size_t)size);
        }
    }
}

/* ---- one connection ---- */

struct writer {
    struct bench *bench;
    int number; /* of the connection: it writes every connections-th batch */
    struct buffer arrays[COLUMNS_MAX];
};

static void send_table(struct writer *writer, PGconn *session, int place, int from, int to)
{
    const struct source_table *table = &writer->bench->tables[place];
    const char *values[COLUMNS_MAX];
    int lengths[COLUMNS_MAX], formats[COLUMNS_MAX];
    char name[16];
    for (int i = 0; i < table->column_count; i++) {
        put_array(&writer->arrays[i], table->rows, i, from, to);
        values[i] = writer->arrays[i].bytes;
        lengths[i] = (int)writer->arrays[i].size;
        formats[i] = 1;
    }
    snprintf(name, sizeof name, "t%d", place);
    if (!PQsendQueryPrepared(session, name, table->column_count, values, lengths, formats, 1)) {
        stop(table->name, PQerrorMessage(session));
    }
}

/* Reads until the end of the pipeline; every statement must have succeeded. */
static void finish(PGconn *session)
{
    PGresult *result;
    for (;;) {
        result = PQgetResult(session);
        ExecStatusType status = PQresultStatus(result);
        if (result && status != PGRES_COMMAND_OK && status != PGRES_PIPELINE_SYNC) {
            stop("insert", PQerrorMessage(session));
        }
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) {
            return;
        }
    }
}

static void *write_batches(void *context)
{
    struct writer *writer = context;
    struct bench *bench = writer->bench;
    PGconn *session = open_session(bench->target);
    for (int i = 0; i < bench->table_count; i++) {
        char name[16];
        snprintf(name, sizeof name, "t%d", i);
        PQclear(PQprepare(session, name, bench->tables[i].insert, 0, NULL));
    }
    PQclear(PQprepare(session, "begin", "BEGIN", 0, NULL));
    PQclear(PQprepare(session, "commit", "COMMIT", 0, NULL));
    PQenterPipelineMode(session);
    int batches = (bench->requests + bench->batch - 1) / bench->batch;
    for (int b = writer->number; b < batches; b += bench->connections) {
        int64_t start_us = now_us();
        PQsendQueryPrepared(session, "begin", 0, NULL, NULL, NULL, 0);
        for (int i = 0; i < bench->table_count; i++) {
            int64_t rows = PQntuples(bench->tables[i].rows);
            int from = (int)(rows * b / batches), to = (int)(rows * (b + 1) / batches);
            if (to > from) {
                send_table(writer, session, i, from, to);
            }
        }
        PQsendQueryPrepared(session, "commit", 0, NULL, NULL, NULL, 0);
        PQpipelineSync(session);
        finish(session);
        bench->commit_us[b] = now_us() - start_us;
    }
    PQfinish(session);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    static struct writer writers[16];
    pthread_t threads[16];
    if (argc < 6) {
        stop("usage", "bench_limit TARGET BATCH CONNECTIONS REQUESTS SOURCE=SCHEMA=TABLES ...");
    }
    bench.target = argv[1];
    bench.batch = atoi(argv[2]);
    bench.connections = atoi(argv[3]);
    bench.requests = atoi(argv[4]);
    assert(bench.batch > 0 && bench.connections > 0 && bench.connections <= 16);
    for (int i = 5; i < argc; i++) {
        read_source(&bench, argv[i]);
    }
    int batches = (bench.requests + bench.batch - 1) / bench.batch;
    bench.commit_us = calloc((size_t)batches, sizeof *bench.commit_us);
    int64_t start_us = now_us();
    for (int i = 0; i < bench.connections; i++) {
        writers[i] = (struct writer){.bench = &bench, .number = i};
        pthread_create(&threads[i], NULL, write_batches, &writers[i]);
    }
    for (int i = 0; i < bench.connections; i++) {
        pthread_join(threads[i], NULL);
    }
    int64_t spent_us = now_us() - start_us;
    qsort(bench.commit_us, (size_t)batches, sizeof *bench.commit_us, by_size);
    printf("{\"requests\":%d,\"rps\":%lld,\"commit_p50_us\":%lld,\"commit_p99_us\":%lld}\n",
           bench.requests, (long long)bench.requests * 1000000 / spent_us,
           (long long)bench.commit_us[batches / 2], (long long)bench.commit_us[batches * 99 / 100]);
    return 0;
}
