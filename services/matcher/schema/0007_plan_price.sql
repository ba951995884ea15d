-- SPDX-License-Identifier: MPL-2.0
-- What billing asks for the first version of a plan. A row of its own, never changed: writing the plan's
-- row a second time costs ten times as much. Later versions have theirs in the plan.
CREATE TABLE plan_price (
    plan        uuid PRIMARY KEY,
    quote       uuid NOT NULL,
    total_cents bigint NOT NULL,
    valid_until date NOT NULL
);

GRANT SELECT, INSERT ON plan_price TO :app_role;
