/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* lzop files, for which libarchive mostly needs another program. */
#ifndef BK_SOURCE_LZOP_H
#define BK_SOURCE_LZOP_H

#include "btfkit/source/buffer.h"

bool bk_lzop_recognises(struct bk_bytes bytes);

/* As bk_decompress_loose() and bk_decompress_start(), of bytes that are recognised. */
struct bk_error *bk_lzop_decompress(struct bk_bytes bytes, uint64_t most_bytes,
				    struct bk_buffer *out) BK_MUST_CHECK;
size_t bk_lzop_start(struct bk_bytes bytes, uint8_t *start, size_t size);

#endif
