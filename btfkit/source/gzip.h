/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* gzip, whose checksums libarchive does not look at. */
#ifndef BK_SOURCE_GZIP_H
#define BK_SOURCE_GZIP_H

#include "btfkit/source/buffer.h"

#include <stdint.h>

/* As bk_decompress_loose(), of gzip's members one after the other; what follows them is left alone. */
struct bk_error *bk_gzip_decompress(struct bk_bytes bytes, uint64_t most_bytes,
				    struct bk_buffer *out) BK_MUST_CHECK;

#endif
