-- SPDX-License-Identifier: MPL-2.0
-- All services, for the directory.
SELECT service.id, service.code, service.labels
FROM service
