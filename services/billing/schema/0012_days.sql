-- SPDX-License-Identifier: MPL-2.0
-- What a new day brings: documents that became overdue, quotes that expired. Each is looked for once a day.
CREATE INDEX document_due_on ON document (due_on, id);

ALTER TABLE quote ADD contact uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

INSERT INTO timer (name, key, due_us, data) VALUES
    ('overdue', '00000000-0000-7000-8000-000000000001', 0, ''),
    ('expiry', '00000000-0000-7000-8000-000000000002', 0, '');
