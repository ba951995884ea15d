/* SPDX-License-Identifier: MPL-2.0 */
/* The configuration of one daemon, read with libconfuse from one table of settings. */
#include "runtime/config.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <zmq.h>

#include "runtime/conf_file.h"
#include "runtime/log.h"

#define WHEN_RELOAD true
#define WHEN_RESTART false
static const struct setting common_table[] = {
#define SETTING(type, name, preset, min, max, when, doc) \
    {SETTING_##type,                                     \
     #name,                                              \
     preset,                                             \
     min,                                                \
     max,                                                \
     WHEN_##when,                                        \
     offsetof(struct common_settings, name),             \
     doc},
#include "runtime/common_settings.def"
#undef SETTING
    {0},
};

enum { SETTING_COUNT_MAX = 128, UPSTREAM_NAME_SIZE = 40 };

/* What is known while a file is read. */
struct reading {
    struct config *config;
    const char *path;
    struct conf_sink *sink;
    char names[OWNER_COUNT][2][UPSTREAM_NAME_SIZE]; /* upstream_<name>, upstream_<name>_key */
    bool seen[SETTING_COUNT_MAX];
    size_t option_count;
    cfg_opt_t options[SETTING_COUNT_MAX + 2];
};

/* ---- one value ---- */

static void *place_of(const struct config *config, const struct setting *setting)
{
    bool common = setting >= common_table &&
                  setting < common_table + sizeof common_table / sizeof *common_table;
    const char *base = common ? (const char *)&config->common : config->service;
    return (void *)(uintptr_t)(base + setting->offset);
}

static size_t size_of(const struct setting *setting)
{
    switch (setting->type) {
    case SETTING_TEXT:
        return TEXT_SETTING_SIZE;
    case SETTING_INT:
        return sizeof(int64_t);
    case SETTING_BOOL:
        return sizeof(bool);
    }
    return 0;
}

static bool set_text(const struct setting *setting, const char *text, char *place)
{
    size_t size = strlen(text);
    if (size >= TEXT_SETTING_SIZE || (int64_t)size < setting->min || (int64_t)size > setting->max) {
        return false;
    }
    memcpy(place, text, size + 1);
    return true;
}

static bool set_number(const struct setting *setting, const char *text, int64_t *place)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end || number < setting->min || number > setting->max) {
        return false;
    }
    *place = number;
    return true;
}

static bool set_bool(const char *text, bool *place)
{
    *place = strcmp(text, "true") == 0;
    return *place || strcmp(text, "false") == 0;
}

static bool set_value(const struct config *config, const struct setting *setting, const char *text)
{
    void *place = place_of(config, setting);
    switch (setting->type) {
    case SETTING_TEXT:
        return set_text(setting, text, place);
    case SETTING_INT:
        return set_number(setting, text, place);
    case SETTING_BOOL:
        return set_bool(text, place);
    }
    return false;
}

static void describe(const struct setting *setting, char ret_text[96])
{
    switch (setting->type) {
    case SETTING_TEXT:
        snprintf(ret_text, 96, "a text of %" PRId64 "..%" PRId64 " bytes", setting->min,
                 setting->max);
        break;
    case SETTING_INT:
        snprintf(ret_text, 96, "a number %" PRId64 "..%" PRId64, setting->min, setting->max);
        break;
    case SETTING_BOOL:
        snprintf(ret_text, 96, "true or false");
        break;
    }
}

/* ---- the tables ---- */

/* The n-th setting: first the common ones, then the service's; NULL at the end. */
static const struct setting *setting_at(const struct service *service, size_t at)
{
    size_t common_count = sizeof common_table / sizeof *common_table - 1;
    if (at < common_count) {
        return &common_table[at];
    }
    if (!service->settings) {
        return NULL;
    }
    /* Closed by an empty row, so walking is the only way to know the end. */
    const struct setting *setting = service->settings;
    for (size_t i = common_count; setting->name && i < at; i++) {
        setting++;
    }
    return setting->name ? setting : NULL;
}

static bool is_required(const struct setting *setting)
{
    return setting->type == SETTING_TEXT && !*setting->preset && setting->min > 0;
}

static void set_presets(const struct config *config)
{
    const struct setting *setting;
    for (size_t i = 0; (setting = setting_at(config->about, i)); i++) {
        bool set = is_required(setting) || set_value(config, setting, setting->preset);
        assert(set && "a default lies within its own limits");
        (void)set;
    }
}

/* ---- reading ---- */

static struct reading *reading_of(const cfg_t *file)
{
    return conf_sink_of(file)->context;
}

