-- SPDX-License-Identifier: MPL-2.0
-- What was asked, for the lists of a client's commands; empty for tombstones and older rows.
ALTER TABLE command ADD COLUMN type text NOT NULL DEFAULT '';
