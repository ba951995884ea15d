-- SPDX-License-Identifier: MPL-2.0
-- The tables of intake. No column is NULL: none is '', 0 or the zero id. Lists and maps are the bytes
-- of their MessagePack form. Words of a closed set are the place of the word in its set, from 0.

CREATE TABLE organisation (
    id          uuid PRIMARY KEY,
    rev         bigint NOT NULL CHECK (rev > 0),
    name        text NOT NULL CHECK (name <> ''),
    kind        bigint NOT NULL,
    status      bigint NOT NULL,
    region      text NOT NULL,
    language    text NOT NULL,
    root        boolean NOT NULL,
    identifiers bytea NOT NULL
);

-- Who belongs to whom from one day to another; 1970-01-01 in valid_to = no end.
CREATE TABLE membership (
    id         uuid PRIMARY KEY,
    rev        bigint NOT NULL CHECK (rev > 0),
    child      uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    parent     uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    kind       bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to   date NOT NULL,
    origin     text NOT NULL,
    CHECK (child <> parent)
);

-- Name, e-mail, telephone and address are sealed with the contact's key; erased: key gone, all empty.
CREATE TABLE contact (
    id            uuid PRIMARY KEY,
    rev           bigint NOT NULL CHECK (rev > 0),
    organisation  uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    language      text NOT NULL,
    name          bytea NOT NULL,
    email         bytea NOT NULL,
    phone         bytea NOT NULL,
    address       bytea NOT NULL,
    erased_at_us  bigint NOT NULL,
    erased_reason text NOT NULL
);

-- The catalogue; the id is made from the code.
CREATE TABLE service (
    id              uuid PRIMARY KEY,
    rev             bigint NOT NULL CHECK (rev > 0),
    code            text NOT NULL UNIQUE,
    field           text NOT NULL,
    labels          bytea NOT NULL,
    low_minutes     bigint NOT NULL,
    typical_minutes bigint NOT NULL,
    high_minutes    bigint NOT NULL,
    licence         text NOT NULL,
    min_level       bigint NOT NULL,
    modality        bigint NOT NULL,
    withdrawn       boolean NOT NULL
);

-- Suggestion rules; the id is made from the code.
CREATE TABLE rule (
    id         uuid PRIMARY KEY,
    rev        bigint NOT NULL CHECK (rev > 0),
    code       text NOT NULL UNIQUE,
    conditions bytea NOT NULL,
    service    text NOT NULL,
    minutes    bigint NOT NULL,
    reason     bytea NOT NULL,
    origin     text NOT NULL,
    valid_from date NOT NULL,
    valid_to   date NOT NULL
);

-- What was asked, and the eligibility as it was proved on that day. text, answers and adverse_parties
-- are sealed with the contact's key. Room in each page lets a change of state stay in its page.
CREATE TABLE request (
    id              uuid PRIMARY KEY,
    source_key      uuid NOT NULL,
    source          text NOT NULL,
    source_ref      text NOT NULL,
    state           bigint NOT NULL,
    organisation    uuid NOT NULL,
    contact         uuid NOT NULL,
    class           bigint NOT NULL,
    path            bytea NOT NULL,
    urgency         bigint NOT NULL,
    deadline        date NOT NULL,
    submitted_at_us bigint NOT NULL,
    text            bytea NOT NULL,
    answers         bytea NOT NULL,
    adverse_parties bytea NOT NULL
) WITH (fillfactor = 85);

-- One request per client and reference, for ever.
CREATE UNIQUE INDEX request_source_key ON request (source_key);

CREATE TABLE need (
    id         uuid PRIMARY KEY,
    request    uuid NOT NULL,
    service    text NOT NULL,
    field      text NOT NULL,
    provenance bigint NOT NULL,
    rule       text NOT NULL,
    reason     bytea NOT NULL,
    minutes    bigint NOT NULL CHECK (minutes > 0),
    min_level  bigint NOT NULL,
    licence    text NOT NULL,
    modality   bigint NOT NULL
);

CREATE INDEX need_request ON need (request);

GRANT SELECT, INSERT, UPDATE ON organisation, membership, contact, service, rule, request TO :app_role;
GRANT SELECT, INSERT ON need TO :app_role;
