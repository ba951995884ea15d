-- SPDX-License-Identifier: MPL-2.0
-- When a person asked for their language, and who speaks for an organisation and asked for what.
ALTER TABLE contact ADD COLUMN language_since date NOT NULL DEFAULT '1970-01-01';

CREATE INDEX contact_organisation ON contact (organisation, id);
CREATE INDEX request_contact ON request (contact, id);
