/* SPDX-License-Identifier: MPL-2.0 */
/* Cursors in a file. */
#include "cursors.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"

enum { HEX_SIZE = 64, LINE_SIZE = 200, PATH_SIZE = 512 };

static bool read_hex(const char *text, struct digest *ret_digest)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < HEX_SIZE; i++) {
        const char *digit = text[i] ? strchr(digits, text[i]) : NULL;
        if (!digit) {
            return false;
        }
        uint8_t *byte = &ret_digest->bytes[i / 2];
        *byte = (uint8_t)(i % 2 ? *byte | (digit - digits) : (digit - digits) << 4);
    }
    return text[HEX_SIZE] == '\0';
}

static bool read_line(struct cursor_file *cursors, const char *line)
{
    char name[17], chain[HEX_SIZE + 2];
    struct entraide_cursor cursor = {0};
    if (sscanf(line, "%16s %" SCNd64 " %" SCNd64 " %65s", name, &cursor.epoch, &cursor.seq,
               chain) != 4 ||
        cursor.epoch < 0 || cursor.seq < 0 || !read_hex(chain, &cursor.chain)) {
        return false;
    }
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        if (strcmp(owner_name(service), name) == 0 && !cursors->known[service]) {
            cursors->known[service] = true;
            cursors->of[service] = cursor;
            return true;
        }
    }
    return false;
}

int cursors_load(struct cursor_file *cursors, const char *path)
{
    char line[LINE_SIZE];
    *cursors = (struct cursor_file){.path = path};
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file) {
        if (!path || errno == ENOENT) {
            return EX_OK;
        }
        complain("%s: %s", path, strerror(errno));
        return EX_NOINPUT;
    }
    int code = EX_OK;
    while (code == EX_OK && fgets(line, sizeof line, file)) {
        if (!read_line(cursors, line)) {
            complain("%s: not a line of cursors: %s", path, line);
            code = EX_DATAERR;
        }
    }
    fclose(file);
    return code;
}

void cursors_put(struct cursor_file *cursors, enum owner service, struct entraide_cursor cursor)
{
    cursors->known[service] = true;
    cursors->of[service] = cursor;
    cursors->changed = true;
}

static bool write_all(const struct cursor_file *cursors, FILE *file)
{
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        const struct entraide_cursor *cursor = &cursors->of[service];
        if (!cursors->known[service]) {
            continue;
        }
        fprintf(file, "%s %" PRId64 " %" PRId64 " ", owner_name(service), cursor->epoch,
                cursor->seq);
        for (size_t i = 0; i < sizeof cursor->chain.bytes; i++) {
            fprintf(file, "%02x", cursor->chain.bytes[i]);
        }
        fputc('\n', file);
    }
    return fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
}

bool cursors_save(struct cursor_file *cursors)
{
    char fresh[PATH_SIZE];
    if (!cursors->path || !cursors->changed) {
        return true;
    }
    FILE *file = snprintf(fresh, sizeof fresh, "%s.new", cursors->path) < PATH_SIZE
                     ? fopen(fresh, "w")
                     : NULL;
    bool done = file && write_all(cursors, file) && rename(fresh, cursors->path) == 0;
    if (!done) {
        complain("%s: the cursors cannot be kept: %s", cursors->path, strerror(errno));
    }
    if (file) {
        fclose(file);
    }
    cursors->changed = !done;
    return done;
}
