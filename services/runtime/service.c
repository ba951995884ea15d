/* SPDX-License-Identifier: MPL-2.0 */
/* The life of a daemon: command line, settings, standby, database, sockets, loop, end. */
#include "runtime/service.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "runtime/http.h"
#include "runtime/log.h"
#include "runtime/loop.h"
#include "runtime/migrate.h"
#include "runtime/notify.h"
#include "runtime/options.h"
#include "runtime/standby.h"
#include "runtime/zone.h"

extern const struct sql_file runtime_sql[];
extern const struct sql_file runtime_schema[];

enum { CONNECT_TIMEOUT_MS = 10000 };

/* Everything a running daemon holds, in the order in which it is taken. */
struct daemon {
    const struct service *service;
    const char *config_path;
    struct config *config;
    struct metrics metrics;
    struct life life;
    struct key_pair pair;
    roster_t *roster;
    http_t *http;
    db_t *db;
    flow_t *flow;
    void *zmq_context;
    zap_t *zap;
};

/* ---- settings ---- */

static int load_config(struct daemon *daemon)
{
    enum log_level level;
    daemon->config = config_load(daemon->service, daemon->config_path, stderr);
    if (!daemon->config) {
        return EX_CONFIG;
    }
    if (log_level_find(daemon->config->common.log_level, &level) == 0) {
        log_set_level(level);
    }
    return EX_OK;
}

/* The files that the settings name. Every error is said, so the second is tried after the first. */
static int load_files(struct daemon *daemon)
{
    char path[512], error[200];
    int result = EX_OK;
    if (zone_set(daemon->config->common.time_zone) < 0) {
        log_error("time_zone is not known here: the package tzdata has the zones",
                  log_text("time_zone", daemon->config->common.time_zone));
        result = EX_CONFIG;
    }
    config_secret_path(daemon->config, path);
    if (key_pair_load(path, &daemon->pair, error) < 0) {
        log_error("key cannot be used", log_text("reason", error));
        result = EX_CONFIG;
    }
    daemon->roster = roster_open(daemon->config->common.registry, error);
    if (!daemon->roster) {
        log_error("registry cannot be used", log_text("reason", error));
        result = EX_CONFIG;
    }
    return result;
}

static void clear(struct daemon *daemon)
{
    roster_close(&daemon->roster);
    config_destroy(&daemon->config);
    explicit_bzero(&daemon->pair, sizeof daemon->pair);
}

static int check(struct daemon *daemon)
{
    int result = load_config(daemon);
    if (result == EX_OK) {
        result = load_files(daemon);
    }
    clear(daemon);
    return result;
}

/* ---- migrations ---- */

/* The role that the daemon connects as: what database says, or what libpq would take. */
static void find_app_role(const char *conninfo, char ret_role[64])
{
    char *error = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &error);
    PQfreemem(error);
    *ret_role = '\0';
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (strcmp(option->keyword, "user") == 0 && option->val) {
            snprintf(ret_role, 64, "%s", option->val);
        }
    }
    PQconninfoFree(options);
}

static int apply_migrations(struct daemon *daemon, db_t *db, const char *app_role)
{
    int count = 0;
    int result = migrate_apply(db, runtime_schema, daemon->service->schema, app_role, &count);
    if (result != OK) {
        log_error("migration failed", log_text("reason", db_error_text(db)));
        return result == ERR_AGAIN ? EX_TEMPFAIL : EX_CONFIG;
    }
    log_info("database is up to date", log_number("applied", count));
    return EX_OK;
}

static int migrate(struct daemon *daemon)
{
    char error[200] = "", role[64];
    int result = load_config(daemon);
    if (result != EX_OK) {
        return result;
    }
    const struct common_settings *common = &daemon->config->common;
    find_app_role(common->database, role);
    if (!*common->database_owner || !*role) {
        fprintf(stderr, "--migrate needs database_owner, and user= in database\n");
        clear(daemon);
        return EX_CONFIG;
    }
    db_t *db = db_open(common->database_owner, CONNECT_TIMEOUT_MS, error);
    if (db) {
        result = apply_migrations(daemon, db, role);
    } else {
        log_error("database cannot be reached", log_text("reason", error));
        result = EX_TEMPFAIL;
    }
    db_close(&db);
    clear(daemon);
    return result;
}

/* ---- becoming active ---- */

static bool pause_life(void *context, int64_t timeout_ms)
{
    struct daemon *daemon = context;
    bool go_on = life_pause(&daemon->life, timeout_ms);
    daemon->life.reload = false; /* a standby has nothing loaded but its registry */
    roster_check(daemon->roster, false);
    return go_on;
}

static void tell_status(void *context, const char *status)
{
    (void)context;
    notify_ready(status); /* started, as far as a supervisor is concerned; /ready says more */
}

/* A step on the session that may fail: says why and gives the exit code. */
static int judge(struct daemon *daemon, int result, const char *message)
{
    if (result == OK) {
        return EX_OK;
    }
    log_error(message, log_text("reason", db_error_text(daemon->db)));
    return result == ERR_FATAL ? EX_CONFIG : EX_TEMPFAIL;
}

