/* SPDX-License-Identifier: MPL-2.0 */
/* Stored commands as command.list and publisher.get show them. */
#ifndef ENTRAIDE_RUNTIME_COMMANDS_SHOWN_H
#define ENTRAIDE_RUNTIME_COMMANDS_SHOWN_H

#include "runtime/batch.h"

/* Runs a statement that returns id, type, status, reply and at_us. The entries, *ret_count of them, are
   in the batch's arena. */
struct command_entry *commands_shown(batch_t *batch, const char *statement, struct params params,
                                     size_t *ret_count);

#endif
