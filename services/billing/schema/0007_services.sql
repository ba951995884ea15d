-- SPDX-License-Identifier: MPL-2.0
-- What services are called, for the pages of documents. The id stands for the code.
CREATE TABLE service (
    id     uuid PRIMARY KEY,
    code   text NOT NULL,
    labels bytea NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON service TO :app_role;
