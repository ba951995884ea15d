-- SPDX-License-Identifier: MPL-2.0
-- The tables of billing. No column is NULL: none is '', 0 or the zero id. Lists and maps are the bytes
-- of their MessagePack form. Words of a closed set are the place of the word in its set, from 0.
-- Amounts are whole minor units of the currency beside them.

-- Who pays and where they are: what intake tells.
CREATE TABLE organisation (
    id       uuid PRIMARY KEY,
    rev      bigint NOT NULL,
    name     text NOT NULL,
    region   text NOT NULL,
    language text NOT NULL
);

-- Provisional hourly rates; professional = the zero id: for everybody. 1970-01-01 in valid_to = no end.
CREATE TABLE rate (
    id           uuid PRIMARY KEY,
    rev          bigint NOT NULL,
    service      text NOT NULL,
    professional uuid NOT NULL,
    hourly_cents bigint NOT NULL CHECK (hourly_cents >= 0),
    currency     text NOT NULL CHECK (length(currency) = 3),
    valid_from   date NOT NULL,
    valid_to     date NOT NULL,
    basis        text NOT NULL
);

CREATE TABLE tax (
    id           uuid PRIMARY KEY,
    rev          bigint NOT NULL,
    code         text NOT NULL,
    labels       bytea NOT NULL,
    region       text NOT NULL,
    rate_ppm     bigint NOT NULL CHECK (rate_ppm BETWEEN 0 AND 1000000),
    base         bigint NOT NULL,
    rank         bigint NOT NULL,
    registration text NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date NOT NULL
);

-- One per version of a plan. Room in each page lets a change of state stay in its page.
CREATE TABLE quote (
    id           uuid PRIMARY KEY,
    plan         uuid NOT NULL,
    version      bigint NOT NULL,
    request      uuid NOT NULL,
    state        bigint NOT NULL,
    organisation uuid NOT NULL,
    currency     text NOT NULL,
    lines        bytea NOT NULL,
    net_cents    bigint NOT NULL CHECK (net_cents >= 0),
    taxes        bytea NOT NULL,
    total_cents  bigint NOT NULL CHECK (total_cents >= net_cents),
    valid_until  date NOT NULL,
    issued_at_us bigint NOT NULL
) WITH (fillfactor = 85);

CREATE UNIQUE INDEX quote_plan_version ON quote (plan, version);

CREATE TABLE engagement (
    id             uuid PRIMARY KEY,
    quote          uuid NOT NULL,
    request        uuid NOT NULL,
    organisation   uuid NOT NULL,
    contact        uuid NOT NULL,
    state          bigint NOT NULL,
    cap_cents      bigint NOT NULL,
    logged_minutes bigint NOT NULL,
    logged_cents   bigint NOT NULL CHECK (logged_cents <= cap_cents),
    billed_cents   bigint NOT NULL CHECK (billed_cents <= logged_cents),
    needs          bytea NOT NULL,
    opened_at_us   bigint NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX engagement_request ON engagement (request);

-- Work on one day. document = the zero id: not billed yet. person_day stands for (professional, day).
-- The period a log belongs to is that of its day.
CREATE TABLE work_log (
    id           uuid PRIMARY KEY,
    source_key   uuid NOT NULL,
    engagement   uuid NOT NULL,
    need         uuid NOT NULL,
    service      text NOT NULL,
    professional uuid NOT NULL,
    day          date NOT NULL,
    person_day   uuid NOT NULL,
    minutes      bigint NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    hourly_cents bigint NOT NULL,
    currency     text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
    activity     text NOT NULL,
    document     uuid NOT NULL
) WITH (fillfactor = 85);

CREATE UNIQUE INDEX work_log_source_key ON work_log (source_key);
CREATE INDEX work_log_engagement ON work_log (engagement);
CREATE INDEX work_log_person_day ON work_log (person_day);

-- The next number of a series is taken in the transaction that issues the document: no gap, no double.
CREATE TABLE series (
    id          uuid PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    last_number bigint NOT NULL,
    last_hash   bytea NOT NULL
);

-- Issued for ever: hash covers the document and the hash before it in its series.
CREATE TABLE document (
    id          uuid PRIMARY KEY,
    kind        bigint NOT NULL,
    series      text NOT NULL,
    serial      bigint NOT NULL,
    number      text NOT NULL,
    engagement  uuid NOT NULL,
    payer       uuid NOT NULL,
    currency    text NOT NULL,
    issued_on   date NOT NULL,
    due_on      date NOT NULL,
    lines       bytea NOT NULL,
    net_cents   bigint NOT NULL,
    taxes       bytea NOT NULL,
    total_cents bigint NOT NULL,
    prev_hash   bytea NOT NULL,
    hash        bytea NOT NULL,
    UNIQUE (series, serial)
);

GRANT SELECT, INSERT, UPDATE ON organisation, rate, tax, quote, engagement, work_log, series TO :app_role;
GRANT SELECT, INSERT ON document TO :app_role;
