/* SPDX-License-Identifier: MPL-2.0 */
/* A service, described as data; service_main runs it. */
#ifndef ENTRAIDE_RUNTIME_SERVICE_H
#define ENTRAIDE_RUNTIME_SERVICE_H

#include "runtime/batch.h"
#include "runtime/sql_file.h"

/* One inbound message and what is done with it. Exactly one of message, timer, job is set. */
struct handler {
    const struct message *message; /* command, query or event of the contract */
    const char *timer;             /* or the name of a timer */
    const char *job;               /* or the name of a job that comes back */
    /* Names the rows that handle will load (batch_want only); may be NULL. */
    void (*want)(void *self, batch_t *batch, const struct call *call);
    /* Decides. OK, or what refuse() or park() returned. */
    int (*handle)(void *self, batch_t *batch, const struct call *call);
};

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL };

/* A row of settings.def: SETTING(INT, offer_ttl_minutes, "4320", 1, 100000, RELOAD, "minutes; ...") */
struct setting {
    enum setting_type type;
    const char *name;
    const char *preset; /* the default, as written in the file */
    int64_t min, max;   /* of the number, or of the text's bytes */
    bool reload;        /* a SIGHUP applies it; else a restart */
    size_t offset;      /* in the settings struct: char[256], int64_t or bool */
    const char *doc;    /* with unit */
};

struct service {
    const char *name; /* "intake" */
    enum owner owner;
    const struct handler *const *handlers; /* NULL-terminated */
    const enum owner *upstreams;           /* feeds it reads; ends with OWNER_ANY */
    const struct table *const *tables;     /* NULL-terminated */
    const struct sql_file *sql;            /* from sql/, generated at build */
    const struct sql_file *schema;         /* from schema/, in the order of their names */
    const struct setting *settings;        /* ends with name NULL */
    size_t settings_size;
    /* What is wrong with settings that are right one by one, or NULL; static text. May be NULL. */
    const char *(*check_settings)(const void *settings);
    const char *const *counters; /* names for /metrics, NULL-terminated; may be NULL */
    /* The state struct: made once; load fills its directories from the database (also again after a
       failed batch, so it clears first). settings is valid while the service runs. */
    void *(*open)(const void *settings);
    int (*load)(void *self, db_t *db);
    void (*close)(void **self_p);
    /* Called when the service has become active or a SIGHUP changed the settings; may be NULL. */
    void (*activate)(void *self, const void *settings);
};

/* Runs a daemon: arguments, configuration, log, standby, migration check, load, bind, loop, drain.
   Returns the exit code (sysexits). --help tells the rest. */
int service_main(int argc, char **argv, const struct service *service);

#endif
