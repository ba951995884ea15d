/* SPDX-License-Identifier: MPL-2.0 */
/* entraide export: the ledger as a journal for hledger, with the balance of every account asserted at its end, or as CSV,
   both with the accounts of the operator's own plan; or as JSON lines, as the ledger is. */
#include <inttypes.h>
#include <stdio.h>

#include "plan.h"
#include "proto/currency.h"
#include "proto/id.h"

/* One account of the ledger in one currency under one name, and what has been posted to it. */
struct balance {
    struct view account, currency;  /* in the arena */
    const struct account_view *row; /* of the plan; NULL = the ledger's own name */
    int64_t amount_cents;
    struct balance *next;
};

struct export
{
    arena_t *arena;
    struct plan plan;
    struct balance *balances;
    int32_t last_day;
};

static void print_view(struct view text)
{
    fwrite(text.bytes, 1, text.size, stdout);
}

/* The account's name in the plan. */
static void print_account(const struct account_view *row, struct view account)
{
    size_t above = row ? row->ledger.size : 0;
    print_view(row ? row->name : (struct view){0});
    print_view((struct view){account.bytes + above, account.size - above});
}

static void add_balance(struct export *export, const struct balance *part)
{
    struct balance *balance = export->balances;
    while (balance && !(view_equal(balance->account, part->account) && balance->row == part->row &&
                        view_equal(balance->currency, part->currency))) {
        balance = balance->next;
    }
    if (!balance) {
        balance = arena_alloc(export->arena, sizeof *balance);
        *balance = (struct balance){.account = arena_copy(export->arena, part->account),
                                    .currency = arena_copy(export->arena, part->currency),
                                    .row = part->row,
                                    .next = export->balances};
        export->balances = balance;
    }
    balance->amount_cents += part->amount_cents;
}

/* "    1100 Clients  12.34 CAD" */
static void print_posting(const struct balance *part, int64_t amount_cents)
{
    char amount[AMOUNT_TEXT_SIZE];
    printf("    ");
    print_account(part->row, part->account);
    printf("  %s ", amount_print(amount_cents, part->currency, '.', amount));
    print_view(part->currency);
}

/* ---- forms ---- */

typedef void print_record(struct export *export, const struct ledger_record *record);

/* A transaction; in a comment, where it comes from and its hash. */
static void print_ledger(struct export *export, const struct ledger_record *record)
{
    const struct ledger_transaction *transaction = &record->transaction;
    char day[DATE_TEXT_SIZE], source[ID_TEXT_SIZE], payer[ID_TEXT_SIZE];
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
        const struct balance part = {
            .account = entry.account,
            .currency = transaction->currency,
            .row = plan_find(&export->plan, entry.account, transaction->day),
            .amount_cents = entry.amount_cents,
        };
        add_balance(export, &part);
        print_posting(&part, entry.amount_cents);
        putchar('\n');
    }
    putchar('\n');
    export->last_day = transaction->day > export->last_day ? transaction->day : export->last_day;
}

/* What stands under former names moves to the present one on the first day of that. */
static void print_moves(struct export *export)
{
    char day[DATE_TEXT_SIZE];
    for (struct balance *one = export->balances; one; one = one->next) {
        struct balance present = *one;
        present.row = plan_find(&export->plan, one->account, export->last_day);
        if (present.row == one->row || one->amount_cents == 0) {
            continue;
        }
        printf("%s plan of accounts\n", date_print(present.row->valid_from, day));
        print_posting(one, -one->amount_cents);
        putchar('\n');
        print_posting(&present, one->amount_cents);
        printf("\n\n");
        one->amount_cents = 0;
        add_balance(export, &present);
    }
}

/* Balances of one name together: accounts of the ledger may share an account of the plan. */
static struct balance *sum_by_name(const struct export *export)
{
    struct export sums = {.arena = export->arena};
    for (const struct balance *one = export->balances; one; one = one->next) {
        add_balance(&sums, &(struct balance){
                               .account = plan_name(one->row, one->account, export->arena),
                               .currency = one->currency,
                               .amount_cents = one->amount_cents,
                           });
    }
    return sums.balances;
}

/* Every account's balance, asserted after the last transaction; accounts and currencies are declared, as
   `hledger check --strict` wants. Declarations may stand anywhere in a journal. */
static void print_ledger_end(struct export *export)
{
    char day[DATE_TEXT_SIZE], amount[AMOUNT_TEXT_SIZE];
    if (!export->balances) {
        return;
    }
    print_moves(export);
    const struct balance *sums = sum_by_name(export);
    printf("%s balances\n", date_print(export->last_day, day));
    for (const struct balance *one = sums; one; one = one->next) {
        print_posting(one, 0);
        printf(" = %s ", amount_print(one->amount_cents, one->currency, '.', amount));
        print_view(one->currency);
        putchar('\n');
    }
    putchar('\n');
    for (const struct balance *one = sums; one; one = one->next) {
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
        const struct account_view *row = plan_find(&export->plan, entry.account, transaction->day);
        print_cell(plan_name(row, entry.account, export->arena));
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
    AUTO(arena_t) *arena = arena_new(64 * 1024);
    struct export export = {.arena = arena};
    if (csv) {
        puts("serial,day,kind,source,payer,period,text,account,amount_cents,currency");
    }
    int code = ledger || csv ? plan_load(bus, arena, &export.plan) : EX_OK;
    if (code != EX_OK) {
        return code;
    }
    code = export_all(bus, &export, ledger ? print_ledger : csv ? print_csv : NULL);
    if (code == EX_OK && ledger) {
        print_ledger_end(&export);
    }
    return code;
}
