/* SPDX-License-Identifier: MPL-2.0 */
/* Signing with libsodium. */
#include "sign.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

struct signer {
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
};

_Static_assert(SIGNATURE_SIZE == crypto_sign_BYTES, "the contract tells the size of a signature");
_Static_assert(SIGNING_KEY_SIZE == crypto_sign_PUBLICKEYBYTES, "and that of a key");

static FILE *open_credential(const char *name)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[512];
    if (folder && !strchr(name, '/')) {
        snprintf(path, sizeof path, "%s/%s", folder, name);
    } else {
        snprintf(path, sizeof path, "%s", name);
    }
    return fopen(path, "re");
}

static bool read_seed(const char *name, uint8_t ret_seed[crypto_sign_SEEDBYTES])
{
    char digits[2 * crypto_sign_SEEDBYTES + 1] = {0};
    FILE *file = name[0] != 0 ? open_credential(name) : NULL;
    if (!file) {
        return false;
    }
    size_t size = 0, count = fread(digits, 1, sizeof digits - 1, file);
    fclose(file);
    int result = sodium_hex2bin(ret_seed, crypto_sign_SEEDBYTES, digits, count, NULL, &size, NULL);
    sodium_memzero(digits, sizeof digits);
    return result == 0 && size == crypto_sign_SEEDBYTES;
}

signer_t *signer_open(const char *path)
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    if (sodium_init() < 0 || !read_seed(path, seed)) {
        return NULL;
    }
    signer_t *signer = malloc(sizeof *signer);
    if (!signer) {
        abort();
    }
    crypto_sign_seed_keypair(signer->public_key, signer->secret_key, seed);
    sodium_memzero(seed, sizeof seed);
    return signer;
}

void signer_destroy(signer_t **signer_p)
{
    if (*signer_p) {
        sodium_memzero(*signer_p, sizeof **signer_p);
        free(*signer_p);
        *signer_p = NULL;
    }
}

struct view signer_key(const signer_t *signer)
{
    return (struct view){signer->public_key, sizeof signer->public_key};
}

void signer_sign(const signer_t *signer, const struct digest *hash,
                 uint8_t ret_signature[SIGNATURE_SIZE])
{
    crypto_sign_detached(ret_signature, NULL, hash->bytes, sizeof hash->bytes, signer->secret_key);
}
