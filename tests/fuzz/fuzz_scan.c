/* SPDX-License-Identifier: MPL-2.0 */
/* What the scan accepts, msgpack-c accepts too, and finds the same end. */
#include <stdlib.h>
#include <msgpack.h>

#include "proto/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (scan_frame((struct view){data, size}) != 0) {
        return 0;
    }
    msgpack_unpacked result;
    size_t end = 0;
    msgpack_unpacked_init(&result);
    msgpack_unpack_return code = msgpack_unpack_next(&result, (const char *)data, size, &end);
    msgpack_unpacked_destroy(&result);
    if (code != MSGPACK_UNPACK_SUCCESS || end != size) {
        abort();
    }
    return 0;
}
