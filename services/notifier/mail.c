/* SPDX-License-Identifier: MPL-2.0 */
/* Prints a mail: headers, then the body as quoted-printable. */
#include "mail.h"

#include <assert.h>
#include <time.h>

enum { BODY_LINE_MAX = 75, WORD_BYTES_MAX = 42 }; /* 42 bytes are 56 of base64: a line of 76 */

/* The mail so far. The capacity is computed before, so that it never grows. */
struct sheet {
    uint8_t *bytes;
    size_t size, capacity;
};

static void put_byte(struct sheet *sheet, uint8_t byte)
{
    assert(sheet->size < sheet->capacity);
    sheet->bytes[sheet->size++] = byte;
}

static void put_view(struct sheet *sheet, struct view text)
{
    assert(text.size <= sheet->capacity - sheet->size);
    if (text.size > 0) {
        memcpy(sheet->bytes + sheet->size, text.bytes, text.size);
        sheet->size += text.size;
    }
}

static void put_text(struct sheet *sheet, const char *text)
{
    put_view(sheet, view_of(text));
}

/* ---- headers ---- */

/* Characters that an address may not hold, here: those with a meaning in headers or in SMTP. */
static bool is_plain(uint8_t byte)
{
    return byte > ' ' && byte < 0x7f && !strchr("<>()[],;:\\\"", byte);
}

bool mail_address_valid(struct view address)
{
    size_t signs = 0;
    for (size_t i = 0; i < address.size; i++) {
        if (!is_plain(address.bytes[i])) {
            return false;
        }
        signs += address.bytes[i] == '@';
    }
    return signs == 1 && address.size <= 254 && address.bytes[0] != '@' &&
           address.bytes[address.size - 1] != '@';
}

static void put_base64(struct sheet *sheet, struct view text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < text.size; i += 3) {
        size_t count = text.size - i < 3 ? text.size - i : 3;
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++) {
            three = three << 8 | (k < count ? text.bytes[i + k] : 0U);
        }
        for (size_t k = 0; k < 4; k++) {
            char digit = digits[three >> (18 - 6 * k) & 63];
            put_byte(sheet, (uint8_t)(k <= count ? digit : '='));
        }
    }
}

/* The first bytes of text that fit in one encoded word without cutting a character. */
static size_t word_size(struct view text)
{
    if (text.size <= WORD_BYTES_MAX) {
        return text.size;
    }
    size_t size = WORD_BYTES_MAX;
    while (size > 1 && (text.bytes[size] & 0xc0) == 0x80) {
        size--;
    }
    return size;
}

static bool is_simple(struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        bool letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
        if (!letter && byte != ' ' && !(byte >= '0' && byte <= '9')) {
            return false;
        }
    }
    return text.size <= WORD_BYTES_MAX;
}

/* Text in a header: as it is when harmless, else as encoded words, one a line. */
static void put_words(struct sheet *sheet, struct view text)
{
    if (is_simple(text)) {
        put_view(sheet, text);
        return;
    }
    while (text.size > 0) {
        size_t size = word_size(text);
        put_text(sheet, "=?UTF-8?B?");
        put_base64(sheet, (struct view){text.bytes, size});
        put_text(sheet, "?=");
        text.bytes += size;
        text.size -= size;
        put_text(sheet, text.size > 0 ? "\r\n " : "");
    }
}

static void put_person(struct sheet *sheet, const char *header, struct view name,
                       struct view address)
{
    put_text(sheet, header);
    if (name.size > 0) {
        put_words(sheet, name);
        put_text(sheet, "\r\n ");
    }
    put_text(sheet, "<");
    put_view(sheet, address);
    put_text(sheet, ">\r\n");
}

static void put_id(struct sheet *sheet, const char *header, struct view id)
{
    put_text(sheet, header);
    put_text(sheet, "<");
    put_view(sheet, id);
    put_text(sheet, ">\r\n");
}

