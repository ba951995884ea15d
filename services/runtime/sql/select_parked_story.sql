-- SPDX-License-Identifier: MPL-2.0
-- The stories that wait, with how many events of each.
SELECT story, count(*) FROM parked GROUP BY story
