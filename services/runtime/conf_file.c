/* SPDX-License-Identifier: MPL-2.0 */
/* Reading a file with libconfuse, errors collected. */
#include "runtime/conf_file.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A name that a file can only give in quotes; it then is refused like any unknown one. */
static const char sink_name[] = "no such setting";

static const char end_name[] = "the end of the file (a } is missing)";

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
    assert(false && "every list of options has a sink");
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

cfg_opt_t conf_end_option(void)
{
    return (cfg_opt_t)CFG_STR(end_name, NULL, CFGF_NONE);
}

/* Where in a file the copying is: 0, or the quote that is open, or '#' in a comment to the line's end. */
static char next_state(char state, char last, char c)
{
    if (state == '#') {
        return c == '\n' ? 0 : '#';
    }
    if (state) {
        return c == state && last != '\\' ? 0 : state;
    }
    return c == '"' || c == '\'' || c == '#' ? c : 0;
}

/* Between double quotes libconfuse would put the environment in place of ${name}; a key in Z85 may well
   hold these characters, so they are escaped. */
static void copy_text(FILE *file, FILE *copy)
{
    char state = 0, last = 0;
    int c;
    while ((c = fgetc(file)) != EOF) {
        if (c == '$' && state == '"' && last != '\\') {
            fputc('\\', copy);
        }
        fputc(c, copy);
        state = next_state(state, last, (char)c);
        last = last == '\\' && c == '\\' ? 0 : (char)c;
    }
}

/* Inside what a character lies. */
enum place { IN_FILE, IN_QUOTES, IN_HASH, IN_LINE, IN_BLOCK };

static enum place place_after(enum place place, const char *at, char *quote)
{
    switch (place) {
    case IN_QUOTES:
        return *at == *quote ? IN_FILE : IN_QUOTES;
    case IN_HASH:
    case IN_LINE:
        return *at == '\n' ? IN_FILE : place;
    case IN_BLOCK:
        return at[0] == '*' && at[1] == '/' ? IN_FILE : IN_BLOCK;
    case IN_FILE:
        break;
    }
    if (*at == '"' || *at == '\'') {
        *quote = *at;
        return IN_QUOTES;
    }
    if (*at == '/' && (at[1] == '/' || at[1] == '*')) {
        return at[1] == '/' ? IN_LINE : IN_BLOCK;
    }
    return *at == '#' ? IN_HASH : IN_FILE;
}

/* libconfuse 3.3 counts the lines of comments more than once, so these become spaces. */
static void blank_comments(char *text, size_t size)
{
    enum place place = IN_FILE;
    char quote = '\0';
    for (size_t i = 0; i < size; i++) {
        if (place == IN_QUOTES && text[i] == '\\' && i + 1 < size) {
            i++; /* whatever is escaped does not end the quotes */
            continue;
        }
        enum place before = place;
        place = place_after(place, &text[i], &quote);
        if ((before == IN_BLOCK) != (place == IN_BLOCK)) {
            text[i++] = ' '; /* its two marks */
            text[i] = ' ';
        } else if (place > IN_QUOTES && text[i] != '\n') {
            text[i] = ' ';
        }
    }
}

/* The whole file with the end mark after it; a section left open would meet a setting it lacks. */
static char *read_text(const char *path, size_t *ret_size)
{
    char *text = NULL;
    FILE *file = fopen(path, "re");
    if (!file) {
        return NULL;
    }
    FILE *copy = open_memstream(&text, ret_size);
    if (!copy) {
        abort();
    }
    copy_text(file, copy);
    bool failed = ferror(file);
    fprintf(copy, "\n\"%s\" = \"\"\n", end_name);
    fclose(copy);
    fclose(file);
    blank_comments(text, *ret_size);
    if (failed) {
        free(text);
        text = NULL;
    }
    return text;
}

static void parse_text(cfg_t *cfg, char *text, size_t size, struct conf_sink *sink)
{
    FILE *input = fmemopen(text, size, "r");
    if (!input) {
        abort();
    }
    if (cfg_parse_fp(cfg, input) != CFG_SUCCESS && sink->count == 0) {
        fprintf(sink->errors, "%s:%d: cannot be understood\n", cfg->filename, cfg->line);
        sink->count++;
    }
    fclose(input);
}

cfg_t *conf_parse(cfg_opt_t *options, const char *path, struct conf_sink *sink)
{
    size_t size = 0;
    char *text = read_text(path, &size);
    if (!text) {
        fprintf(sink->errors, "%s:0: cannot be read: %s\n", path, strerror(errno));
        sink->count++;
        return NULL;
    }
    cfg_t *cfg = cfg_init(options, CFGF_NONE);
    if (!cfg || !(cfg->filename = strdup(path))) {
        abort();
    }
    cfg_set_error_function(cfg, collect);
    parse_text(cfg, text, size, sink);
    free(text);
    return cfg;
}
