-- SPDX-License-Identifier: MPL-2.0
-- For this transaction: do not queue behind a long reader, and others behind us.
SELECT set_config('lock_timeout', '2s', true)
