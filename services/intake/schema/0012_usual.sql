-- SPDX-License-Identifier: MPL-2.0
-- What new rows of the usual kind leave at none is not sent for each of them.
ALTER TABLE request
    ALTER COLUMN urgency SET DEFAULT 0,
    ALTER COLUMN deadline SET DEFAULT '1970-01-01',
    ALTER COLUMN adverse_parties SET DEFAULT '';
