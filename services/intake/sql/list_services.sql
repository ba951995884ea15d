-- SPDX-License-Identifier: MPL-2.0
-- Every service, for the directory in memory.
SELECT
    id, rev, code, field, labels, low_minutes, typical_minutes, high_minutes, licence, min_level,
    modality, withdrawn, separate_from, eligibility, active_from, active_to
FROM service
