/* SPDX-License-Identifier: MPL-2.0 */
/* The log: one line per occurrence, no text can forge a second one, repetition is counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "runtime/log.h"

/* Lines go to a file that is read back. */
static char *read_back(FILE *file, char text[65536])
{
    rewind(file);
    text[fread(text, 1, 65535, file)] = '\0';
    return text;
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += *text == '\n';
    }
    return count;
}

static void writes_logfmt(void **state)
{
    (void)state;
    char text[65536];
    FILE *file = tmpfile();
    log_open(fileno(file));
    log_warn("registry not reloaded", log_text("path", "/etc/x"), log_number("line", 7));
    read_back(file, text);
    assert_non_null(
        strstr(text, " level=warning msg=\"registry not reloaded\" path=/etc/x line=7\n"));
    assert_int_equal(strncmp(text, "time=20", 7), 0);
    fclose(file);
}

static void escapes_what_could_forge_a_line(void **state)
{
    (void)state;
    char text[65536];
    FILE *file = tmpfile();
    log_open(fileno(file));
    log_error("bad", log_text("text", "a\nlevel=error \"x\" \\ \x01"), log_text("empty", ""));
    read_back(file, text);
    assert_int_equal(count_lines(text), 1);
    assert_non_null(strstr(text, "text=\"a\\nlevel=error \\\"x\\\" \\\\ \\x01\" empty=\"\"\n"));
    fclose(file);
}

static void cuts_a_long_line_but_ends_it(void **state)
{
    (void)state;
    char text[65536], value[10000];
    FILE *file = tmpfile();
    log_open(fileno(file));
    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    log_info("long", log_text("value", value));
    read_back(file, text);
    assert_true(strlen(text) <= 2048);
    assert_int_equal(count_lines(text), 1);
    fclose(file);
}

static void leaves_out_what_is_below_the_level(void **state)
{
    (void)state;
    char text[65536];
    FILE *file = tmpfile();
    enum log_level level;
    log_open(fileno(file));
    assert_int_equal(log_level_find("error", &level), 0);
    log_set_level(level);
    log_warn("below");
    log_set_level(LOG_LEVEL_INFO);
    log_debug("below");
    assert_string_equal(read_back(file, text), "");
    assert_int_equal(log_level_find("loud", &level), -1);
    fclose(file);
}

static void counts_repetition(void **state)
{
    (void)state;
    char text[65536];
    FILE *file = tmpfile();
    log_open(fileno(file));
    for (int i = 0; i < 1000; i++) {
        log_info("again and again");
    }
    log_info("another");
    read_back(file, text);
    assert_int_equal(count_lines(text), 21);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_logfmt),
        cmocka_unit_test(escapes_what_could_forge_a_line),
        cmocka_unit_test(cuts_a_long_line_but_ends_it),
        cmocka_unit_test(leaves_out_what_is_below_the_level),
        cmocka_unit_test(counts_repetition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
