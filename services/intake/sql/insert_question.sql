-- SPDX-License-Identifier: MPL-2.0
-- New rows; one array per column, in the order of the columns.
INSERT INTO question (
    id, request, asked_at_us, text, answered_at_us, answer
)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bigint[], $6::bytea[]
)
