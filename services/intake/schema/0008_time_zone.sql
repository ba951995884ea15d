-- SPDX-License-Identifier: MPL-2.0
-- Working hours are in the time zone of the service: a calendar brings no offsets of its own.
ALTER TABLE calendar ALTER COLUMN offsets SET DEFAULT '';
