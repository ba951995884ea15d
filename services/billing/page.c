/* SPDX-License-Identifier: MPL-2.0 */
/* The page of a document. */
#include "page.h"

#include <libxml/HTMLtree.h>
#include <stdlib.h>

#include "proto/currency.h"
#include "proto/id.h"

#define LANGUAGE(name, tag, point) LANGUAGE_##name,
#define WORD(name, ...)
enum language {
#include "words.def"
    LANGUAGE_COUNT
};
#undef LANGUAGE
#undef WORD

#define LANGUAGE(name, tag, point)
#define WORD(name, ...) WORD_##name,
enum word {
#include "words.def"
    WORD_COUNT
};
#undef LANGUAGE
#undef WORD

#define LANGUAGE(name, tag, point)
#define WORD(name, ...) {__VA_ARGS__},
static const char *const words[WORD_COUNT][LANGUAGE_COUNT] = {
#include "words.def"
};
#undef LANGUAGE
#undef WORD

static const struct {
    const char *tag;
    char point; /* the decimal mark */
} languages[LANGUAGE_COUNT] = {
#define LANGUAGE(name, tag, point) {tag, point},
#define WORD(name, ...)
#include "words.def"
#undef LANGUAGE
#undef WORD
};

static const char style[] =
    "body{font-family:sans-serif;max-width:60em;margin:2em auto}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #ccc;padding:.3em;text-align:left;vertical-align:top}"
    ".n{text-align:right;white-space:nowrap}address{white-space:pre-line}";

/* What every part of a page needs. */
struct page {
    const struct document_view *document;
    int language;
    const directory_t *services;
    arena_t *arena;
};

int page_language(struct view wish)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct view tag = view_of(languages[language].tag);
        if (wish.size >= tag.size && memcmp(wish.bytes, tag.bytes, tag.size) == 0 &&
            (wish.size == tag.size || wish.bytes[tag.size] == '-')) {
            return language;
        }
    }
    return 0;
}

const char *page_language_tag(int language)
{
    return languages[language].tag;
}

static const char *word(const struct page *page, enum word word)
{
    return words[word][page->language];
}

/* A node with a text, which libxml2 escapes. */
static xmlNode *add(xmlNode *parent, const char *name, struct view text)
{
    xmlNode *node = xmlNewChild(parent, NULL, BAD_CAST name, NULL);
    if (!node) {
        abort(); /* out of memory */
    }
    if (text.size > 0) {
        xmlNodeAddContentLen(node, text.bytes, (int)text.size);
    }
    return node;
}

static xmlNode *add_cell(xmlNode *row, const char *name, struct view text, bool number)
{
    xmlNode *cell = add(row, name, text);
    if (number) {
        xmlNewProp(cell, BAD_CAST "class", BAD_CAST "n");
    }
    return cell;
}

static struct view amount(const struct page *page, int64_t cents)
{
    char text[AMOUNT_TEXT_SIZE];
    struct view currency = page->document->currency;
    amount_print(cents, currency, languages[page->language].point, text);
    return arena_print(page->arena, "%s %.*s", text, (int)currency.size,
                       (const char *)currency.bytes);
}

/* "1:30" of 90 minutes. */
static struct view duration(const struct page *page, int64_t minutes)
{
    long long magnitude = llabs((long long)minutes);
    return arena_print(page->arena, "%s%lld:%02lld", minutes < 0 ? "-" : "", magnitude / 60,
                       magnitude % 60);
}

/* "9.975 %" of 99750 parts per million. */
static struct view percent(const struct page *page, int64_t rate_ppm)
{
    char text[32];
    int size = snprintf(text, sizeof text, "%lld%c%04lld", (long long)rate_ppm / 10000,
                        languages[page->language].point, (long long)rate_ppm % 10000);
    while (text[size - 1] == '0') {
        size--;
    }
    size -= text[size - 1] == languages[page->language].point;
    return arena_print(page->arena, "%.*s %%", size, text);
}

