/* SPDX-License-Identifier: MPL-2.0 */
/* The log: logfmt lines, repeated ones counted instead of written. */
#include "runtime/log.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE_MAX = 2048, SLOT_COUNT = 64, REPEAT_MAX = 20, REPEAT_WINDOW_MS = 10000 };

/* What was said lately under one hash. A collision only makes the limit stricter for both. */
struct slot {
    int64_t since_ms;
    int64_t count, suppressed;
};

static struct {
    pthread_mutex_t mutex;
    int output;
    bool journal;
    enum log_level level;
    struct slot slots[SLOT_COUNT];
} log_state = {.mutex = PTHREAD_MUTEX_INITIALIZER, .output = 2, .level = LOG_LEVEL_INFO};

static const char *const level_words[] = {"debug", "info", "warning", "error"};

/* A line being written; what does not fit is cut, the newline always fits. */
struct line {
    char text[LINE_SIZE_MAX];
    size_t size;
};

static void add_char(struct line *line, char c)
{
    if (line->size < sizeof line->text - 2) {
        line->text[line->size++] = c;
    }
}

static void add_plain(struct line *line, const char *text)
{
    for (; *text; text++) {
        add_char(line, *text);
    }
}

static bool needs_quotes(const char *text)
{
    return !*text || strpbrk(text, " =\"\\\t\r\n") != NULL;
}

/* Control characters become \xNN, so that no text can forge a line. */
static void add_escaped(struct line *line, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            add_char(line, '\\');
            add_char(line, (char)*c);
        } else if (*c == '\n') {
            add_plain(line, "\\n");
        } else if (*c < 0x20 || *c == 0x7f) {
            char escape[5];
            snprintf(escape, sizeof escape, "\\x%02x", *c);
            add_plain(line, escape);
        } else {
            add_char(line, (char)*c);
        }
    }
}

static void add_value(struct line *line, const char *text)
{
    bool quotes = needs_quotes(text);
    if (quotes) {
        add_char(line, '"');
    }
    add_escaped(line, text);
    if (quotes) {
        add_char(line, '"');
    }
}

static void add_field(struct line *line, const struct log_field *field)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, field->number);
    add_char(line, ' ');
    add_plain(line, field->key);
    add_char(line, '=');
    add_value(line, field->text ? field->text : number);
}

static void add_time(struct line *line)
{
    struct timespec now;
    struct tm utc;
    char text[48];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t size = strftime(text, sizeof text, "time=%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + size, sizeof text - size, ".%06ldZ", now.tv_nsec / 1000);
    add_plain(line, text);
}

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct slot *slot_of(const char *message)
{
    uint32_t hash = 2166136261U;
    for (const char *c = message; *c; c++) {
        hash = (hash ^ (uint8_t)*c) * 16777619U;
    }
    return &log_state.slots[hash % SLOT_COUNT];
}

/* May this message be written now; and how many of its kind were not. */
static bool may_write(const char *message, int64_t *ret_suppressed)
{
    struct slot *slot = slot_of(message);
    int64_t now_ms = monotonic_ms();
    *ret_suppressed = 0;
    if (now_ms - slot->since_ms >= REPEAT_WINDOW_MS || slot->count == 0) {
        *ret_suppressed = slot->suppressed;
        *slot = (struct slot){.since_ms = now_ms};
    }
    if (++slot->count > REPEAT_MAX) {
        slot->suppressed++;
        return false;
    }
    return true;
}

static void add_priority(struct line *line, enum log_level level)
{
    static const char *const priorities[] = {"<7>", "<6>", "<4>", "<3>"};
    if (log_state.journal) {
        add_plain(line, priorities[level]);
    }
}

static void write_line(enum log_level level, const char *message, const struct log_field *fields)
{
    int64_t suppressed;
    if (level < log_state.level || !may_write(message, &suppressed)) {
        return;
    }
    struct line line = {.size = 0};
    add_priority(&line, level);
    add_time(&line);
    add_field(&line, &(struct log_field){"level", level_words[level], 0});
    add_field(&line, &(struct log_field){"msg", message, 0});
    for (; fields->key; fields++) {
        add_field(&line, fields);
    }
    if (suppressed > 0) {
        add_field(&line, &(struct log_field){"suppressed", NULL, suppressed});
    }
    line.text[line.size++] = '\n';
    /* A log that cannot be written has nowhere to be reported. */
    ssize_t written = write(log_state.output, line.text, line.size);
    (void)written;
}

void log_write(enum log_level level, const char *message, const struct log_field *fields)
{
    pthread_mutex_lock(&log_state.mutex);
    write_line(level, message, fields);
    pthread_mutex_unlock(&log_state.mutex);
}

/* systemd names device and inode of the journal's stream; a redirected output differs. */
static bool is_journal(int output)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat status;
    char text[64];
    if (!stream || fstat(output, &status) < 0) {
        return false;
    }
    snprintf(text, sizeof text, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return strcmp(text, stream) == 0;
}

void log_open(int output)
{
    pthread_mutex_lock(&log_state.mutex);
    log_state.output = output;
    log_state.journal = is_journal(output);
    pthread_mutex_unlock(&log_state.mutex);
}

void log_set_level(enum log_level level)
{
    pthread_mutex_lock(&log_state.mutex);
    log_state.level = level;
    pthread_mutex_unlock(&log_state.mutex);
}

int log_level_find(const char *word, enum log_level *ret_level)
{
    for (size_t i = 0; i < sizeof level_words / sizeof *level_words; i++) {
        if (strcmp(word, level_words[i]) == 0) {
            *ret_level = (enum log_level)i;
            return 0;
        }
    }
    return -1;
}
