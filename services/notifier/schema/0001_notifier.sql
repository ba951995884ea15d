-- SPDX-License-Identifier: MPL-2.0
-- Directories, plans, messages and their words.
CREATE TABLE organisation (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    language text NOT NULL
);

CREATE TABLE service (
    id uuid PRIMARY KEY,
    code text NOT NULL,
    labels bytea NOT NULL
);

CREATE TABLE person (
    id uuid PRIMARY KEY,
    kind bigint NOT NULL,
    name bytea NOT NULL,
    email bytea NOT NULL,
    phone bytea NOT NULL,
    language text NOT NULL
);

CREATE TABLE plan (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    needs bytea NOT NULL
);

-- state: 0 queued, 1 sending, 2 sent, 3 dead. The row is rewritten with each step of its life; the
-- words stand apart, so that they are written once.
CREATE TABLE message (
    id uuid PRIMARY KEY,
    event uuid NOT NULL,
    request uuid NOT NULL,
    organisation uuid NOT NULL,
    recipient uuid NOT NULL,
    recipient_kind bigint NOT NULL,
    template text NOT NULL,
    template_version text NOT NULL,
    language text NOT NULL,
    message_id text NOT NULL,
    state bigint NOT NULL,
    attempts bigint NOT NULL,
    result text NOT NULL,
    queued_at_us bigint NOT NULL,
    sent_at_us bigint NOT NULL,
    due_us bigint NOT NULL
);
CREATE INDEX message_request ON message (request, id);
CREATE INDEX message_recipient ON message (recipient, id);
CREATE INDEX message_open ON message (due_us, id) WHERE state <= 1;

CREATE TABLE words (
    id uuid PRIMARY KEY,
    subject bytea NOT NULL,
    body bytea NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON organisation, service, person, plan, message, words TO :app_role;
