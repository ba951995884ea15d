-- SPDX-License-Identifier: MPL-2.0
-- Documents are kept whole, the ledger beside them, and work has a state. Nothing that was issued or
-- posted can be changed or deleted by the daemon's role.

-- body is the document as the contract writes it, and what hash covers; the columns are copies.
ALTER TABLE document
    ADD original uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD period text NOT NULL DEFAULT '',
    ADD request uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD contact uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD body bytea NOT NULL DEFAULT '',
    DROP lines,
    DROP taxes;

CREATE INDEX document_original ON document (original);
CREATE INDEX document_payer ON document (payer, id);

-- One row per transaction, numbered without a gap; hash continues that of the row before.
CREATE TABLE ledger_transaction (
    id        uuid PRIMARY KEY,
    serial    bigint NOT NULL UNIQUE,
    day       date NOT NULL,
    kind      bigint NOT NULL,
    source    uuid NOT NULL,
    payer     uuid NOT NULL,
    period    text NOT NULL,
    currency  text NOT NULL CHECK (length(currency) = 3),
    text      text NOT NULL,
    prev_hash bytea NOT NULL,
    hash      bytea NOT NULL
);

-- Its debits (above 0) and credits (below 0), in the order in which they were posted.
CREATE TABLE ledger_entry (
    id           uuid NOT NULL,
    transaction  uuid NOT NULL,
    serial       bigint NOT NULL,
    place        bigint NOT NULL,
    account      text NOT NULL,
    currency     text NOT NULL,
    amount_cents bigint NOT NULL,
    PRIMARY KEY (serial, place)
);

-- Entries of a transaction come in one statement, and must add up to 0.
CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh GROUP BY serial, currency HAVING sum(amount_cents) <> 0) THEN
        RAISE EXCEPTION 'a transaction of the ledger does not add up to 0' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_entry_balance AFTER INSERT ON ledger_entry
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_ledger_balance();

-- Work that is taken back is a row below 0 that names the one it reverses. A cap binds what is logged
-- later; work that was billed and then taken back leaves more billed than logged until its credit note.
ALTER TABLE work_log
    ADD state bigint NOT NULL DEFAULT 0,
    ADD reverses uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    DROP CONSTRAINT work_log_minutes_check,
    DROP CONSTRAINT work_log_amount_cents_check,
    ADD CHECK (minutes BETWEEN -1440 AND 1440 AND minutes <> 0);

ALTER TABLE engagement DROP CONSTRAINT engagement_check, DROP CONSTRAINT engagement_check1;

REVOKE UPDATE, DELETE, TRUNCATE ON document, ledger_transaction, ledger_entry FROM :app_role;
GRANT SELECT, INSERT ON ledger_transaction, ledger_entry TO :app_role;
