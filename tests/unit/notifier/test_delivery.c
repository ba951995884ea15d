/* SPDX-License-Identifier: MPL-2.0 */
/* The delivery job against a real SMTP server: what it answers decides what becomes of a message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "delivery.h"

#define SINK SOURCE_ROOT "/tests/support/smtp_sink.py"

/* A running server and the file it keeps mails in. */
struct sink {
    pid_t pid;
    int port;
    char out[64];
};

static void run_sink(const struct sink *sink, int output, char *const options[])
{
    char *arguments[16] = {SINK, "--port", "0", "--out", (char *)sink->out};
    for (size_t i = 0; options[i]; i++) {
        arguments[5 + i] = options[i];
    }
    (void)dup2(output, STDOUT_FILENO);
    (void)execv(SINK, arguments);
    _exit(127);
}

static struct sink start_sink(char *const options[])
{
    struct sink sink = {.out = "/tmp/sink-XXXXXX"};
    int file = mkstemp(sink.out), ends[2];
    assert_true(file >= 0 && pipe(ends) == 0);
    (void)close(file);
    sink.pid = fork();
    if (sink.pid == 0) {
        run_sink(&sink, ends[1], options);
    }
    (void)close(ends[1]);
    char line[64];
    FILE *output = fdopen(ends[0], "r");
    assert_non_null(fgets(line, sizeof line, output));
    assert_int_equal(strncmp(line, "ready 127.0.0.1 ", 16), 0);
    sink.port = atoi(line + 16);
    (void)fclose(output);
    return sink;
}

/* How many mails it kept. */
static int stop_sink(struct sink *sink)
{
    int status, count = 0;
    (void)kill(sink->pid, SIGTERM);
    (void)waitpid(sink->pid, &status, 0);
    FILE *mails = fopen(sink->out, "r");
    for (int byte; (byte = fgetc(mails)) != EOF;) {
        count += byte == '\n';
    }
    (void)fclose(mails);
    (void)unlink(sink->out);
    return count;
}

static struct smtp reach(int port)
{
    struct smtp smtp = {.from = "bonjour@coop.example", .timeout_ms = 5000};
    (void)snprintf(smtp.url, sizeof smtp.url, "smtp://127.0.0.1:%d", port);
    return smtp;
}

static void add_mail(struct delivery *delivery, uint8_t number, const char *to)
{
    struct delivery_mail mail = {
        .message = {{number}},
        .attempt = 1,
        .to = view_of(to),
        .text = view_of("Subject: x\r\nMessage-ID: <a@b>\r\n\r\nBonjour\r\n.\r\n..\r\nfin\r\n"),
    };
    delivery_add(delivery, &mail);
}

static void expect(const struct delivery *delivery, size_t place, enum delivery_outcome outcome,
                   const char *result)
{
    assert_int_equal(delivery->mails[place].outcome, outcome);
    assert_memory_equal(delivery->mails[place].result, result, strlen(result));
    assert_null(strchr(delivery->mails[place].result, '@'));
}

static void test_outcomes(void **state)
{
    (void)state;
    struct sink sink =
        start_sink((char *[]){"--refuse-for", "gone@x.example", "--refuse-first", "1", NULL});
    lanes_t *lanes = lanes_new();
    struct smtp smtp = reach(sink.port);
    struct delivery *delivery = delivery_new(lanes, &smtp);
    add_mail(delivery, 1, "late@x.example");
    add_mail(delivery, 2, "gone@x.example");
    add_mail(delivery, 3, "here@x.example");
    delivery->job.work(&delivery->job);
    expect(delivery, 0, DELIVERY_DELAYED, "smtp 451 4.3.0");
    expect(delivery, 1, DELIVERY_REFUSED, "smtp 550 5.1.1");
    expect(delivery, 2, DELIVERY_ACCEPTED, "smtp 250 2.0.0");
    delivery->job.destroy(&delivery->job);
    lanes_destroy(&lanes);
    assert_int_equal(stop_sink(&sink), 1);
}

