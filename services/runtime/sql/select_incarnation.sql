-- SPDX-License-Identifier: MPL-2.0
-- Who this database is.
SELECT id FROM incarnation
