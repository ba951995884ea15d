-- SPDX-License-Identifier: MPL-2.0
-- What new rows of the usual kind leave at none is not sent for each of them.
ALTER TABLE plan
    ALTER COLUMN adverse SET DEFAULT '',
    ALTER COLUMN urgency SET DEFAULT 0,
    ALTER COLUMN deadline SET DEFAULT '1970-01-01',
    ALTER COLUMN excluded SET DEFAULT '',
    ALTER COLUMN quote SET DEFAULT '00000000-0000-0000-0000-000000000000',
    ALTER COLUMN quote_total_cents SET DEFAULT 0,
    ALTER COLUMN not_to_exceed_cents SET DEFAULT 0,
    ALTER COLUMN quote_valid_until SET DEFAULT '1970-01-01';
