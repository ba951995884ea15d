-- SPDX-License-Identifier: MPL-2.0
-- $1 keys, $2 names
DELETE FROM timer USING unnest($1::uuid[], $2::text[]) AS k (key, name)
 WHERE timer.name = k.name AND timer.key = k.key