static void add_fact(xmlNode *list, const char *name, struct view text)
{
    if (text.size > 0) {
        add(list, "dt", view_of(name));
        add(list, "dd", text);
    }
}

static struct view day_text(const struct page *page, int32_t day)
{
    char text[DATE_TEXT_SIZE];
    return arena_copy(page->arena, view_of(date_print(day, text)));
}

static void add_party(xmlNode *body, const struct page *page, enum word role,
                      const struct party *party)
{
    xmlNode *section = add(body, "section", (struct view){0});
    add(section, "h2", view_of(word(page, role)));
    add(section, "p", party->name);
    if (party->address.size > 0) {
        add(section, "address", party->address);
    }
    if (party->region.size > 0) {
        add(section, "p", party->region);
    }
    struct list identifiers = party->identifiers;
    struct identifier one;
    while (identifier_next(&identifiers, &one)) {
        add(section, "p",
            arena_print(page->arena, "%.*s %.*s", (int)one.scheme.size,
                        (const char *)one.scheme.bytes, (int)one.value.size,
                        (const char *)one.value.bytes));
    }
}

static void add_facts(xmlNode *body, const struct page *page)
{
    const struct document_view *document = page->document;
    xmlNode *list = add(body, "dl", (struct view){0});
    add_fact(list, word(page, WORD_NUMBER), document->number);
    add_fact(list, word(page, WORD_ISSUED_ON), day_text(page, document->issued_on));
    if (document->kind != DOCUMENT_CREDIT_NOTE) {
        add_fact(list, word(page, WORD_DUE_ON), day_text(page, document->due_on));
    }
    add_fact(list, word(page, WORD_TERMS), document->terms);
    add_fact(list, word(page, WORD_CORRECTS), document->original_number);
    add_fact(list, word(page, WORD_REASON), document->text);
    add_fact(list, word(page, WORD_PERIOD), document->period);
    add_fact(list, word(page, WORD_AUTHORISATION), document->authorisation);
}

/* What a line is about: its own words, the service, or what the line is for. */
static struct view describe(const struct page *page, const struct invoice_line *line)
{
    static const enum word natures[] = {
        [LINE_WORK] = WORD_DESCRIPTION,
        [LINE_ADJUSTMENT] = WORD_ADJUSTMENT,
        [LINE_DISBURSEMENT] = WORD_DISBURSEMENT,
        [LINE_RESERVE] = WORD_RESERVE,
    };
    if (line->text.size > 0) {
        return line->text;
    }
    if (line->service.size == 0) {
        return view_of(word(page, natures[line->nature]));
    }
    const struct service_row *service =
        directory_find(page->services, id_from_text("service", line->service));
    struct view label = {0};
    if (service) {
        label =
            labels_best(map_of_bytes(service->labels), view_of(page_language_tag(page->language)));
    }
    return label.size > 0 ? label : line->service;
}

static void add_line(xmlNode *table, const struct page *page, const struct invoice_line *line)
{
    const struct view none = {0};
    xmlNode *row = add(table, "tr", none);
    add_cell(row, "td", describe(page, line), false);
    add_cell(row, "td", line->period, false);
    add_cell(row, "td", line->minutes != 0 ? duration(page, line->minutes) : none, true);
    add_cell(row, "td", line->hourly_cents != 0 ? amount(page, line->hourly_cents) : none, true);
    add_cell(row, "td",
             line->weights != 0 ? arena_print(page->arena, "%lld/%lld", (long long)line->weight,
                                              (long long)line->weights)
                                : none,
             true);
    add_cell(row, "td", amount(page, line->amount_cents), true);
}

static void add_lines(xmlNode *table, const struct page *page)
{
    static const enum word heads[] = {WORD_DESCRIPTION, WORD_PERIOD, WORD_TIME,
                                      WORD_RATE,        WORD_PART,   WORD_AMOUNT};
    xmlNode *row = add(table, "tr", (struct view){0});
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        add_cell(row, "th", view_of(word(page, heads[i])), i > 1);
    }
    struct list lines = page->document->lines;
    struct invoice_line line;
    while (invoice_line_next(&lines, &line)) {
        add_line(table, page, &line);
    }
}

