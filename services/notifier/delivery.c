/* SPDX-License-Identifier: MPL-2.0 */
/* Gives mails to the mail server. Everything below `work` runs on a worker thread and touches nothing
 * but its job and the handle of its lane. */
#include "delivery.h"

#include <assert.h>
#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>

#include "proto/cleanup.h"

struct lane {
    CURL *curl; /* keeps the connection */
    bool busy;
    bool orphan; /* its service is gone: ends with its job */
    size_t count;
    struct id messages[DELIVERY_MAILS_MAX];
};

struct lanes {
    struct lane *all[DELIVERY_LANES_MAX];
};

static void destroy_lane(struct lane *lane)
{
    curl_easy_cleanup(lane->curl);
    free(lane);
}

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

lanes_t *lanes_new(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        abort();
    }
    lanes_t *lanes = allocate(sizeof *lanes);
    for (size_t i = 0; i < DELIVERY_LANES_MAX; i++) {
        lanes->all[i] = allocate(sizeof *lanes->all[i]);
    }
    return lanes;
}

void lanes_destroy(lanes_t **lanes_p)
{
    lanes_t *lanes = *lanes_p;
    if (!lanes) {
        return;
    }
    for (size_t i = 0; i < DELIVERY_LANES_MAX; i++) {
        if (lanes->all[i]->busy) {
            lanes->all[i]->orphan = true;
        } else {
            destroy_lane(lanes->all[i]);
        }
    }
    free(lanes);
    *lanes_p = NULL;
}

size_t lanes_free_count(const lanes_t *lanes, size_t limit)
{
    assert(limit <= DELIVERY_LANES_MAX);
    size_t count = 0;
    for (size_t i = 0; i < limit; i++) {
        count += !lanes->all[i]->busy;
    }
    return count;
}

size_t lanes_message_count(const lanes_t *lanes)
{
    size_t count = 0;
    for (size_t i = 0; i < DELIVERY_LANES_MAX; i++) {
        count += lanes->all[i]->count;
    }
    return count;
}

bool lanes_hold(const lanes_t *lanes, struct id message)
{
    for (size_t i = 0; i < DELIVERY_LANES_MAX; i++) {
        for (size_t k = 0; k < lanes->all[i]->count; k++) {
            if (id_equal(lanes->all[i]->messages[k], message)) {
                return true;
            }
        }
    }
    return false;
}

static struct lane *take_lane(lanes_t *lanes)
{
    size_t place = 0;
    while (lanes->all[place]->busy) {
        place++;
        assert(place < DELIVERY_LANES_MAX);
    }
    lanes->all[place]->busy = true;
    return lanes->all[place];
}

static void destroy_delivery(struct job *job)
{
    struct delivery *delivery = (struct delivery *)job;
    struct lane *lane = delivery->lane;
    lane->busy = false;
    lane->count = 0;
    if (lane->orphan) {
        destroy_lane(lane);
    }
    arena_destroy(&delivery->arena);
    free(delivery);
}

/* ---- on a worker thread ---- */

/* What one attempt reads and hears. */
struct attempt {
    struct view rest; /* of the mail, to be sent */
    char reply[64];   /* start of the server's last line */
    size_t reply_size;
};

static size_t give_text(char *buffer, size_t size, size_t count, void *context)
{
    struct attempt *attempt = context;
    size_t room = size * count;
    size_t given = attempt->rest.size < room ? attempt->rest.size : room;
    memcpy(buffer, attempt->rest.bytes, given);
    attempt->rest.bytes += given;
    attempt->rest.size -= given;
    return given;
}

static size_t take_reply(char *buffer, size_t size, size_t count, void *context)
{
    struct attempt *attempt = context;
    size_t heard = size * count;
    if (attempt->reply_size > 0 && (*attempt->reply == '4' || *attempt->reply == '5')) {
        return heard; /* what follows a refusal is only the farewell */
    }
    attempt->reply_size = heard < sizeof attempt->reply ? heard : sizeof attempt->reply;
    memcpy(attempt->reply, buffer, attempt->reply_size);
    return heard;
}

/* The first line of the password file. False when it cannot be read. */
static bool read_password(const char *path, char ret_password[256])
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return false;
    }
    bool read = fgets(ret_password, 256, file) != NULL;
    (void)fclose(file);
    if (read) {
        ret_password[strcspn(ret_password, "\r\n")] = 0;
    }
    return read;
}

static bool set_login(CURL *curl, const struct smtp *smtp)
{
    if (!*smtp->user) {
        return true;
    }
    char password[256] = "";
    if (*smtp->password_file && !read_password(smtp->password_file, password)) {
        return false;
    }
    curl_easy_setopt(curl, CURLOPT_USERNAME, smtp->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
    explicit_bzero(password, sizeof password);
    return true;
}

/* Options of all mails of a job. The reset keeps the connection. */
static bool set_server(CURL *curl, const struct smtp *smtp)
{
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, smtp->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, smtp->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)smtp->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)smtp->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, smtp->from);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_text);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_reply);
    return set_login(curl, smtp);
}

