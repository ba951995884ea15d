-- SPDX-License-Identifier: MPL-2.0
-- Certifying in portions: the certificate that is being issued (its id is the run of its notes) and how many
-- of its notes are still to come.
ALTER TABLE period
    ADD run uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD notes_due bigint NOT NULL DEFAULT 0;

-- What a certificate of several portions bills to whom. place counts down to 1: so many are left with this one.
CREATE TABLE due_note (
    id           uuid PRIMARY KEY,
    run          uuid NOT NULL,
    place        bigint NOT NULL,
    payer        uuid NOT NULL,
    contact      uuid NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    UNIQUE (run, place)
);

GRANT SELECT, INSERT ON due_note TO :app_role;
