-- SPDX-License-Identifier: MPL-2.0
-- Memberships that were put before scopes reached below a network.
INSERT INTO kinship (id, lower, upper, from_day, to_day)
SELECT id, child, parent, valid_from, valid_to FROM membership;
