-- SPDX-License-Identifier: MPL-2.0
-- The life of requests and needs: advisers, sketches, exceptions, clocks, suggestions that are counted.

-- network: the one that the requester says it belongs to. consent: go on although the own network offers
-- it. attachments: list of stored_attachment, names sealed with the contact's key.
ALTER TABLE request
    ADD COLUMN rev             bigint NOT NULL DEFAULT 1 CHECK (rev > 0),
    ADD COLUMN network         uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN consent         boolean NOT NULL DEFAULT false,
    ADD COLUMN attachments     bytea NOT NULL DEFAULT '',
    ADD COLUMN completed_at_us bigint NOT NULL DEFAULT 0;

CREATE INDEX request_organisation ON request (organisation, id);

-- Lists are the bytes of their MessagePack form. worked: what billing says was approved so far.
ALTER TABLE need
    ADD COLUMN organisation       uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN state              bigint NOT NULL DEFAULT 0,
    ADD COLUMN languages          bytea NOT NULL DEFAULT '',
    ADD COLUMN region             text NOT NULL DEFAULT '',
    ADD COLUMN earliest           date NOT NULL DEFAULT '1970-01-01',
    ADD COLUMN latest             date NOT NULL DEFAULT '1970-01-01',
    ADD COLUMN depends_on         bytea NOT NULL DEFAULT '',
    ADD COLUMN same_person_as     bytea NOT NULL DEFAULT '',
    ADD COLUMN not_same_person_as bytea NOT NULL DEFAULT '',
    ADD COLUMN suggested_by       uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN evidence           text NOT NULL DEFAULT '',
    ADD COLUMN worked_minutes     bigint NOT NULL DEFAULT 0,
    ADD COLUMN worked_cents       bigint NOT NULL DEFAULT 0;

UPDATE need SET organisation = request.organisation FROM request WHERE request.id = need.request;
-- Suggestions of rules (provenance 1) wait for somebody to accept them (state 1).
UPDATE need SET state = 1 WHERE provenance = 1;

CREATE INDEX need_organisation ON need (organisation, id);

-- What an adviser asked the contact; both texts sealed with the contact's key.
CREATE TABLE question (
    id             uuid PRIMARY KEY,
    request        uuid NOT NULL,
    asked_at_us    bigint NOT NULL,
    text           bytea NOT NULL,
    answered_at_us bigint NOT NULL,
    answer         bytea NOT NULL
);

CREATE INDEX question_request ON question (request);

-- Decisions about organisations without a path, with the by-law that each rests on; never changed.
CREATE TABLE by_law_exception (
    id           uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    request      uuid NOT NULL,
    granted      boolean NOT NULL,
    by_law       text NOT NULL CHECK (by_law <> ''),
    reason       text NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date NOT NULL,
    decided_by   uuid NOT NULL
);

-- One row for each request that has ever waited for a person: the work list of advisers, and the clock.
-- The id is the request's. clock: the state whose time is counted; used_us: working time before
-- running_since_us; 0 there = the clock stands still.
CREATE TABLE desk (
    id               uuid PRIMARY KEY,
    state            bigint NOT NULL,
    urgency          bigint NOT NULL,
    entered_at_us    bigint NOT NULL,
    clock            bigint NOT NULL,
    used_us          bigint NOT NULL,
    running_since_us bigint NOT NULL,
    due_at_us        bigint NOT NULL,
    breached_at_us   bigint NOT NULL
);

CREATE INDEX desk_state ON desk (state, id);

-- How often what a rule suggested was accepted and refused; the id is the rule's.
CREATE TABLE rule_count (
    id       uuid PRIMARY KEY,
    accepted bigint NOT NULL CHECK (accepted >= 0),
    refused  bigint NOT NULL CHECK (refused >= 0)
);

ALTER TABLE rule ADD COLUMN depends_on bytea NOT NULL DEFAULT '';

-- Working hours, holidays, and the working time that each state may take.
CREATE TABLE calendar (
    id         uuid PRIMARY KEY,
    rev        bigint NOT NULL CHECK (rev > 0),
    offsets    bytea NOT NULL,
    hours      bytea NOT NULL,
    holidays   bytea NOT NULL,
    allowances bytea NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON need, question, desk, rule_count, calendar TO :app_role;
GRANT SELECT, INSERT ON by_law_exception TO :app_role;
