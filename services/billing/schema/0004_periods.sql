-- SPDX-License-Identifier: MPL-2.0
-- Cost, pools and periods. What was posted, billed or certified is never changed or deleted.

-- fallbacks: the places of the words of their drivers, one byte each.
CREATE TABLE pool (
    id           uuid PRIMARY KEY,
    rev          bigint NOT NULL,
    code         text NOT NULL,
    labels       bytea NOT NULL,
    kind         bigint NOT NULL,
    driver       bigint NOT NULL,
    fallbacks    bytea NOT NULL,
    professional uuid NOT NULL,
    service      text NOT NULL,
    step         bigint NOT NULL,
    denominator  bigint NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date NOT NULL
);

-- What cost is for besides engagements, and who pays it.
CREATE TABLE cost_object (
    id          uuid PRIMARY KEY,
    rev         bigint NOT NULL,
    code        text NOT NULL,
    labels      bytea NOT NULL,
    all_members boolean NOT NULL,
    payers      bytea NOT NULL
);

-- id stands for (period, pool, driver, target).
CREATE TABLE reading (
    id       uuid PRIMARY KEY,
    period   uuid NOT NULL,
    pool     uuid NOT NULL,
    driver   bigint NOT NULL,
    target   bigint NOT NULL,
    target_id uuid NOT NULL,
    quantity bigint NOT NULL CHECK (quantity >= 0),
    source   text NOT NULL
);

CREATE INDEX reading_period ON reading (period);

-- period is whose cost it is: that of the day, or the one named in late_for.
CREATE TABLE cost (
    id            uuid PRIMARY KEY,
    source_key    uuid NOT NULL UNIQUE,
    period        uuid NOT NULL,
    day           date NOT NULL,
    amount_cents  bigint NOT NULL CHECK (amount_cents <> 0),
    tax_cents     bigint NOT NULL,
    account       text NOT NULL,
    target        bigint NOT NULL,
    target_id     uuid NOT NULL,
    unallowable   boolean NOT NULL,
    funder        uuid NOT NULL,
    description   text NOT NULL,
    document_hash bytea NOT NULL,
    reverses      uuid NOT NULL,
    late_for      text NOT NULL
);

CREATE INDEX cost_period ON cost (period, id);
CREATE INDEX cost_reverses ON cost (reverses);

CREATE TABLE market (
    id           uuid PRIMARY KEY,
    rev          bigint NOT NULL,
    service      text NOT NULL,
    hourly_cents bigint NOT NULL,
    currency     text NOT NULL,
    valid_from   date NOT NULL,
    source       text NOT NULL
);

-- entry_rev counts what changed the period's numbers; allocated_rev and certified_rev are those that the
-- latest allocation and the latest certificate have seen.
CREATE TABLE period (
    id                uuid PRIMARY KEY,
    rev               bigint NOT NULL,
    code              text NOT NULL UNIQUE,
    first_day         date NOT NULL,
    last_day          date NOT NULL,
    fiscal_year       text NOT NULL,
    currency          text NOT NULL CHECK (length(currency) = 3),
    state             bigint NOT NULL,
    entry_rev         bigint NOT NULL,
    allocated_rev     bigint NOT NULL,
    certified_rev     bigint NOT NULL,
    cost_cents        bigint NOT NULL,
    carried_cents     bigint NOT NULL,
    provisional_cents bigint NOT NULL,
    true_up_cents     bigint NOT NULL,
    payer_count       bigint NOT NULL,
    note_count        bigint NOT NULL,
    certificate_count bigint NOT NULL,
    certificate_hash  bytea NOT NULL,
    problem           bigint NOT NULL,
    problem_text      text NOT NULL,
    CHECK (last_day >= first_day)
);

-- The latest allocation of a period; id is the period's. body is a certificate without notes.
CREATE TABLE allocation (
    id   uuid PRIMARY KEY,
    body bytea NOT NULL
);

CREATE TABLE certificate (
    id          uuid PRIMARY KEY,
    period      uuid NOT NULL,
    number      bigint NOT NULL,
    body        bytea NOT NULL,
    hash        bytea NOT NULL,
    signature   bytea NOT NULL,
    key         bytea NOT NULL,
    signed_at_us bigint NOT NULL,
    UNIQUE (period, number)
);

-- What each document bills for a period, told by a day of it: the sum of these is what a period was billed.
CREATE TABLE charge (
    id           uuid PRIMARY KEY,
    day          date NOT NULL,
    payer        uuid NOT NULL,
    document     uuid NOT NULL,
    amount_cents bigint NOT NULL
);

CREATE INDEX charge_day ON charge (day);

-- Work counts for the period of its day.
CREATE INDEX work_log_day ON work_log (day);

GRANT SELECT, INSERT, UPDATE ON pool, cost_object, reading, market, period, allocation TO :app_role;
GRANT SELECT, INSERT ON cost, certificate, charge TO :app_role;
