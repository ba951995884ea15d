-- SPDX-License-Identifier: MPL-2.0
-- What networks offer to their members themselves; the id is made from network and service.
CREATE TABLE offering (
    id         uuid PRIMARY KEY,
    rev        bigint NOT NULL CHECK (rev > 0),
    network    uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    service    text NOT NULL,
    valid_from date NOT NULL,
    valid_to   date NOT NULL,
    terms      bytea NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON offering TO :app_role;
