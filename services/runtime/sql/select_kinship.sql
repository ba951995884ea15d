-- SPDX-License-Identifier: MPL-2.0
-- All ties.
SELECT id, lower, upper, from_day, to_day, rests FROM kinship
