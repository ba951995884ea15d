/* SPDX-License-Identifier: MPL-2.0 */
/* The configuration of one daemon: common_settings.def, the service's settings.def, and for each feed
 * it reads upstream_<name> and upstream_<name>_key. Strict: every name and value is checked. */
#ifndef ENTRAIDE_RUNTIME_CONFIG_H
#define ENTRAIDE_RUNTIME_CONFIG_H

#include <stdio.h>

#include "runtime/service.h"

enum { UPSTREAM_ENDPOINT_MAX = 8, TEXT_SETTING_SIZE = 256 };

#define COMMON_TEXT(name) char name[TEXT_SETTING_SIZE]
#define COMMON_INT(name) int64_t name
#define COMMON_BOOL(name) bool name
struct common_settings {
#define SETTING(type, name, preset, min, max, when, doc) COMMON_##type(name);
#include "runtime/common_settings.def"
#undef SETTING
};

/* Where a feed is read: its instances, tried one after the other, all with the same key. */
struct upstream_settings {
    enum owner owner;
    char endpoints[UPSTREAM_ENDPOINT_MAX][TEXT_SETTING_SIZE];
    size_t endpoint_count;
    char key[KEY_TEXT_SIZE]; /* public, Z85 */
};

struct config {
    const struct service *about;
    struct common_settings common;
    struct upstream_settings upstreams[OWNER_COUNT]; /* in the order of service.upstreams */
    size_t upstream_count;
    void *service; /* the service's settings struct */
};

/* Reads the file. NULL when anything in it is wrong: then every error is one line "file:line: text" in
   errors. */
struct config *config_load(const struct service *service, const char *path, FILE *errors);
void config_destroy(struct config **config_p);

/* Takes over the settings of fresh that may change while running. Returns how many others differ and
   wait for a restart. */
int config_adopt(struct config *config, const struct config *fresh);

/* Every setting with its default, unit and when it applies, as a file that can be edited. */
void config_print_defaults(const struct service *service, FILE *output);

/* The path of the secret key, found in $CREDENTIALS_DIRECTORY when it has no slash. */
void config_secret_path(const struct config *config, char ret_path[512]);

static inline void auto_config(struct config **config_p)
{
    config_destroy(config_p);
}

#endif
