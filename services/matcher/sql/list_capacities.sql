-- SPDX-License-Identifier: MPL-2.0
-- Every professional whose capacity is another on some days, for the directory in memory.
SELECT id, rev, spans
FROM capacity
