-- SPDX-License-Identifier: MPL-2.0
-- $1 the oldest day kept
SELECT advance_horizon($1::date)
