/* SPDX-License-Identifier: MPL-2.0 */
/* Typed emits, one per message: emit_matcher_plan_proposed(batch, subject, root, &event). */
#ifndef ENTRAIDE_RUNTIME_EMIT_H
#define ENTRAIDE_RUNTIME_EMIT_H

#include "runtime/batch.h"

#define RECORD(name, doc)
#define FIELD(record, kind, member, presence, min, max, sub, doc)
#define END(name)
#define MESSAGE(name, type, class, owner, answer, doc)                                \
    static inline void emit_##name(batch_t *batch, struct id subject, struct id root, \
                                   const struct name *data)                           \
    {                                                                                 \
        batch_emit(batch, &message_##name, subject, root, data);                      \
    }
#define CONSUMES(service, event)
#define CAUSES(service, event, emitted)
#include "proto/messages.def"
#undef RECORD
#undef FIELD
#undef END
#undef MESSAGE
#undef CONSUMES
#undef CAUSES

#endif
