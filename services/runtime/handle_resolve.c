/* SPDX-License-Identifier: MPL-2.0 */
/* resolve: turns "unknown" into a final answer. Known: the stored reply. Never seen: a tombstone, so
 * that a late copy of the command, wherever it still travels, will not run. */
#include "runtime/flow_internal.h"

void flow_resolve(struct batch *batch, struct input *input)
{
    static const uint8_t no_digest[sizeof(struct digest)];
    const struct resolve *resolve = input->call.data;
    const struct view client = view_of(input->call.client->name);
    const struct command_row *known = commands_find(&batch->commands, client, resolve->id);
    struct resolution resolution = {.outcome = OUTCOME_NEVER};
    if (!known) {
        const struct command_row tombstone = {.id = resolve->id,
                                              .client = client,
                                              .digest = {no_digest, sizeof no_digest},
                                              .status = COMMAND_NEVER,
                                              .at_us = batch->next.at_us};
        commands_answer(&batch->commands, &tombstone);
    } else if (known->status != COMMAND_NEVER) {
        resolution = (struct resolution){.outcome = OUTCOME_KNOWN, .reply = known->reply};
    }
    batch_reply(batch, &resolution);
}
