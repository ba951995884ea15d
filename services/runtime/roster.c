/* SPDX-License-Identifier: MPL-2.0 */
/* The registry now in force. */
#include "runtime/roster.h"

#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "runtime/log.h"

/* A replaced registry whose clients may still be referred to by waiting messages. */
struct retired {
    registry_t *registry;
    struct retired *next;
};

struct roster {
    char *path;
    pthread_mutex_t mutex; /* guards registry against other threads while it is swapped */
    registry_t *registry;
    struct retired *retired;
    struct stat seen; /* the file as last looked at */
};

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

roster_t *roster_open(const char *path, char ret_error[200])
{
    AUTO(roster_t) *roster = calloc(1, sizeof *roster);
    if (!roster || !(roster->path = strdup(path))) {
        abort();
    }
    pthread_mutex_init(&roster->mutex, NULL);
    /* Looked at before reading: a change in between is seen by the next check. */
    if (stat(path, &roster->seen) < 0) {
        roster->seen = (struct stat){0};
    }
    roster->registry = registry_load(path, ret_error);
    if (!roster->registry) {
        roster_close(&roster);
    }
    return take(&roster);
}

void roster_settle(roster_t *roster)
{
    while (roster->retired) {
        struct retired *retired = roster->retired;
        roster->retired = retired->next;
        registry_destroy(&retired->registry);
        free(retired);
    }
}

void roster_close(roster_t **roster_p)
{
    roster_t *roster = *roster_p;
    if (!roster) {
        return;
    }
    roster_settle(roster);
    registry_destroy(&roster->registry);
    pthread_mutex_destroy(&roster->mutex);
    free(roster->path);
    free(roster);
    *roster_p = NULL;
}

static void replace(roster_t *roster, registry_t *fresh)
{
    struct retired *retired = malloc(sizeof *retired);
    if (!retired) {
        abort();
    }
    *retired = (struct retired){roster->registry, roster->retired};
    roster->retired = retired;
    pthread_mutex_lock(&roster->mutex);
    roster->registry = fresh;
    pthread_mutex_unlock(&roster->mutex);
}

bool roster_check(roster_t *roster, bool forced)
{
    struct stat now;
    char error[200];
    if (stat(roster->path, &now) < 0 || (!forced && same_file(&now, &roster->seen))) {
        return false; /* a file that is being replaced may be absent for a moment */
    }
    roster->seen = now;
    registry_t *fresh = registry_load(roster->path, error);
    if (!fresh) {
        log_error("registry is wrong; the one in force stays", log_text("reason", error));
        return false;
    }
    replace(roster, fresh);
    log_info("registry loaded", log_number("clients", (int64_t)registry_count(fresh)));
    return true;
}

const struct client *roster_client(const roster_t *roster, const char *public_key)
{
    return registry_find(roster->registry, public_key, time(NULL));
}

bool roster_knows(roster_t *roster, const char *public_key)
{
    pthread_mutex_lock(&roster->mutex);
    bool known = roster_client(roster, public_key) != NULL;
    pthread_mutex_unlock(&roster->mutex);
    return known;
}
