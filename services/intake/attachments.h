/* SPDX-License-Identifier: MPL-2.0 */
/* Files that lie elsewhere: only what identifies them is kept, and their names sealed. */
#ifndef ENTRAIDE_INTAKE_ATTACHMENTS_H
#define ENTRAIDE_INTAKE_ATTACHMENTS_H

#include "intake.h"

enum { ATTACHMENTS_MAX = 24 }; /* of one request: 24 * 700 bytes stay small beside its answer */

/* Each lies at an https address, and there is room for them beside so many. OK or ERR_REFUSED. */
int attachments_check(batch_t *batch, struct list attachments, size_t present_count) MUST_CHECK;

/* How many there are in stored bytes. */
size_t attachments_count(batch_t *batch, struct view stored);

/* The stored bytes with these added, sealed for the person; former when nothing is added. */
struct view attachments_keep(batch_t *batch, struct id person, struct list attachments,
                             struct view former);

/* As an answer shows them: names only with names, nothing when the person was erased. */
struct list attachments_show(batch_t *batch, struct view stored, bool names);

#endif
