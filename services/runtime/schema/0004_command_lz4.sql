-- SPDX-License-Identifier: MPL-2.0
-- Replies above 2 kB are compressed by lz4, as events are; partitions made from now on have it from here.
ALTER TABLE command ALTER COLUMN reply SET COMPRESSION lz4;
