-- SPDX-License-Identifier: MPL-2.0
-- A payment settles documents later too, and so does a credit note: then payment names the note. Each part has its own day.
ALTER TABLE payment_part ADD day date NOT NULL DEFAULT '1970-01-01';

UPDATE payment_part SET day = payment.day FROM payment WHERE payment.id = payment_part.payment;
