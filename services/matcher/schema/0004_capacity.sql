-- SPDX-License-Identifier: MPL-2.0
-- Days on which a professional's capacity is another; the id is the professional's.
CREATE TABLE capacity (
    id    uuid PRIMARY KEY,
    rev   bigint NOT NULL CHECK (rev > 0),
    spans bytea NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON capacity TO :app_role;
