-- SPDX-License-Identifier: MPL-2.0
-- Commands that were answered before. $1 clients, $2 ids
SELECT command.client, command.id, command.digest, command.status, command.reply
  FROM unnest($1::text[], $2::uuid[]) AS k (client, id)
  JOIN command ON command.client = k.client AND command.id = k.id
