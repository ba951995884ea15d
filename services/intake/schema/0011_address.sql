-- SPDX-License-Identifier: MPL-2.0
-- Where an organisation is written to; printed on its documents.
ALTER TABLE organisation ADD address text NOT NULL DEFAULT '';
