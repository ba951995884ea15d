-- SPDX-License-Identifier: MPL-2.0
-- Requests that go on in another one; the id is that of the request that ended.
CREATE TABLE merging (
    id     uuid PRIMARY KEY,
    target uuid NOT NULL
);

GRANT SELECT, INSERT ON merging TO :app_role;
