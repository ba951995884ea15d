-- SPDX-License-Identifier: MPL-2.0
-- Work logs are found by professional, and say for whom they are without their engagement; the cost of a
-- request may be shared.
ALTER TABLE work_log
    ADD request uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD organisation uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD reason text NOT NULL DEFAULT '';

CREATE INDEX work_log_professional ON work_log (professional, id);
CREATE INDEX work_log_engagement_page ON work_log (engagement, id);
DROP INDEX work_log_engagement;

-- Documents of one run bill the same work to several payers; weight is this payer's part.
ALTER TABLE document
    ADD run uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD weight bigint NOT NULL DEFAULT 1;

CREATE INDEX document_run ON document (run);

-- Who else bears which part of a request's cost, and whether they agreed.
CREATE TABLE share (
    id             uuid PRIMARY KEY,
    request        uuid NOT NULL,
    organisation   uuid NOT NULL,
    proposer       uuid NOT NULL,
    contact        uuid NOT NULL,
    weight         bigint NOT NULL CHECK (weight >= 0),
    state          bigint NOT NULL,
    proposed_at_us bigint NOT NULL
);

CREATE INDEX share_request ON share (request);

-- shared: there are shares of its request. warned_percent: how much of the cap was told to be used.
ALTER TABLE engagement
    ADD shared boolean NOT NULL DEFAULT false,
    ADD warned_percent bigint NOT NULL DEFAULT 0;

GRANT SELECT, INSERT, UPDATE ON share TO :app_role;
