/* SPDX-License-Identifier: MPL-2.0 */
/* Reading a file with libconfuse, errors collected. */
#include "runtime/conf_file.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A name that a file can only give in quotes; it then is refused like any unknown one. */
static const char sink_name[] = "no such setting";

static int refuse_call(cfg_t *cfg, cfg_opt_t *option, int argc, const char **argv)
{
    (void)argc;
    (void)argv;
    cfg_error(cfg, "%s '%s'", sink_name, option->name);
    return -1;
}

cfg_opt_t conf_sink_option(struct conf_sink *sink)
{
    cfg_opt_t option = CFG_FUNC(sink_name, refuse_call);
    option.simple_value.ptr = (void **)(void *)sink;
    return option;
}

struct conf_sink *conf_sink_of(const cfg_t *cfg)
{
    for (const cfg_opt_t *option = cfg->opts; option->name; option++) {
        if (strcmp(option->name, sink_name) == 0) {
            return (struct conf_sink *)(void *)option->simple_value.ptr;
        }
    }
    assert(!"every list of options has a sink");
    return NULL;
}

static void collect(cfg_t *cfg, const char *format, va_list arguments)
{
    struct conf_sink *sink = conf_sink_of(cfg);
    sink->count++;
    fprintf(sink->errors, "%s:%d: ", cfg->filename ? cfg->filename : "", cfg->line);
    vfprintf(sink->errors, format, arguments);
    fputc('\n', sink->errors);
}

cfg_t *conf_parse(cfg_opt_t *options, const char *path, struct conf_sink *sink)
{
    cfg_t *cfg = cfg_init(options, CFGF_NONE);
    if (!cfg) {
        abort();
    }
    cfg_set_error_function(cfg, collect);
    int result = cfg_parse(cfg, path);
    if (result == CFG_FILE_ERROR) {
        fprintf(sink->errors, "%s:0: cannot be read: %s\n", path, strerror(errno));
        sink->count++;
    } else if (result != CFG_SUCCESS && sink->count == 0) {
        fprintf(sink->errors, "%s:%d: cannot be understood\n", path, cfg->line);
        sink->count++;
    }
    if (result == CFG_FILE_ERROR) {
        cfg_free(cfg);
        return NULL;
    }
    return cfg;
}
