/* SPDX-License-Identifier: MPL-2.0 */
/* The key that certificates are signed with: Ed25519. */
#ifndef ENTRAIDE_BILLING_SIGN_H
#define ENTRAIDE_BILLING_SIGN_H

#include "proto/chain.h"

typedef struct signer signer_t;

enum { SIGNATURE_SIZE = 64, SIGNING_KEY_SIZE = 32 };

/* Reads the file with the 64 hexadecimal digits of the seed; a name without a slash is looked for in
   $CREDENTIALS_DIRECTORY. NULL when the name is empty or the file holds something else. */
signer_t *signer_open(const char *path);
void signer_destroy(signer_t **signer_p);

/* The public key, borrowed, SIGNING_KEY_SIZE bytes. */
struct view signer_key(const signer_t *signer);

void signer_sign(const signer_t *signer, const struct digest *hash,
                 uint8_t ret_signature[SIGNATURE_SIZE]);

#endif
