-- SPDX-License-Identifier: MPL-2.0
-- What became of events that waited for an operator, who ended it, and why. Only added to.
CREATE TABLE parked_past (
    origin   smallint NOT NULL,
    seq      bigint   NOT NULL,
    story    uuid     NOT NULL,
    reason   text     NOT NULL,
    sqlstate text     NOT NULL,
    attempts integer  NOT NULL,
    body     bytea    NOT NULL,
    at_us    bigint   NOT NULL,
    ending   smallint NOT NULL CHECK (ending IN (1, 2)),                  -- replayed, discarded
    client   text     NOT NULL,
    why      text     NOT NULL,
    ended_us bigint   NOT NULL,
    PRIMARY KEY (ended_us, origin, seq)
);
GRANT SELECT, INSERT ON parked_past TO :app_role;
