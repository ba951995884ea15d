-- SPDX-License-Identifier: MPL-2.0
-- An engagement knows its currency and which of its needs are closed; a quote which needs were accepted: none
-- means all of its lines.
ALTER TABLE engagement
    ADD currency text NOT NULL DEFAULT '',
    ADD closed bytea NOT NULL DEFAULT '';

ALTER TABLE quote ADD accepted bytea NOT NULL DEFAULT '';
