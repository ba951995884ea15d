-- SPDX-License-Identifier: MPL-2.0
-- All organisations, for the directory.
SELECT organisation.id, organisation.name, organisation.language
FROM organisation
