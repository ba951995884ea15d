-- SPDX-License-Identifier: MPL-2.0
-- What was last told of each organisation that was ever eligible; the id is the organisation's.
CREATE TABLE standing (
    id      uuid PRIMARY KEY,
    class   bigint NOT NULL,
    level   bigint NOT NULL,
    sponsor uuid NOT NULL,
    since   date NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON standing TO :app_role;