/* Called by libconfuse when a scalar has been read; answers 0 so that later errors are found too. */
static int check_scalar(cfg_t *file, cfg_opt_t *option)
{
    struct reading *reading = reading_of(file);
    const struct setting *setting;
    char expected[96];
    for (size_t i = 0; (setting = setting_at(reading->config->about, i)); i++) {
        if (strcmp(setting->name, option->name) != 0) {
            continue;
        }
        if (reading->seen[i]) {
            cfg_error(file, "%s is set twice", setting->name);
        }
        reading->seen[i] = true;
        if (!set_value(reading->config, setting, cfg_opt_getnstr(option, 0))) {
            describe(setting, expected);
            cfg_error(file, "%s must be %s", setting->name, expected);
        }
    }
    return 0;
}

static bool is_endpoint(const char *text)
{
    return (strncmp(text, "tcp://", 6) == 0 || strncmp(text, "ipc://", 6) == 0) &&
           strlen(text) > 6 && strlen(text) < TEXT_SETTING_SIZE;
}

static struct upstream_settings *upstream_of(struct reading *reading, const char *name, int column)
{
    for (size_t i = 0; i < reading->config->upstream_count; i++) {
        if (strcmp(reading->names[i][column], name) == 0) {
            return &reading->config->upstreams[i];
        }
    }
    assert(false && "only upstreams have these options");
    return NULL;
}

static int check_endpoints(cfg_t *file, cfg_opt_t *option)
{
    struct upstream_settings *upstream = upstream_of(reading_of(file), option->name, 0);
    unsigned count = cfg_opt_size(option);
    if (count > UPSTREAM_ENDPOINT_MAX) {
        cfg_error(file, "%s: at most %d endpoints", option->name, UPSTREAM_ENDPOINT_MAX);
        return 0;
    }
    for (unsigned i = 0; i < count; i++) {
        const char *text = cfg_opt_getnstr(option, i);
        if (!is_endpoint(text)) {
            cfg_error(file, "%s: \"%s\" is not tcp://address:port or ipc://path", option->name,
                      text);
            continue;
        }
        snprintf(upstream->endpoints[i], TEXT_SETTING_SIZE, "%s", text);
    }
    upstream->endpoint_count = count;
    return 0;
}

static int check_key(cfg_t *file, cfg_opt_t *option)
{
    struct upstream_settings *upstream = upstream_of(reading_of(file), option->name, 1);
    const char *text = cfg_opt_getnstr(option, 0);
    uint8_t bytes[32];
    if (strlen(text) != KEY_TEXT_SIZE - 1 || !zmq_z85_decode(bytes, text)) {
        cfg_error(file, "%s must be a public key of 40 characters in Z85", option->name);
        return 0;
    }
    snprintf(upstream->key, sizeof upstream->key, "%s", text);
    return 0;
}

static void add_option(struct reading *reading, cfg_opt_t option, cfg_validate_callback_t check)
{
    assert(reading->option_count < SETTING_COUNT_MAX);
    option.validcb = check;
    reading->options[reading->option_count++] = option;
}

static void add_upstream(struct reading *reading, enum owner owner)
{
    struct config *config = reading->config;
    size_t at = config->upstream_count++;
    config->upstreams[at].owner = owner;
    snprintf(reading->names[at][0], UPSTREAM_NAME_SIZE, "upstream_%s", owner_name(owner));
    snprintf(reading->names[at][1], UPSTREAM_NAME_SIZE, "upstream_%s_key", owner_name(owner));
    add_option(reading, (cfg_opt_t)CFG_STR_LIST(reading->names[at][0], NULL, CFGF_NONE),
               check_endpoints);
    add_option(reading, (cfg_opt_t)CFG_STR(reading->names[at][1], NULL, CFGF_NONE), check_key);
}

static void add_options(struct reading *reading)
{
    const struct service *service = reading->config->about;
    const struct setting *setting;
    for (size_t i = 0; (setting = setting_at(service, i)); i++) {
        add_option(reading, (cfg_opt_t)CFG_STR(setting->name, NULL, CFGF_NONE), check_scalar);
    }
    for (const enum owner *owner = service->upstreams; owner && *owner != OWNER_ANY; owner++) {
        add_upstream(reading, *owner);
    }
    add_option(reading, conf_end_option(), NULL);
    reading->options[reading->option_count] = conf_sink_option(reading->sink);
    reading->options[reading->option_count + 1] = (cfg_opt_t)CFG_END();
}

/* ---- what only the whole file shows ---- */

static void complain(struct reading *reading, const char *name, const char *text)
{
    fprintf(reading->sink->errors, "%s:0: %s %s\n", reading->path, name, text);
    reading->sink->count++;
}

static void check_required(struct reading *reading)
{
    const struct setting *setting;
    for (size_t i = 0; (setting = setting_at(reading->config->about, i)); i++) {
        if (is_required(setting) && !reading->seen[i]) {
            complain(reading, setting->name, "is required");
        }
    }
    for (size_t i = 0; i < reading->config->upstream_count; i++) {
        if (reading->config->upstreams[i].endpoint_count == 0) {
            complain(reading, reading->names[i][0], "is required");
        }
        if (!*reading->config->upstreams[i].key) {
            complain(reading, reading->names[i][1], "is required");
        }
    }
}

