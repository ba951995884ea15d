-- SPDX-License-Identifier: MPL-2.0
-- Fields of expertise; the id is made from the code.
CREATE TABLE field (
    id        uuid PRIMARY KEY,
    rev       bigint NOT NULL CHECK (rev > 0),
    code      text NOT NULL UNIQUE,
    labels    bytea NOT NULL,
    withdrawn boolean NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON field TO :app_role;