static int prepare_database(struct daemon *daemon)
{
    char error[200] = "";
    const struct service *service = daemon->service;
    int result = judge(daemon, db_check_durability(daemon->db), "database is not durable");
    if (result != EX_OK) {
        return result;
    }
    int schema = migrate_check(daemon->db, runtime_schema, service->schema, error);
    if (schema != OK) {
        log_error("database has another schema; --migrate brings it up to date",
                  log_text("reason", error));
        return schema == ERR_FATAL ? EX_CONFIG : EX_TEMPFAIL;
    }
    result = judge(daemon, db_prepare(daemon->db, runtime_sql), "statements cannot be prepared");
    if (result != EX_OK) {
        return result;
    }
    return judge(daemon, db_prepare(daemon->db, service->sql), "statements cannot be prepared");
}

static int load_flow(struct daemon *daemon)
{
    char error[200] = "";
    const struct common_settings *common = &daemon->config->common;
    struct flow_options options = {.service = daemon->service,
                                   .db = daemon->db,
                                   .settings = daemon->config->service,
                                   .commit_timeout_ms = (int)common->commit_timeout_ms,
                                   .horizon_days = common->horizon_days,
                                   .sandbox = common->sandbox,
                                   .clock_offset_us = common->clock_offset_us};
    daemon->flow = flow_new(&options, error);
    if (!daemon->flow) {
        log_error("journal cannot be taken over", log_text("reason", error));
        return EX_TEMPFAIL;
    }
    return EX_OK;
}

/* The handler of handshakes must be there before any server socket, and must be seen to work. */
static int open_bus(struct daemon *daemon)
{
    char error[200] = "";
    daemon->zmq_context = zmq_ctx_new();
    assert(daemon->zmq_context);
    daemon->zap = zap_start(daemon->zmq_context, daemon->roster);
    if (!daemon->zap) {
        log_error("the handler of handshakes cannot be started");
        return EX_SOFTWARE;
    }
    if (bus_self_test(daemon->zmq_context, daemon->zap, error) < 0) {
        log_error("self-test of handshakes failed", log_text("reason", error));
        return EX_SOFTWARE;
    }
    return EX_OK;
}

static void close_bus(struct daemon *daemon)
{
    if (daemon->zmq_context) {
        zmq_ctx_shutdown(daemon->zmq_context);
        zap_stop(&daemon->zap);
        zmq_ctx_term(daemon->zmq_context);
    }
}

static int serve(struct daemon *daemon)
{
    struct loop_parts parts = {.service = daemon->service,
                               .config = daemon->config,
                               .config_path = daemon->config_path,
                               .pair = &daemon->pair,
                               .zmq_context = daemon->zmq_context,
                               .zap = daemon->zap,
                               .roster = daemon->roster,
                               .life = &daemon->life,
                               .metrics = &daemon->metrics,
                               .db = daemon->db,
                               .flow = daemon->flow};
    return loop_run(&parts);
}

static int become_active(struct daemon *daemon)
{
    const struct common_settings *common = &daemon->config->common;
    struct standby standby = {.conninfo = common->database,
                              .owner = daemon->service->owner,
                              .commit_timeout_ms = common->commit_timeout_ms,
                              .pause = pause_life,
                              .tell = tell_status,
                              .context = daemon};
    daemon->db = standby_take_over(&standby);
    if (!daemon->db) {
        return EX_OK; /* told to stop while waiting */
    }
    int result = prepare_database(daemon);
    if (result == EX_OK) {
        result = load_flow(daemon);
    }
    if (result == EX_OK) {
        result = open_bus(daemon);
    }
    return result == EX_OK ? serve(daemon) : result;
}

static int start_http(struct daemon *daemon)
{
    char error[200] = "";
    if (!*daemon->config->common.http) {
        return EX_OK;
    }
    daemon->http = http_start(daemon->config->common.http, &daemon->metrics, error);
    if (!daemon->http) {
        log_error("http cannot be served", log_text("reason", error));
        return EX_UNAVAILABLE;
    }
    return EX_OK;
}

/* Reverse order of taking. The lock goes with the session, after the last reply has left. */
static void close_all(struct daemon *daemon)
{
    close_bus(daemon);
    flow_destroy(&daemon->flow);
    db_close(&daemon->db);
    http_stop(&daemon->http);
    close(daemon->life.signals);
    clear(daemon);
}

static int run(struct daemon *daemon)
{
    life_begin(&daemon->life, &daemon->metrics);
    int result = load_config(daemon);
    if (result == EX_OK) {
        log_info("starting", log_text("service", daemon->service->name),
                 log_text("version", ENTRAIDE_VERSION));
        result = load_files(daemon);
    }
    if (result == EX_OK) {
        result = start_http(daemon);
    }
    if (result == EX_OK) {
        result = become_active(daemon);
    }
    close_all(daemon);
    return result;
}

int service_main(int argc, char **argv, const struct service *service)
{
    struct options options;
    struct daemon daemon = {.service = service, .metrics = {.service = service}};
    log_open(STDERR_FILENO);
    if (options_read(argc, argv, &options) < 0) {
        return EX_USAGE;
    }
    daemon.config_path = options.config_path;
    switch (options.mode) {
    case MODE_RUN:
        return run(&daemon);
    case MODE_CHECK:
        return check(&daemon);
    case MODE_MIGRATE:
        return migrate(&daemon);
    case MODE_PRINT_DEFAULTS:
        config_print_defaults(service, stdout);
        return EX_OK;
    case MODE_VERSION:
        printf("entraide-%s %s, contract level %d\n", service->name, ENTRAIDE_VERSION,
               CONTRACT_LEVEL);
        return EX_OK;
    case MODE_HELP:
        options_print_help(service->name, stdout);
        return EX_OK;
    }
    return EX_USAGE;
}
