/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Compressed bytes, told by content: gzip, xz, zstd, lz4 (frames and the kernel's legacy form),
 * bzip2, lzma and lzop. All but lzop is libarchive's work, in memory and without other programs.
 */
#ifndef BK_SOURCE_DECOMPRESS_H
#define BK_SOURCE_DECOMPRESS_H

#include "btfkit/source/layer.h"

/* "gzip", "xz", ...; NULL: not compressed, as far as the first bytes tell. */
const char *bk_compression_of(struct bk_bytes bytes);

/*
 * Appends to `out` what is compressed in `bytes`; several streams one after another are one. More
 * than `most_bytes` is an error, and so is anything behind the last stream. Errors begin with the
 * name of the compression. After an error `out` holds what came before it.
 */
struct bk_error *bk_decompress(struct bk_bytes bytes, uint64_t most_bytes, struct bk_buffer *out)
	BK_MUST_CHECK;

/* The same of one stream, behind which any bytes may follow, as in kernel images. */
struct bk_error *bk_decompress_loose(struct bk_bytes bytes, uint64_t most_bytes,
				     struct bk_buffer *out) BK_MUST_CHECK;

/*
 * Only the beginning: up to `size` bytes go to `start`, fewer where there are no more or where
 * the stream breaks. Returns how many.
 */
size_t bk_decompress_start(struct bk_bytes bytes, uint8_t *start, size_t size);

struct bk_libarchive;
struct archive;

/* Has `archive`, which is to read `bytes`, undo their compression. */
struct bk_error *bk_compression_add_filter(const struct bk_libarchive *functions,
					   struct archive *archive, struct bk_bytes bytes)
	BK_MUST_CHECK;

/* A row of the table of layers. */
bool bk_compression_recognises(struct bk_bytes bytes);
struct bk_error *bk_compression_unwrap(struct bk_unwrap *unwrap, struct bk_bytes bytes)
	BK_MUST_CHECK;

#endif
