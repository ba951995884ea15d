-- SPDX-License-Identifier: MPL-2.0
-- The last commands of a client, newest first. $1 client, $2 at most
SELECT id, type, status, CASE status WHEN 0 THEN '' ELSE reply END, at_us FROM command
 WHERE client = $1::text ORDER BY id DESC LIMIT $2::bigint