static void add_sum(xmlNode *table, const struct page *page, struct view name, int64_t cents)
{
    xmlNode *row = add(table, "tr", (struct view){0});
    xmlNode *head = add_cell(row, "th", name, false);
    xmlNewProp(head, BAD_CAST "colspan", BAD_CAST "5");
    add_cell(row, "td", amount(page, cents), true);
}

static struct view tax_name(const struct page *page, const struct tax_line *tax)
{
    struct view label = labels_best(tax->labels, view_of(page_language_tag(page->language)));
    struct view rate = percent(page, tax->rate_ppm);
    label = label.size > 0 ? label : tax->code;
    const char *mode = tax->mode == TAX_WITHHELD    ? word(page, WORD_WITHHELD)
                       : tax->mode == TAX_INCLUSIVE ? word(page, WORD_INCLUDED)
                                                    : "";
    bool numbered = tax->registration.size > 0;
    return arena_print(
        page->arena, "%.*s %.*s%s%s%s%s%s%.*s%s", (int)label.size, (const char *)label.bytes,
        (int)rate.size, (const char *)rate.bytes, *mode ? ", " : "", mode, numbered ? " (" : "",
        numbered ? word(page, WORD_REGISTRATION) : "", numbered ? " " : "",
        (int)tax->registration.size, (const char *)tax->registration.bytes, numbered ? ")" : "");
}

static void add_sums(xmlNode *table, const struct page *page)
{
    add_sum(table, page, view_of(word(page, WORD_NET)), page->document->net_cents);
    struct list taxes = page->document->taxes;
    struct tax_line tax;
    while (tax_line_next(&taxes, &tax)) {
        int64_t cents = tax.mode == TAX_WITHHELD ? -tax.amount_cents : tax.amount_cents;
        add_sum(table, page, tax_name(page, &tax), cents);
    }
    add_sum(table, page, view_of(word(page, WORD_TOTAL)), page->document->total_cents);
}

static void build(xmlDoc *doc, const struct page *page)
{
    static const enum word kinds[] = {[DOCUMENT_INVOICE] = WORD_INVOICE,
                                      [DOCUMENT_CREDIT_NOTE] = WORD_CREDIT_NOTE,
                                      [DOCUMENT_DEBIT_NOTE] = WORD_DEBIT_NOTE};
    const struct document_view *document = page->document;
    const struct view none = {0};
    xmlNode *html = xmlNewDocNode(doc, NULL, BAD_CAST "html", NULL);
    xmlDocSetRootElement(doc, html);
    xmlNewProp(html, BAD_CAST "lang", BAD_CAST page_language_tag(page->language));
    xmlNode *head = add(html, "head", none);
    htmlSetMetaEncoding(doc, BAD_CAST "UTF-8");
    struct view title =
        arena_print(page->arena, "%s %.*s", word(page, kinds[document->kind]),
                    (int)document->number.size, (const char *)document->number.bytes);
    add(head, "title", title);
    add(head, "style", view_of(style));
    xmlNode *body = add(html, "body", none);
    add(body, "h1", title);
    add_party(body, page, WORD_SUPPLIER, &document->supplier);
    add_party(body, page, WORD_BUYER, &document->buyer);
    add_facts(body, page);
    xmlNode *table = add(body, "table", none);
    add_lines(table, page);
    add_sums(table, page);
}

struct view page_html(const struct document_view *document, int language,
                      const directory_t *services, arena_t *arena)
{
    const struct page page = {document, language, services, arena};
    xmlDoc *doc = htmlNewDoc(NULL, NULL);
    if (!doc) {
        abort();
    }
    build(doc, &page);
    xmlChar *bytes = NULL;
    int size = 0;
    htmlDocDumpMemoryFormat(doc, &bytes, &size, 0);
    struct view text = arena_copy(arena, (struct view){bytes, (size_t)size});
    xmlFree(bytes);
    xmlFreeDoc(doc);
    return text;
}