enum delivery_outcome delivery_judge(int curl_code, long smtp_code, bool uploaded)
{
    if (curl_code == CURLE_OK) {
        return DELIVERY_ACCEPTED;
    }
    /* 5xx is about this mail only in answer to its recipient (send error) or its text; and
       not when it asks for a login or for TLS, which the operator has to set right. */
    bool about_mail =
        curl_code == CURLE_SEND_ERROR || (curl_code == CURLE_WEIRD_SERVER_REPLY && uploaded);
    bool permanent = smtp_code >= 500 && smtp_code < 600 && smtp_code != 530 && smtp_code != 535;
    return about_mail && permanent ? DELIVERY_REFUSED : DELIVERY_DELAYED;
}

/* Bytes of the enhanced status code ("5.1.1") that text begins with. */
static size_t status_size(struct view text)
{
    size_t size = 0, dots = 0;
    while (size < text.size && (isdigit(text.bytes[size]) || text.bytes[size] == '.')) {
        dots += text.bytes[size++] == '.';
    }
    return dots == 2 ? size : 0;
}

void delivery_describe(int curl_code, struct view reply, char ret_result[DELIVERY_RESULT_SIZE])
{
    /* Only codes: the words after them may hold the address. */
    int length = 0;
    if (reply.size >= 3 && isdigit(reply.bytes[0]) && isdigit(reply.bytes[1]) &&
        isdigit(reply.bytes[2])) {
        struct view rest = {reply.bytes + 4, reply.size > 4 ? reply.size - 4 : 0};
        length = snprintf(ret_result, DELIVERY_RESULT_SIZE, "smtp %.3s%s%.*s",
                          (const char *)reply.bytes, status_size(rest) ? " " : "",
                          (int)status_size(rest), (const char *)rest.bytes);
    }
    bool refused = length > 0 && (reply.bytes[0] == '4' || reply.bytes[0] == '5');
    if (curl_code != CURLE_OK && !refused) {
        (void)snprintf(ret_result + length, DELIVERY_RESULT_SIZE - (size_t)length, "%s%s",
                       length ? ": " : "", curl_easy_strerror((CURLcode)curl_code));
    }
}

/* Sends one mail; returns the libcurl code. */
static CURLcode send_mail(CURL *curl, struct delivery_mail *mail)
{
    struct attempt attempt = {.rest = mail->text};
    char to[256];
    (void)snprintf(to, sizeof to, "%.*s", (int)mail->to.size, (const char *)mail->to.bytes);
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    if (!recipients) {
        abort();
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READDATA, &attempt);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &attempt);
    char error[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    long smtp_code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &smtp_code);
    struct view reply = {(const uint8_t *)attempt.reply, attempt.reply_size};
    mail->outcome = delivery_judge((int)code, smtp_code, attempt.rest.size == 0);
    if (strncmp(error, "MAIL failed", 11) == 0) {
        mail->outcome = DELIVERY_DELAYED; /* our own address is refused: the operator's affair */
    }
    delivery_describe((int)code, reply, mail->result);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    return code;
}

/* Did the way to the server fail, so that further mails would only wait for the same? */
static bool is_way_blocked(CURLcode code)
{
    return code != CURLE_OK && code != CURLE_SEND_ERROR && code != CURLE_WEIRD_SERVER_REPLY;
}

static void work(struct job *job)
{
    struct delivery *delivery = (struct delivery *)job;
    struct lane *lane = delivery->lane;
    if (!lane->curl && !(lane->curl = curl_easy_init())) {
        abort();
    }
    const char *blocked =
        set_server(lane->curl, &delivery->smtp) ? NULL : "the password file cannot be read";
    for (size_t i = 0; i < delivery->count; i++) {
        struct delivery_mail *mail = &delivery->mails[i];
        if (blocked) {
            mail->outcome = DELIVERY_DELAYED;
            (void)snprintf(mail->result, sizeof mail->result, "%s", blocked);
        } else if (is_way_blocked(send_mail(lane->curl, mail))) {
            blocked = mail->result;
        }
    }
}

/* ---- on the service's thread ---- */

struct delivery *delivery_new(lanes_t *lanes, const struct smtp *smtp)
{
    struct delivery *delivery = allocate(sizeof *delivery);
    delivery->job = (struct job){.name = "delivery", .work = work, .destroy = destroy_delivery};
    delivery->lane = take_lane(lanes);
    delivery->smtp = *smtp;
    delivery->arena = arena_new(16 * 1024);
    return delivery;
}

void delivery_add(struct delivery *delivery, const struct delivery_mail *mail)
{
    assert(delivery->count < DELIVERY_MAILS_MAX);
    struct delivery_mail *copy = &delivery->mails[delivery->count++];
    *copy = *mail;
    copy->to = arena_copy(delivery->arena, mail->to);
    copy->text = arena_copy(delivery->arena, mail->text);
    delivery->lane->messages[delivery->lane->count++] = mail->message;
}
