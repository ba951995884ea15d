-- SPDX-License-Identifier: MPL-2.0
-- All keys, also the erased ones.
SELECT person, secret, erased FROM person_key
