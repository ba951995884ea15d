-- SPDX-License-Identifier: MPL-2.0
-- Something to say each second on an idle session, so that a standby sees its holder live.
SELECT 1