/* A sender that is refused is a mistake of the operator; it must not end every message. */
static void test_sender_refused(void **state)
{
    (void)state;
    struct sink sink = start_sink((char *[]){"--refuse-from", "bonjour@coop.example", NULL});
    lanes_t *lanes = lanes_new();
    struct smtp smtp = reach(sink.port);
    struct delivery *delivery = delivery_new(lanes, &smtp);
    add_mail(delivery, 1, "a@x.example");
    delivery->job.work(&delivery->job);
    expect(delivery, 0, DELIVERY_DELAYED, "smtp 553 5.1.8");
    delivery->job.destroy(&delivery->job);
    lanes_destroy(&lanes);
    assert_int_equal(stop_sink(&sink), 0);
}

/* Nobody listens: one attempt tells for all, and no message is lost by it. */
static void test_no_server(void **state)
{
    (void)state;
    struct sink sink = start_sink((char *[]){NULL});
    (void)stop_sink(&sink);
    lanes_t *lanes = lanes_new();
    struct smtp smtp = reach(sink.port);
    struct delivery *delivery = delivery_new(lanes, &smtp);
    add_mail(delivery, 1, "a@x.example");
    add_mail(delivery, 2, "b@x.example");
    delivery->job.work(&delivery->job);
    expect(delivery, 0, DELIVERY_DELAYED, "Couldn't connect");
    expect(delivery, 1, DELIVERY_DELAYED, "Couldn't connect");
    delivery->job.destroy(&delivery->job);
    lanes_destroy(&lanes);
}

static void test_slow_server(void **state)
{
    (void)state;
    struct sink sink = start_sink((char *[]){"--delay-ms", "2000", NULL});
    lanes_t *lanes = lanes_new();
    struct smtp smtp = reach(sink.port);
    smtp.timeout_ms = 200;
    struct delivery *delivery = delivery_new(lanes, &smtp);
    add_mail(delivery, 1, "a@x.example");
    delivery->job.work(&delivery->job);
    expect(delivery, 0, DELIVERY_DELAYED, "");
    assert_non_null(strstr(delivery->mails[0].result, "Timeout"));
    delivery->job.destroy(&delivery->job);
    lanes_destroy(&lanes);
    (void)stop_sink(&sink);
}

/* A password file that is not there keeps messages waiting; they are not sent without login. */
static void test_no_password(void **state)
{
    (void)state;
    struct sink sink = start_sink((char *[]){NULL});
    lanes_t *lanes = lanes_new();
    struct smtp smtp = reach(sink.port);
    (void)strcpy(smtp.user, "coop");
    (void)strcpy(smtp.password_file, "/nonexistent");
    struct delivery *delivery = delivery_new(lanes, &smtp);
    add_mail(delivery, 1, "a@x.example");
    delivery->job.work(&delivery->job);
    expect(delivery, 0, DELIVERY_DELAYED, "the password file cannot be read");
    delivery->job.destroy(&delivery->job);
    lanes_destroy(&lanes);
    assert_int_equal(stop_sink(&sink), 0);
}

/* A lane is busy from the moment its job is made until the job is destroyed; a job may outlive its
   service. */
static void test_lanes(void **state)
{
    (void)state;
    lanes_t *lanes = lanes_new();
    struct smtp smtp = reach(1);
    assert_int_equal(lanes_free_count(lanes, 4), 4);
    struct delivery *one = delivery_new(lanes, &smtp);
    struct delivery *two = delivery_new(lanes, &smtp);
    add_mail(one, 1, "a@x.example");
    add_mail(two, 2, "b@x.example");
    assert_int_equal(lanes_free_count(lanes, 4), 2);
    assert_int_equal(lanes_message_count(lanes), 2);
    assert_true(lanes_hold(lanes, (struct id){{2}}));
    assert_false(lanes_hold(lanes, (struct id){{3}}));
    one->job.destroy(&one->job);
    assert_false(lanes_hold(lanes, (struct id){{1}}));
    assert_int_equal(lanes_free_count(lanes, 4), 3);
    lanes_destroy(&lanes);
    two->job.destroy(&two->job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),    cmocka_unit_test(test_sender_refused),
        cmocka_unit_test(test_no_server),   cmocka_unit_test(test_slow_server),
        cmocka_unit_test(test_no_password), cmocka_unit_test(test_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
