-- SPDX-License-Identifier: MPL-2.0
-- The tables of the matcher. No column is NULL: none is '', 0 or the zero id. Lists are the bytes of
-- their MessagePack form. Words of a closed set are the place of the word in its set, from 0.

-- Name, e-mail and telephone are sealed with the professional's key.
CREATE TABLE professional (
    id             uuid PRIMARY KEY,
    rev            bigint NOT NULL CHECK (rev > 0),
    name           bytea NOT NULL,
    email          bytea NOT NULL,
    phone          bytea NOT NULL,
    language       text NOT NULL,
    languages      bytea NOT NULL,
    skills         bytea NOT NULL,
    licences       bytea NOT NULL,
    base_region    text NOT NULL,
    regions        bytea NOT NULL,
    remote         boolean NOT NULL,
    direct         boolean NOT NULL,
    weekly_minutes bigint NOT NULL,
    open_max       bigint NOT NULL,
    status         bigint NOT NULL
);

-- Who may not serve whom from one day to another; 1970-01-01 in valid_to = no end.
CREATE TABLE conflict (
    id           uuid PRIMARY KEY,
    rev          bigint NOT NULL CHECK (rev > 0),
    professional uuid NOT NULL,
    organisation uuid NOT NULL,
    kind         bigint NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date NOT NULL
);

-- Rates as billing tells them; the zero id in professional = for all.
CREATE TABLE rate (
    id           uuid PRIMARY KEY,
    rev          bigint NOT NULL CHECK (rev > 0),
    service      text NOT NULL,
    professional uuid NOT NULL,
    hourly_cents bigint NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date NOT NULL
);

-- The newest version of each request's plan, with what it was decided on. The id is made from the
-- request's. Room in each page lets a change of state stay in its page. Lists are compressed at each change
-- when the row is long, so by lz4, which costs nearly nothing.
CREATE TABLE plan (
    id                  uuid PRIMARY KEY,
    request             uuid NOT NULL,
    version             bigint NOT NULL CHECK (version > 0),
    basis               bigint NOT NULL,
    state               bigint NOT NULL,
    organisation        uuid NOT NULL,
    contact             uuid NOT NULL,
    path                bytea NOT NULL,
    adverse             bytea NOT NULL,
    region              text NOT NULL,
    language            text NOT NULL,
    urgency             bigint NOT NULL,
    deadline            date NOT NULL,
    needs               bytea COMPRESSION lz4 NOT NULL,
    excluded            bytea NOT NULL,
    team                bytea COMPRESSION lz4 NOT NULL,
    terms               bytea COMPRESSION lz4 NOT NULL,
    cost_cents          bigint NOT NULL,
    lower_bound_cents   bigint NOT NULL,
    proven              boolean NOT NULL,
    input_digest        bytea NOT NULL,
    planned_at_us       bigint NOT NULL,
    quote               uuid NOT NULL,
    quote_total_cents   bigint NOT NULL,
    not_to_exceed_cents bigint NOT NULL,
    quote_valid_until   date NOT NULL
) WITH (fillfactor = 85);

-- Versions that were replaced, as they stood then; never changed.
CREATE TABLE plan_past (
    id                  uuid PRIMARY KEY,
    plan                uuid NOT NULL REFERENCES plan DEFERRABLE INITIALLY DEFERRED,
    version             bigint NOT NULL,
    basis               bigint NOT NULL,
    state               bigint NOT NULL,
    team                bytea COMPRESSION lz4 NOT NULL,
    terms               bytea COMPRESSION lz4 NOT NULL,
    cost_cents          bigint NOT NULL,
    lower_bound_cents   bigint NOT NULL,
    proven              boolean NOT NULL,
    input_digest        bytea NOT NULL,
    planned_at_us       bigint NOT NULL,
    quote               uuid NOT NULL,
    quote_total_cents   bigint NOT NULL,
    not_to_exceed_cents bigint NOT NULL,
    UNIQUE (plan, version)
);

-- One need given to one professional. held: its minutes are not free.
CREATE TABLE assignment (
    id             uuid PRIMARY KEY,
    plan           uuid NOT NULL REFERENCES plan DEFERRABLE INITIALLY DEFERRED,
    request        uuid NOT NULL,
    version        bigint NOT NULL,
    need           uuid NOT NULL,
    service        text NOT NULL,
    organisation   uuid NOT NULL,
    professional   uuid NOT NULL,
    minutes        bigint NOT NULL CHECK (minutes > 0),
    state          bigint NOT NULL,
    held           boolean NOT NULL,
    offered_at_us  bigint NOT NULL,
    expires_at_us  bigint NOT NULL,
    answered_at_us bigint NOT NULL,
    reason         bigint NOT NULL
) WITH (fillfactor = 85);

CREATE INDEX assignment_plan ON assignment (plan, id);
CREATE INDEX assignment_professional ON assignment (professional, id);
-- At most one open assignment of a need (offered or accepted), and the minutes held, at start.
CREATE UNIQUE INDEX assignment_open ON assignment (need) WHERE state IN (0, 1);
CREATE INDEX assignment_held ON assignment (professional) INCLUDE (minutes) WHERE held;

GRANT SELECT, INSERT, UPDATE ON professional, conflict, rate, plan, assignment TO :app_role;
GRANT SELECT, INSERT ON plan_past TO :app_role;
