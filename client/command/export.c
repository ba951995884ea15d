/* SPDX-License-Identifier: MPL-2.0 */
/* entraide export: the ledger as a journal for hledger, with the balance of every account asserted at its end, as
   CSV, or as JSON lines. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/currency.h"
#include "proto/id.h"

/* One account in one currency, and what has been posted to it. */
struct balance {
    struct view account, currency; /* in the arena */
    int64_t amount_cents;
    struct balance *next;
};

struct export
{
    arena_t *arena;
    struct balance *balances;
    int32_t last_day;
};

static void print_view(struct view text)
{
    fwrite(text.bytes, 1, text.size, stdout);
}

static void add_balance(struct export *export, const struct ledger_entry *entry,
                        struct view currency)
{
    struct balance *balance = export->balances;
    while (balance && !(view_equal(balance->account, entry->account) &&
                        view_equal(balance->currency, currency))) {
        balance = balance->next;
    }
    if (!balance) {
        balance = arena_alloc(export->arena, sizeof *balance);
        *balance = (struct balance){.account = arena_copy(export->arena, entry->account),
                                    .currency = arena_copy(export->arena, currency),
                                    .next = export->balances};
        export->balances = balance;
    }
    balance->amount_cents += entry->amount_cents;
}

/* ---- forms ---- */

typedef void print_record(struct export *export, const struct ledger_record *record);

/* A transaction; in a comment, where it comes from and its hash. */
static void print_ledger(struct export *export, const struct ledger_record *record)
{
    const struct ledger_transaction *transaction = &record->transaction;
    char day[DATE_TEXT_SIZE], source[ID_TEXT_SIZE], payer[ID_TEXT_SIZE], amount[AMOUNT_TEXT_SIZE];
    printf("%s (%" PRId64 ") ", date_print(transaction->day, day), transaction->serial);
    for (size_t i = 0; i < transaction->text.size; i++) { /* ; would begin a comment */
        uint8_t byte = transaction->text.bytes[i];
        putchar(byte < ' ' || byte == ';' || byte == '|' ? ' ' : byte);
    }
    printf("  ; %s:%s payer:%s\n", choice_word(&choices_ledger_kind, transaction->kind),
           id_print(transaction->source, source), id_print(transaction->payer, payer));
    struct list entries = transaction->entries;
    struct ledger_entry entry;
    while (ledger_entry_next(&entries, &entry)) {
        add_balance(export, &entry, transaction->currency);
        printf("    ");
        print_view(entry.account);
        printf("  %s ", amount_print(entry.amount_cents, transaction->currency, '.', amount));
        print_view(transaction->currency);
        putchar('\n');
    }
    putchar('\n');
    export->last_day = transaction->day > export->last_day ? transaction->day : export->last_day;
}

/* Every account's balance, asserted after the last transaction; accounts and currencies are declared, as
   `hledger check --strict` wants. Declarations may stand anywhere in a journal. */
static void print_ledger_end(const struct export *export)
{
    char day[DATE_TEXT_SIZE], amount[AMOUNT_TEXT_SIZE];
    if (!export->balances) {
        return;
    }
    printf("%s balances\n", date_print(export->last_day, day));
    for (const struct balance *one = export->balances; one; one = one->next) {
        printf("    ");
        print_view(one->account);
        printf("  %s ", amount_print(0, one->currency, '.', amount));
        print_view(one->currency);
        printf(" = %s ", amount_print(one->amount_cents, one->currency, '.', amount));
        print_view(one->currency);
        putchar('\n');
    }
    putchar('\n');
    for (const struct balance *one = export->balances; one; one = one->next) {
        printf("commodity %s ", currency_digits(one->currency)
                                    ? amount_print(100000, one->currency, '.', amount)
                                    : "1000.");
        print_view(one->currency);
        printf("\naccount ");
        print_view(one->account);
        putchar('\n');
    }
}

/* A cell: quoted, since a text may hold a comma. */
static void print_cell(struct view text)
{
    putchar('"');
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        if (byte == '"') {
            putchar('"');
        }
        putchar(byte == '\n' || byte == '\r' ? ' ' : byte);
    }
    putchar('"');
}

static void print_csv(struct export *export, const struct ledger_record *record)
{
    (void)export;
    const struct ledger_transaction *transaction = &record->transaction;
    char day[DATE_TEXT_SIZE], source[ID_TEXT_SIZE], payer[ID_TEXT_SIZE];
    struct list entries = transaction->entries;
    struct ledger_entry entry;
    while (ledger_entry_next(&entries, &entry)) {
        printf("%" PRId64 ",%s,%s,%s,%s,", transaction->serial, date_print(transaction->day, day),
               choice_word(&choices_ledger_kind, transaction->kind),
               id_print(transaction->source, source), id_print(transaction->payer, payer));
        print_cell(transaction->period);
        putchar(',');
        print_cell(transaction->text);
        putchar(',');
        print_cell(entry.account);
        printf(",%" PRId64 ",", entry.amount_cents);
        print_view(transaction->currency);
        putchar('\n');
    }
}

/* ---- pages ---- */

static void print_page(const struct ledger_page *page, struct export *export, print_record *print)
{
    struct list records = page->records;
    struct ledger_record record;
    while (ledger_record_next(&records, &record)) {
        print(export, &record);
    }
}

static void print_page_json(const struct entraide_answer *answer)
{
    json_t *page = answer_to_json(&message_billing_ledger_list, answer);
    json_t *records = json_object_get(page, "records"), *record;
    size_t i;
    json_array_foreach(records, i, record)
    {
        print_json_line(json_incref(record));
    }
    json_decref(page);
}

static int export_all(entraide_t *bus, struct export *export, print_record *print)
{
    struct billing_ledger_list question = {.limit = 200};
    struct ledger_page page = {.more = true};
    while (page.more) {
        struct entraide_answer answer;
        struct refusal refusal;
        int code =
            call_service(bus, OWNER_BILLING, &message_billing_ledger_list, &question, &answer);
        if (code != EX_OK) {
            return code;
        }
        if (record_decode(&record_ledger_page, answer.reply.data, "data", &page, &refusal)) {
            complain("billing: an answer that this program cannot read");
            return EX_SOFTWARE;
        }
        if (print) {
            print_page(&page, export, print);
        } else {
            print_page_json(&answer);
        }
        question.after += page.records.count; /* serials have no gap */
    }
    return EX_OK;
}

int run_export(struct invocation *invocation)
{
    if (!read_words(invocation, 1, 1)) {
        return invocation->code;
    }
    const char *form = invocation->words[0];
    bool ledger = strcmp(form, "ledger") == 0, csv = strcmp(form, "csv") == 0;
    if (!ledger && !csv && strcmp(form, "json") != 0) {
        return usage_error(invocation, "export: ledger, csv or json, not %s", form);
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    AUTO(arena_t) *arena = arena_new(16 * 1024);
    struct export export = {.arena = arena};
    if (csv) {
        puts("serial,day,kind,source,payer,period,text,account,amount_cents,currency");
    }
    int code = export_all(bus, &export, ledger ? print_ledger : csv ? print_csv : NULL);
    if (code == EX_OK && ledger) {
        print_ledger_end(&export);
    }
    return code;
}
