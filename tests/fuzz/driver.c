/* SPDX-License-Identifier: MPL-2.0 */
/* Replays seeds through a fuzz target in builds without libFuzzer: driver FILE|DIRECTORY... */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Twice the largest frame, so that seeds beyond the limit are replayed too. */
#define SEED_MAX (512 * 1024)

/* Returns the number of seeds replayed, or -1 when the file cannot be read or is too large. */
static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return -1;
    }
    uint8_t *buffer = malloc(SEED_MAX);
    if (!buffer) {
        abort();
    }
    size_t size = fread(buffer, 1, SEED_MAX, file);
    int failed = ferror(file) || !feof(file);
    (void)fclose(file);
    if (failed) {
        (void)fprintf(stderr, "%s: unreadable or over %d bytes\n", path, SEED_MAX);
        free(buffer);
        return -1;
    }
    /* An exact copy lets the address sanitizer see a read past the end. */
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact) {
        abort();
    }
    memcpy(exact, buffer, size);
    free(buffer);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

static int replay_path(const char *path);

static int replay_directory(const char *path)
{
    DIR *directory = opendir(path);
    if (!directory) {
        perror(path);
        return -1;
    }
    int count = 0;
    for (struct dirent *entry; count >= 0 && (entry = readdir(directory));) {
        char child[4096];
        if (entry->d_name[0] == '.') {
            continue;
        }
        int length = snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
        int done = length < (int)sizeof child ? replay_path(child) : -1;
        count = done < 0 ? -1 : count + done;
    }
    (void)closedir(directory);
    return count;
}

static int replay_path(const char *path)
{
    struct stat status;
    if (stat(path, &status) < 0) {
        perror(path);
        return -1;
    }
    return S_ISDIR(status.st_mode) ? replay_directory(path) : replay_file(path);
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++) {
        int done = replay_path(argv[i]);
        if (done < 0) {
            return EXIT_FAILURE;
        }
        count += done;
    }
    printf("%d seeds replayed\n", count);
    return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