static void check_whole(struct reading *reading)
{
    const struct common_settings *common = &reading->config->common;
    enum log_level level;
    check_required(reading);
    if (common->clock_offset_us != 0 && !common->sandbox) {
        complain(reading, "clock_offset_us", "is for a sandbox only: set sandbox = true");
    }
    if (log_level_find(common->log_level, &level) < 0) {
        complain(reading, "log_level", "must be debug, info, warning or error");
    }
    if (*common->endpoint && !is_endpoint(common->endpoint)) {
        complain(reading, "endpoint", "must be tcp://address:port or ipc://path");
    }
    if (*common->http && !strrchr(common->http, ':')) {
        complain(reading, "http", "must be address:port");
    }
    const struct service *about = reading->config->about;
    const char *error =
        about->check_settings ? about->check_settings(reading->config->service) : NULL;
    if (error) {
        complain(reading, "settings:", error);
    }
}

static struct config *new_config(const struct service *service)
{
    struct config *config = calloc(1, sizeof *config);
    if (!config || !(config->service = calloc(1, service->settings_size + 1))) {
        abort();
    }
    config->about = service;
    set_presets(config);
    return config;
}

struct config *config_load(const struct service *service, const char *path, FILE *errors)
{
    struct conf_sink sink = {.errors = errors};
    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading) {
        abort();
    }
    reading->config = new_config(service);
    reading->path = path;
    reading->sink = &sink;
    sink.context = reading;
    add_options(reading);
    cfg_t *file = conf_parse(reading->options, path, &sink);
    if (file) {
        check_whole(reading);
        cfg_free(file);
    }
    struct config *config = reading->config;
    free(reading);
    if (sink.count > 0) {
        config_destroy(&config);
    }
    return config;
}

void config_destroy(struct config **config_p)
{
    if (*config_p) {
        free((*config_p)->service);
        free(*config_p);
        *config_p = NULL;
    }
}

/* ---- running ---- */

static bool same_upstream(const struct upstream_settings *a, const struct upstream_settings *b)
{
    bool same = a->endpoint_count == b->endpoint_count && strcmp(a->key, b->key) == 0;
    for (size_t i = 0; same && i < a->endpoint_count; i++) {
        same = strcmp(a->endpoints[i], b->endpoints[i]) == 0;
    }
    return same;
}

int config_adopt(struct config *config, const struct config *fresh)
{
    int waiting = 0;
    const struct setting *setting;
    for (size_t i = 0; (setting = setting_at(config->about, i)); i++) {
        void *place = place_of(config, setting);
        const void *value = place_of(fresh, setting);
        if (setting->reload) {
            memcpy(place, value, size_of(setting));
        } else if (setting->type == SETTING_TEXT ? strcmp(place, value) != 0
                                                 : memcmp(place, value, size_of(setting)) != 0) {
            waiting++;
        }
    }
    for (size_t i = 0; i < config->upstream_count; i++) {
        waiting += !same_upstream(&config->upstreams[i], &fresh->upstreams[i]);
    }
    return waiting;
}

static void print_setting(const struct setting *setting, FILE *output)
{
    char limits[96];
    describe(setting, limits);
    const char *quote = setting->type == SETTING_TEXT ? "\"" : "";
    fprintf(output, "# %s\n# %s; applied by a %s%s\n%s%s = %s%s%s\n\n", setting->doc, limits,
            setting->reload ? "reload" : "restart", is_required(setting) ? "; required" : "",
            is_required(setting) ? "# " : "", setting->name, quote, setting->preset, quote);
}

void config_print_defaults(const struct service *service, FILE *output)
{
    const struct setting *setting;
    for (size_t i = 0; (setting = setting_at(service, i)); i++) {
        print_setting(setting, output);
    }
    for (const enum owner *owner = service->upstreams; owner && *owner != OWNER_ANY; owner++) {
        const char *name = owner_name(*owner);
        fprintf(output,
                "# instances of %s whose feed is read, tried in turn\n"
                "# 1..%d endpoints; applied by a restart; required\n"
                "# upstream_%s = {\"tcp://127.0.0.1:5701\"}\n\n"
                "# public key of %s\n"
                "# 40 characters in Z85; applied by a restart; required\n"
                "# upstream_%s_key = \"\"\n\n",
                name, UPSTREAM_ENDPOINT_MAX, name, name, name);
    }
}

void config_secret_path(const struct config *config, char ret_path[512])
{
    const char *name = config->common.secret_key;
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (folder && !strchr(name, '/')) {
        snprintf(ret_path, 512, "%s/%s", folder, name);
    } else {
        snprintf(ret_path, 512, "%s", name);
    }
}
