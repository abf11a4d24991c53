// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The blocks of an lzop file, each with its checksum. */
#include "btfkit/source/lzop.h"

#include "btfkit/source/layer.h"
#include "btfkit/source/lzo.h"

static const char magic[] = "\x89LZO\0\r\n\x1a\n";

enum { MAGIC_BYTES = sizeof(magic) - 1, MOST_BLOCK_BYTES = 64 << 20 };

/* In the header's flags: which checksums each block has, of what comes out and of what is stored. */
enum {
	ADLER_OUT = 0x1,
	ADLER_STORED = 0x2,
	EXTRA = 0x40,
	CRC_OUT = 0x100,
	CRC_STORED = 0x200,
	FILTER = 0x800,
};

struct lzop {
	struct bk_bytes bytes;
	size_t at;
	uint32_t flags;
};

bool bk_lzop_recognises(struct bk_bytes bytes)
{
	return bytes.size >= MAGIC_BYTES && memcmp(bytes.data, magic, MAGIC_BYTES) == 0;
}

static bool take(struct lzop *lzop, uint64_t size, struct bk_bytes *part)
{
	if (!bk_bytes_part(lzop->bytes, lzop->at, size, part))
		return false;
	lzop->at += size;
	return true;
}

static bool take32(struct lzop *lzop, uint32_t *value)
{
	struct bk_bytes part;

	if (!take(lzop, 4, &part))
		return false;
	*value = bk_load32_be(part.data);
	return true;
}

/*
 * Versions of the format, of the library, and needed; method, level; flags; a filter where flagged;
 * mode, time; the name behind its length; a checksum; extra bytes and their checksum where flagged.
 */
static bool take_header(struct lzop *lzop)
{
	struct bk_bytes part;
	uint32_t size;

	if (!take(lzop, MAGIC_BYTES + 8, &part) || !take32(lzop, &lzop->flags) ||
	    !take(lzop, (lzop->flags & FILTER ? 4 : 0) + 12, &part) || !take(lzop, 1, &part) ||
	    !take(lzop, part.data[0] + 4, &part))
		return false;
	return !(lzop->flags & EXTRA) || (take32(lzop, &size) && take(lzop, size + 4ull, &part));
}

static uint32_t adler32_of(const uint8_t *data, size_t size)
{
	uint32_t a = 1, b = 0;

	while (size) {
		/* so many that b cannot overflow */
		size_t count = size < 5552 ? size : 5552;

		size -= count;
		while (count--) {
			a += *data++;
			b += a;
		}
		a %= 65521;
		b %= 65521;
	}
	return b << 16 | a;
}

struct block {
	uint32_t size, sum;
	struct bk_bytes stored;
};

/* A size of 0 is the end. */
static bool take_block(struct lzop *lzop, struct block *block)
{
	uint32_t stored, ignored;

	if (!take32(lzop, &block->size))
		return false;
	if (!block->size)
		return true;
	if (!take32(lzop, &stored) || ((lzop->flags & ADLER_OUT) && !take32(lzop, &block->sum)) ||
	    ((lzop->flags & CRC_OUT) && !take32(lzop, &ignored)))
		return false;
	/* what did not become smaller is stored as it is, without sums of its own */
	if (stored < block->size)
		if (((lzop->flags & ADLER_STORED) && !take32(lzop, &ignored)) ||
		    ((lzop->flags & CRC_STORED) && !take32(lzop, &ignored)))
			return false;
	return take(lzop, stored, &block->stored);
}

static bool decode(const struct lzop *lzop, const struct block *block, uint8_t *to)
{
	if (block->stored.size == block->size)
		memcpy(to, block->stored.data, block->size);
	else if (!bk_lzo_decode(block->stored, to, block->size))
		return false;
	return !(lzop->flags & ADLER_OUT) || adler32_of(to, block->size) == block->sum;
}

static struct bk_error *append_block(const struct lzop *lzop, const struct block *block,
				     struct bk_buffer *out)
{
	if (block->size > MOST_BLOCK_BYTES || block->stored.size > block->size)
		return bk_error_create(BK_ERR_MALFORMED,
				       "damaged: a block of %u bytes, stored in %zu", block->size,
				       block->stored.size);
	BK_TRY(bk_buffer_reserve(out, block->size));
	if (!decode(lzop, block, out->data + out->size))
		return bk_error_create(BK_ERR_MALFORMED, "damaged: the block before byte %zu",
				       lzop->at);
	out->size += block->size;
	return NULL;
}

struct bk_error *bk_lzop_decompress(struct bk_bytes bytes, uint64_t most_bytes,
				    struct bk_buffer *out)
{
	struct lzop lzop = { .bytes = bytes };
	const size_t before = out->size;
	struct block block;

	if (!take_header(&lzop))
		return bk_error_create(BK_ERR_MALFORMED, "cut off inside the header");
	for (;;) {
		if (!take_block(&lzop, &block))
			return bk_error_create(BK_ERR_MALFORMED, "cut off after %zu bytes",
					       bytes.size);
		if (!block.size)
			return NULL;
		if (block.size > most_bytes - (out->size - before))
			return bk_error_too_much(most_bytes, bytes.size);
		BK_TRY(append_block(&lzop, &block, out));
	}
}

size_t bk_lzop_start(struct bk_bytes bytes, uint8_t *start, size_t size)
{
	BK_AUTO(bk_buffer_deinit) struct bk_buffer out = { 0 };
	struct lzop lzop = { .bytes = bytes };
	struct bk_error *error = NULL;
	struct block block;

	if (!take_header(&lzop) || !take_block(&lzop, &block) || !block.size)
		return 0;
	error = append_block(&lzop, &block, &out);
	bk_error_destroy(error);
	if (size > out.size)
		size = out.size;
	if (size)
		memcpy(start, out.data, size);
	return size;
}
