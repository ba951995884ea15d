-- SPDX-License-Identifier: MPL-2.0
-- What the operator lets be given up when nobody meets all that is asked; field '' is for all others.
CREATE TABLE ladder (
    id    uuid PRIMARY KEY,
    rev   bigint NOT NULL,
    field text NOT NULL,
    steps bytea NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON ladder TO :app_role;
