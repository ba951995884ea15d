-- SPDX-License-Identifier: MPL-2.0
-- $1 first day, $2 last day
SELECT ensure_command_partitions($1::date, $2::date)
