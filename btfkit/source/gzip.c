// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * gzip by zlib: libarchive takes a stream with a wrong bit in it for a good one as long as it can be
 * decompressed, and BTF with a wrong bit is often BTF still, with another name or number in it.
 */
#include "btfkit/source/gzip.h"

#include "btfkit/base/cleanup.h"
#include "btfkit/source/layer.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { PIECE_BYTES = 1 << 16, GZIP_ONLY = 16 + MAX_WBITS };

static void end_stream(z_stream *stream)
{
	inflateEnd(stream);
}

static bool is_member(struct bk_bytes rest)
{
	return rest.size >= 3 && memcmp(rest.data, "\x1f\x8b\x08", 3) == 0;
}

static struct bk_error *error_of(const z_stream *stream, int status)
{
	if (status == Z_MEM_ERROR)
		return bk_error_memory();
	if (status == Z_BUF_ERROR)
		return bk_error_create(BK_ERR_MALFORMED, "cut off");
	return bk_error_create(BK_ERR_MALFORMED, "damaged: %s",
			       stream->msg ? stream->msg : "it needs a dictionary");
}

/* One step, of up to a piece; what was used is cut off the front of `rest`. */
static int step(z_stream *stream, struct bk_bytes *rest, uint8_t *piece, size_t *size)
{
	const size_t given = rest->size < UINT32_MAX ? rest->size : UINT32_MAX;
	int status;

	stream->next_in = rest->data;
	stream->avail_in = (uInt)given;
	stream->next_out = piece;
	stream->avail_out = PIECE_BYTES;
	status = inflate(stream, Z_NO_FLUSH);
	rest->data += given - stream->avail_in;
	rest->size -= given - stream->avail_in;
	*size = PIECE_BYTES - stream->avail_out;
	return status;
}

struct bk_error *bk_gzip_decompress(struct bk_bytes bytes, uint64_t most_bytes,
				    struct bk_buffer *out)
{
	const size_t before = out->size;
	struct bk_bytes rest = bytes;
	uint8_t piece[PIECE_BYTES];
	BK_AUTO(end_stream) z_stream stream = { 0 };
	size_t size;
	int status;

	status = inflateInit2(&stream, GZIP_ONLY);
	if (status != Z_OK)
		return error_of(&stream, status);
	for (;;) {
		status = step(&stream, &rest, piece, &size);
		if (size > most_bytes - (out->size - before))
			return bk_error_too_much(most_bytes, bytes.size);
		BK_TRY(bk_buffer_append(out, piece, size));
		if (status == Z_STREAM_END && !is_member(rest))
			return NULL;
		if (status == Z_STREAM_END)
			status = inflateReset(&stream);
		if (status != Z_OK)
			return error_of(&stream, status);
	}
}
