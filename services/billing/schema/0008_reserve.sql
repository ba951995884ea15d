-- SPDX-License-Identifier: MPL-2.0
-- What a non-member contributes to the reserve, outside the cost: agreed with the quote, kept by the engagement.
ALTER TABLE quote
    ADD reserve_ppm bigint NOT NULL DEFAULT 0,
    ADD reserve_cents bigint NOT NULL DEFAULT 0 CHECK (reserve_cents >= 0);

ALTER TABLE engagement ADD reserve_ppm bigint NOT NULL DEFAULT 0;
