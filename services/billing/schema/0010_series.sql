-- SPDX-License-Identifier: MPL-2.0
-- How documents are numbered, as rows: numbers of our own or ranges of an authority, dated. The table series stays the
-- counter of each text around a number. No number is printed on two documents.
CREATE TABLE numbering (
    id            uuid PRIMARY KEY,
    rev           bigint NOT NULL,
    kind          bigint NOT NULL,
    valid_from    date NOT NULL,
    format        text NOT NULL,
    digits        bigint NOT NULL,
    restarts      bigint NOT NULL,
    first_number  bigint NOT NULL,
    last_number   bigint NOT NULL,
    authorisation text NOT NULL,
    valid_until   date NOT NULL,
    used          boolean NOT NULL
);

CREATE UNIQUE INDEX document_number ON document (number);

GRANT SELECT, INSERT, UPDATE ON numbering TO :app_role;
