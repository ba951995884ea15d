-- SPDX-License-Identifier: MPL-2.0
-- Memberships that were put before scopes reached below a network; status 0 is active.
INSERT INTO kinship (id, lower, upper, from_day, to_day, rests)
SELECT id, child, parent, valid_from, valid_to, status <> 0 FROM membership;
