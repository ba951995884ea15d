/* SPDX-License-Identifier: MPL-2.0 */
/* Work logs become lines; the amounts were rounded when the work was logged and are only added here. */
#include "invoice.h"

static bool same_line(const struct invoice_line *line, const struct work_log_row *log,
                      struct view period)
{
    return id_equal(line->need, log->need) && id_equal(line->professional, log->professional) &&
           line->hourly_cents == log->hourly_cents && view_equal(line->period, period);
}

static struct invoice_line *find_line(struct invoice *invoice, const struct work_log_row *log,
                                      struct view period)
{
    for (size_t i = 0; i < invoice->line_count; i++) {
        if (same_line(&invoice->lines[i], log, period)) {
            return &invoice->lines[i];
        }
    }
    if (invoice->line_count == INVOICE_LINE_MAX) {
        return NULL;
    }
    struct invoice_line *line = &invoice->lines[invoice->line_count++];
    *line = (struct invoice_line){
        .need = log->need,
        .service = log->service,
        .professional = log->professional,
        .hourly_cents = log->hourly_cents,
        .period = period,
    };
    return line;
}

bool invoice_add(struct invoice *invoice, const struct work_log_row *log, struct view period)
{
    if (invoice->line_count && !view_equal(invoice->currency, log->currency)) {
        return false;
    }
    struct invoice_line *line = find_line(invoice, log, period);
    if (!line) {
        return false;
    }
    invoice->currency = log->currency;
    line->minutes += log->minutes;
    line->amount_cents += log->amount_cents;
    invoice->net_cents += log->amount_cents;
    return true;
}
