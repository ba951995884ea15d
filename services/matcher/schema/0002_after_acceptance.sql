-- SPDX-License-Identifier: MPL-2.0
-- What happens after acceptance: what was agreed to, what was left out, what the operator's ladder gave up;
-- work approved, started, interrupted, finished and closed.

-- spent_cents: approved work of people who were replaced; it counts against the contact's limit.
ALTER TABLE plan
    ADD COLUMN relaxed        bytea  NOT NULL DEFAULT '',
    ADD COLUMN refused        bytea  NOT NULL DEFAULT '',
    ADD COLUMN agreed_version bigint NOT NULL DEFAULT 0,
    ADD COLUMN agreed_quote   uuid   NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN spent_cents    bigint NOT NULL DEFAULT 0;

-- Those that may be matched again when there is more capacity (state 5 = unmet).
CREATE INDEX plan_unmet ON plan (id) WHERE state = 5;

ALTER TABLE assignment
    ADD COLUMN approved_minutes bigint NOT NULL DEFAULT 0,
    ADD COLUMN approved_cents   bigint NOT NULL DEFAULT 0,
    ADD COLUMN started_at_us    bigint NOT NULL DEFAULT 0,
    ADD COLUMN until            date   NOT NULL DEFAULT '1970-01-01';

-- At most one assignment has a need: offered, accepted, released, finished or disputed.
DROP INDEX assignment_open;
CREATE UNIQUE INDEX assignment_open ON assignment (need) WHERE state IN (0, 1, 5, 7, 8);

-- What a professional has to do, or has been offered.
CREATE INDEX assignment_busy ON assignment (professional, id) WHERE state IN (0, 1, 5);
