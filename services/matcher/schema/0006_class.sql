-- SPDX-License-Identifier: MPL-2.0
-- The requester's class when it asked, told on with the plan; plans from before are those of members (1).
ALTER TABLE plan ADD class bigint NOT NULL DEFAULT 1;
