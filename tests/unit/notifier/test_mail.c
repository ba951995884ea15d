/* SPDX-License-Identifier: MPL-2.0 */
/* What a message looks like as a mail: headers that cannot be abused, a body any server carries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "mail.h"
#include "texts.h"

static struct mail plain_mail(void)
{
    return (struct mail){
        .from_name = view_of("Entraide"),
        .from_address = view_of("bonjour@coop.example"),
        .to_name = view_of("Alice Roy"),
        .to_address = view_of("alice@membre.example"),
        .message_id = view_of("m1@coop.example"),
        .thread_id = view_of("r1@coop.example"),
        .language = view_of("fr"),
        .subject = view_of("Plan 3"),
        .body = view_of("Bonjour,\nCa va = bien\n"),
        .date_us = 1764000000000000,
    };
}

/* The mail as a C text. */
static const char *print(const struct mail *mail)
{
    struct view text = mail_print(mail, arena);
    return (const char *)arena_print(arena, "%.*s", (int)text.size, (const char *)text.bytes).bytes;
}

static void test_whole_mail(void **state)
{
    (void)state;
    struct mail mail = plain_mail();
    assert_string_equal(print(&mail), "Date: Mon, 24 Nov 2025 16:00:00 +0000\r\n"
                                      "From: Entraide\r\n <bonjour@coop.example>\r\n"
                                      "To: Alice Roy\r\n <alice@membre.example>\r\n"
                                      "Message-ID: <m1@coop.example>\r\n"
                                      "In-Reply-To: <r1@coop.example>\r\n"
                                      "References: <r1@coop.example>\r\n"
                                      "Subject: Plan 3\r\n"
                                      "Auto-Submitted: auto-generated\r\n"
                                      "Content-Language: fr\r\n"
                                      "MIME-Version: 1.0\r\n"
                                      "Content-Type: text/plain; charset=utf-8\r\n"
                                      "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                      "Bonjour,\r\nCa va =3D bien\r\n");
}

static void test_subject_in_french(void **state)
{
    (void)state;
    struct mail mail = plain_mail();
    mail.subject = view_of("Équipe prête");
    assert_non_null(strstr(print(&mail), "\r\nSubject: =?UTF-8?B?w4lxdWlwZSBwcsOqdGU=?=\r\n"));
}

/* Encoded words are at most 75 characters and never cut a character in two. */
static void test_long_subject(void **state)
{
    (void)state;
    struct mail mail = plain_mail();
    mail.subject = view_of("ééééééééééééééééééééé"
                           "xéééééééééééééééééééééé€€€€€€€€€€€€€€€€€€");
    const char *at = strstr(print(&mail), "\r\nSubject: ") + strlen("\r\nSubject: ");
    int words = 0;
    while (strncmp(at, "=?UTF-8?B?", 10) == 0) {
        const char *end = strstr(at, "?=\r\n");
        assert_non_null(end);
        assert_in_range(end + 2 - at, 1, 75);
        words++;
        at = end + 4 + (end[4] == ' ');
    }
    assert_in_range(words, 3, 5);
}

/* A name is somebody else's text: it must not become a header. */
static void test_no_header_injection(void **state)
{
    (void)state;
    struct mail mail = plain_mail();
    mail.to_name = view_of("Eve\r\nBcc: all@example.org");
    mail.subject = view_of("x\r\nX-Evil: 1");
    const char *text = print(&mail);
    assert_null(strstr(text, "Bcc"));
    assert_null(strstr(text, "X-Evil"));
}

static void test_body_lines(void **state)
{
    (void)state;
    struct mail mail = plain_mail();
    char body[1001];
    memset(body, 'a', 1000);
    body[1000] = 0;
    memcpy(body + 70, "éé ", 5);
    memcpy(body + 200, " \n.\n", 4);
    mail.body = view_of(body);
    const char *line = strstr(print(&mail), "\r\n\r\n") + 4;
    assert_non_null(strstr(line, "=20\r\n.\r\n"));
    for (const char *end; (end = strstr(line, "\r\n")); line = end + 2) {
        assert_in_range(end - line, 0, 76);
    }
}

static void test_ascii_only(void **state)
{
    (void)state;
    struct mail mail = plain_mail();
    mail.body = view_of("Équipe : 1\xc2\xa0"
                        "234,56\xc2\xa0$\x01\x7f");
    mail.to_name = view_of("Zoé");
    for (const char *at = print(&mail); *at; at++) {
        assert_true((*at >= ' ' && *at < 0x7f) || *at == '\r' || *at == '\n');
    }
    assert_non_null(strstr(print(&mail), "=C3=89quipe : 1=C2=A0234,56=C2=A0$=01=7F\r\n"));
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b", "alice.roy+x@membre.example"};
    static const char *const bad[] = {"",        "a",     "@b",      "a@",
                                      "a@b@c",   "a b@c", "a@b\r\n", "<a@b>",
                                      "\"a\"@b", "é@b",   "a,b@c",   "a@b>\r\nRCPT TO:<c@d"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(mail_address_valid(view_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(mail_address_valid(view_of(bad[i])));
    }
    assert_false(mail_address_valid((struct view){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_mail),   cmocka_unit_test(test_subject_in_french),
        cmocka_unit_test(test_long_subject), cmocka_unit_test(test_no_header_injection),
        cmocka_unit_test(test_body_lines),   cmocka_unit_test(test_ascii_only),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
