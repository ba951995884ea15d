-- SPDX-License-Identifier: MPL-2.0
-- How many events wait.
SELECT count(*) FROM parked
