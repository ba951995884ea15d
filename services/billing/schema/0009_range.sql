-- SPDX-License-Identifier: MPL-2.0
-- Quotes as a range: the effort of small and large cases of a service, and what a quote comes to with them.
ALTER TABLE service
    ADD low_minutes bigint NOT NULL DEFAULT 0,
    ADD high_minutes bigint NOT NULL DEFAULT 0;

ALTER TABLE quote
    ADD low_cents bigint NOT NULL DEFAULT 0,
    ADD high_cents bigint NOT NULL DEFAULT 0;