static void put_date(struct sheet *sheet, int64_t date_us)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct tm tm;
    time_t time = (time_t)(date_us / 1000000);
    gmtime_r(&time, &tm);
    char rest[32];
    (void)strftime(rest, sizeof rest, " %Y %H:%M:%S +0000\r\n", &tm);
    char day[4] = {' ', (char)('0' + tm.tm_mday / 10), (char)('0' + tm.tm_mday % 10), ' '};
    put_text(sheet, "Date: ");
    put_view(sheet, (struct view){(const uint8_t *)days + (ptrdiff_t)3 * tm.tm_wday, 3});
    put_text(sheet, ",");
    put_view(sheet, (struct view){(const uint8_t *)day, sizeof day});
    put_view(sheet, (struct view){(const uint8_t *)months + (ptrdiff_t)3 * tm.tm_mon, 3});
    put_text(sheet, rest);
}

static void put_headers(struct sheet *sheet, const struct mail *mail)
{
    put_date(sheet, mail->date_us);
    put_person(sheet, "From: ", mail->from_name, mail->from_address);
    put_person(sheet, "To: ", mail->to_name, mail->to_address);
    put_id(sheet, "Message-ID: ", mail->message_id);
    if (mail->thread_id.size > 0) {
        put_id(sheet, "In-Reply-To: ", mail->thread_id);
        put_id(sheet, "References: ", mail->thread_id);
    }
    put_text(sheet, "Subject: ");
    put_words(sheet, mail->subject);
    put_text(sheet, "\r\nAuto-Submitted: auto-generated\r\nContent-Language: ");
    put_view(sheet, mail->language);
    put_text(sheet, "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
}

/* ---- body ---- */

/* Does the byte stand for itself? A space at the end of a line does not. */
static bool is_literal(struct view body, size_t at)
{
    uint8_t byte = body.bytes[at];
    bool line_end = at + 1 == body.size || body.bytes[at + 1] == '\n';
    return (byte > ' ' && byte < 0x7f && byte != '=') || (byte == ' ' && !line_end);
}

/* Quoted-printable: what is not plain ASCII becomes =XX; long lines are broken by a = at the end. */
static void put_body(struct sheet *sheet, struct view body)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;
    if (body.size > 0 && body.bytes[body.size - 1] == '\n') {
        body.size--; /* the last line is ended below */
    }
    for (size_t i = 0; i < body.size; i++) {
        uint8_t byte = body.bytes[i];
        if (byte == '\n') {
            put_text(sheet, "\r\n");
            column = 0;
            continue;
        }
        size_t width = is_literal(body, i) ? 1 : 3;
        if (column + width > BODY_LINE_MAX) {
            put_text(sheet, "=\r\n");
            column = 0;
        }
        if (width == 1) {
            put_byte(sheet, byte);
        } else {
            put_byte(sheet, '=');
            put_byte(sheet, (uint8_t)digits[byte >> 4]);
            put_byte(sheet, (uint8_t)digits[byte & 15]);
        }
        column += width;
    }
    put_text(sheet, "\r\n");
}

/* Enough for all: a byte of the body takes at most 3 and its share of line breaks, one of a header at
   most 4/3 and its share of encoded-word frames; fixed texts are below 1,000 bytes. */
static size_t room_for(const struct mail *mail)
{
    size_t headers = mail->from_name.size + mail->from_address.size + mail->to_name.size +
                     mail->to_address.size + mail->message_id.size + 2 * mail->thread_id.size +
                     mail->language.size + mail->subject.size;
    return 1024 + 4 * mail->body.size + 4 * headers;
}

struct view mail_print(const struct mail *mail, arena_t *arena)
{
    assert(mail_address_valid(mail->to_address));
    struct sheet sheet = {.capacity = room_for(mail)};
    sheet.bytes = arena_alloc(arena, sheet.capacity);
    put_headers(&sheet, mail);
    put_body(&sheet, mail->body);
    return (struct view){sheet.bytes, sheet.size};
}
