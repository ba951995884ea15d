-- SPDX-License-Identifier: MPL-2.0
-- What accounts of the ledger are called in the operator's own plan. The ledger keeps its own names.
CREATE TABLE account (
    id         uuid PRIMARY KEY,
    rev        bigint NOT NULL,
    role       bigint NOT NULL,
    code       text NOT NULL,
    name       text NOT NULL,
    valid_from date NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON account TO :app_role;
