-- SPDX-License-Identifier: MPL-2.0
-- $1::uuid : run. The notes that a certificate has issued.
SELECT document.payer, document.number
FROM document
WHERE document.run = $1::uuid
ORDER BY document.payer
