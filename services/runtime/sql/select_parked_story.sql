-- SPDX-License-Identifier: MPL-2.0
-- The stories that wait.
SELECT DISTINCT story FROM parked
