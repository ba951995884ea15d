/* SPDX-License-Identifier: MPL-2.0 */
/* What a function of the services answers when it did not simply succeed: each code names the
   caller's next act. 0 is success. Broken invariants are asserted, lack of memory aborts. */
#ifndef ENTRAIDE_RUNTIME_RESULT_H
#define ENTRAIDE_RUNTIME_RESULT_H

enum result {
    OK = 0,
    ERR_AGAIN = -1, /* transient (SQLSTATE 08, 40001, 40P01, 53, 57P): roll back, reload, retry */
    ERR_PERMANENT =
        -2,          /* the database refused the data (21, 22, 23, 42): run one by one, then park */
    ERR_FENCED = -3, /* another instance owns the partition: exit */
    ERR_UNKNOWN = -4, /* the commit's outcome is not known: exit, restart reads the journal */
    ERR_FATAL = -5, /* cannot go on: wrong schema, bad configuration: stop with the reason logged */
    ERR_REFUSED = -6, /* a rule says no: the refusal is set, the sender is told */
    ERR_PARKED = -7   /* an event cannot be handled: it waits for an operator */
};

#define MUST_CHECK __attribute__((warn_unused_result))

#endif
