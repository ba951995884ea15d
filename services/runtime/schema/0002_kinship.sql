-- SPDX-License-Identifier: MPL-2.0
-- What lies below what, from one day to another: a key whose scope names the upper end may act for the
-- lower one too.
CREATE TABLE kinship (
    id       uuid PRIMARY KEY,
    lower    uuid NOT NULL,
    upper    uuid NOT NULL,
    from_day date NOT NULL,
    to_day   date NOT NULL,                                         -- 1970-01-01: without an end
    rests    boolean NOT NULL                                       -- it does not hold for now
);
GRANT SELECT, INSERT, UPDATE ON kinship TO :app_role;
