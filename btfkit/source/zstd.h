/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* zstd in one step, straight into the memory where the result stays. */
#ifndef BK_SOURCE_ZSTD_H
#define BK_SOURCE_ZSTD_H

#include "btfkit/source/buffer.h"

#include <stdbool.h>

/*
 * As bk_decompress(), of zstd frames, into an empty `out`. False, with nothing done, where libzstd or
 * so much address space is not to be had: libarchive can do the same in pieces.
 */
bool bk_zstd_decompress(struct bk_bytes bytes, uint64_t most_bytes, struct bk_buffer *out,
			struct bk_error **error);

#endif
