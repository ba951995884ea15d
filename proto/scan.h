/* SPDX-License-Identifier: MPL-2.0 */
/* The bounded pre-scan: decides whether bytes are one well-formed, harmless MessagePack value. */
#ifndef ENTRAIDE_PROTO_SCAN_H
#define ENTRAIDE_PROTO_SCAN_H

#include "proto/error.h"
#include "proto/view.h"

/* Limits of one frame. 256 KiB holds the largest answer (a page of 500 items of 500 bytes);
   depth 8 is twice what the contract nests; 10,000 elements at 1 byte or more each. */
enum { FRAME_SIZE_MAX = 256 * 1024, FRAME_DEPTH_MAX = 8, FRAME_ELEMENT_MAX = 10000 };
/* For ZMQ_MAXMSGSIZE, which counts what the cipher adds (33 bytes) and cuts the connection without a word:
   with room for frames that are a little too large to be told so. */
enum { SOCKET_SIZE_MAX = 272 * 1024 };

/* Walks the bytes without recursion and without allocation, in time linear in their number.
   Accepts exactly one value: nil, bool, shortest-form integers, str (UTF-8), bin, array, map with
   text keys. Refuses floats, ext types, 0xc1, non-minimal integers and lengths, bad UTF-8, more
   depth or elements than allowed, lengths beyond the bytes left, trailing bytes.
   Returns 0 or the error code (E_FRAME_...); never reads outside frame. */
int scan_frame(struct view frame);

/* The same for a value that is no frame, such as a file: of any size, with at most so many elements. */
int scan_value(struct view value, uint32_t element_max);

#endif
