-- SPDX-License-Identifier: MPL-2.0
-- Taxes of every shape as dated rows, payments with what they pay, and each document's taxes for the tax office.
ALTER TABLE tax
    ADD mode bigint NOT NULL DEFAULT 0,
    ADD scope bigint NOT NULL DEFAULT 0,
    ADD rounding bigint NOT NULL DEFAULT 0,
    ADD instead_of text NOT NULL DEFAULT '',
    ADD exempt bytea NOT NULL DEFAULT '';

CREATE TABLE exemption (
    id           uuid PRIMARY KEY,
    rev          bigint NOT NULL,
    organisation uuid NOT NULL,
    tax          text NOT NULL,
    certificate  text NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date NOT NULL
);

CREATE TABLE document_tax (
    id           uuid PRIMARY KEY,
    document     uuid NOT NULL,
    day          date NOT NULL,
    code         text NOT NULL,
    currency     text NOT NULL,
    base_cents   bigint NOT NULL,
    amount_cents bigint NOT NULL
);

CREATE INDEX document_tax_day ON document_tax (day);

-- A payment that did not hold is taken back by a row below 0 that names it.
CREATE TABLE payment (
    id           uuid PRIMARY KEY,
    source_key   uuid NOT NULL UNIQUE,
    payer        uuid NOT NULL,
    day          date NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    currency     text NOT NULL CHECK (length(currency) = 3),
    method       text NOT NULL,
    reference    text NOT NULL,
    reverses     uuid NOT NULL
);

CREATE INDEX payment_payer ON payment (payer);

CREATE TABLE payment_part (
    id           uuid PRIMARY KEY,
    payment      uuid NOT NULL,
    payer        uuid NOT NULL,
    document     uuid NOT NULL,
    amount_cents bigint NOT NULL
);

CREATE INDEX payment_part_payer ON payment_part (payer);
CREATE INDEX payment_part_payment ON payment_part (payment);

GRANT SELECT, INSERT, UPDATE ON exemption TO :app_role;
GRANT SELECT, INSERT ON document_tax, payment, payment_part TO :app_role;
