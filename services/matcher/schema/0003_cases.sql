-- SPDX-License-Identifier: MPL-2.0
-- What each version of a plan was decided on, as a match_case: with it the decision can be made again. The
-- id is made from the plan's and the version; rows are never changed.
CREATE TABLE plan_case (
    id       uuid PRIMARY KEY,
    question bytea COMPRESSION lz4 NOT NULL
);

GRANT SELECT, INSERT ON plan_case TO :app_role;
