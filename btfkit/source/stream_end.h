/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Where a compressed stream ends inside bytes that go on: read from the lengths that stand in it,
 * without decompressing. `bytes` begin with the magic. A stream whose end cannot be found is taken to
 * reach to the end of the bytes.
 */
#ifndef BK_SOURCE_STREAM_END_H
#define BK_SOURCE_STREAM_END_H

#include "btfkit/base/bytes.h"

size_t bk_stream_end_xz(struct bk_bytes bytes);
size_t bk_stream_end_zstd(struct bk_bytes bytes);
size_t bk_stream_end_lz4(struct bk_bytes bytes);

#endif
