-- SPDX-License-Identifier: MPL-2.0
-- Versions of services: the catalogue keeps what each need was made with.

ALTER TABLE service
    ADD COLUMN separate_from bytea NOT NULL DEFAULT '',
    ADD COLUMN eligibility   bytea NOT NULL DEFAULT '',
    ADD COLUMN active_from   date NOT NULL DEFAULT '1970-01-01',
    ADD COLUMN active_to     date NOT NULL DEFAULT '1970-01-01';

-- One row for each change of a service, never changed again; the id is made from code and version.
CREATE TABLE service_version (
    id              uuid PRIMARY KEY,
    service         uuid NOT NULL,
    version         bigint NOT NULL CHECK (version > 0),
    changed_at_us   bigint NOT NULL,
    code            text NOT NULL,
    field           text NOT NULL,
    labels          bytea NOT NULL,
    low_minutes     bigint NOT NULL,
    typical_minutes bigint NOT NULL,
    high_minutes    bigint NOT NULL,
    licence         text NOT NULL,
    min_level       bigint NOT NULL,
    modality        bigint NOT NULL,
    withdrawn       boolean NOT NULL,
    separate_from   bytea NOT NULL,
    eligibility     bytea NOT NULL,
    active_from     date NOT NULL,
    active_to       date NOT NULL
);

CREATE UNIQUE INDEX service_version_service ON service_version (service, version);

ALTER TABLE need ADD COLUMN service_version bigint NOT NULL DEFAULT 0;

-- Memberships that are suspended or cancelled.
ALTER TABLE membership ADD COLUMN status bigint NOT NULL DEFAULT 0;

GRANT SELECT, INSERT ON service_version TO :app_role;
