-- SPDX-License-Identifier: MPL-2.0
-- The oldest id that may still be executed.
SELECT oldest FROM horizon
