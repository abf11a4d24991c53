/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Finding compressed streams in the middle of other bytes: kernels inside boot code. */
#ifndef BK_SOURCE_STREAM_SCAN_H
#define BK_SOURCE_STREAM_SCAN_H

#include "btfkit/base/bytes.h"

/*
 * The first offset >= `from` at which a gzip, xz, zstd, bzip2, lzma, lz4 or lzop stream seems to
 * begin; bytes.size: none. More than the magic is looked at, as far as the header of each format
 * allows: three in a gigabyte of noise pass, if that. Where such a stream ends is not known.
 */
size_t bk_stream_scan(struct bk_bytes bytes, size_t from);

#endif
