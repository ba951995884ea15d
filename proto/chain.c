/* SPDX-License-Identifier: MPL-2.0 */
/* SHA-256 by libcrypto. The calls of OpenSSL 1.1 are used on purpose: those of 3.0 look the
   algorithm up by name on every call, which costs more than hashing a small event. */
#define OPENSSL_API_COMPAT 0x10101000L
#include <assert.h>
#include <openssl/sha.h>

#include "proto/chain.h"

struct digest digest_of_parts(const struct view *parts, size_t count)
{
    struct digest digest;
    SHA256_CTX context;
    int ok = SHA256_Init(&context);
    for (size_t i = 0; i < count; i++) {
        ok &= SHA256_Update(&context, parts[i].bytes, parts[i].size);
    }
    ok &= SHA256_Final(digest.bytes, &context);
    assert(ok);
    return digest;
}

struct digest digest_of(struct view bytes)
{
    return digest_of_parts(&bytes, 1);
}

struct digest chain_next(struct digest chain, struct digest body)
{
    struct view parts[] = {{chain.bytes, sizeof chain.bytes}, {body.bytes, sizeof body.bytes}};
    return digest_of_parts(parts, 2);
}
