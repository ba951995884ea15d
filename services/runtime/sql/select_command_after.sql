-- SPDX-License-Identifier: MPL-2.0
-- Commands of a client in the order of their ids. $1 client, $2 ids above this, $3 at most
SELECT id, type, status, CASE status WHEN 0 THEN '' ELSE reply END, at_us FROM command
 WHERE client = $1::text AND id > $2::uuid ORDER BY id LIMIT $3::bigint
