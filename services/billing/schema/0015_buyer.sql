-- SPDX-License-Identifier: MPL-2.0
-- What a document says of who pays: its address and its numbers in registers.
ALTER TABLE organisation
    ADD address text NOT NULL DEFAULT '',
    ADD identifiers bytea NOT NULL DEFAULT '';
