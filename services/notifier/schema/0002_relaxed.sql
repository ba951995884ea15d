-- SPDX-License-Identifier: MPL-2.0
-- What the matcher gave up to find a team, until the contact is told.
ALTER TABLE plan ADD COLUMN relaxed bytea NOT NULL DEFAULT '';
