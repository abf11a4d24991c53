// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Stepping over blocks of zstd and lz4, and finding the footer of xz.
 *
 * libarchive stops by itself behind gzip, bzip2 and lzma. Behind the others it expects another
 * stream, and what it had decompressed of the last 64 KiB is lost when there is none.
 */
#include "btfkit/source/stream_end.h"

/* What is left to be stepped over. */
struct walk {
	struct bk_bytes bytes;
	size_t at;
};

static bool step(struct walk *walk, uint64_t size)
{
	if (size > walk->bytes.size - walk->at)
		return false;
	walk->at += size;
	return true;
}

static bool take32(struct walk *walk, uint32_t *value)
{
	if (!step(walk, 4))
		return false;
	*value = bk_load32_le(walk->bytes.data + walk->at - 4);
	return true;
}

static uint32_t crc32_of(const uint8_t *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/*
 * The footer's 12 bytes: the CRC of the next 6, the size of the index before it in words less one,
 * the flags, which the header has too, "YZ". An index begins with a zero.
 */
static bool is_xz_footer(struct bk_bytes bytes, size_t at)
{
	const uint8_t *footer = bytes.data + at;
	const uint64_t index_bytes = 4 * ((uint64_t)bk_load32_le(footer + 4) + 1);

	return index_bytes <= at - 12 && bytes.data[at - index_bytes] == 0 &&
	       memcmp(footer + 8, bytes.data + 6, 2) == 0 &&
	       bk_load32_le(footer) == crc32_of(footer + 4, 6);
}

size_t bk_stream_end_xz(struct bk_bytes bytes)
{
	size_t at = 24; /* behind a header, where a footer would end */

	while (at < bytes.size) {
		const uint8_t *found = memmem(bytes.data + at - 2, bytes.size - at + 2, "YZ", 2);

		if (!found)
			break;
		at = found + 2 - bytes.data;
		if (at % 4 == 0 && is_xz_footer(bytes, at - 12))
			return at;
		at++;
	}
	return bytes.size;
}

/* From the descriptor behind the magic: a window, a dictionary's id, the size of the content. */
static size_t zstd_header_bytes(uint8_t descriptor)
{
	static const uint8_t id_bytes[] = { 0, 1, 2, 4 };
	static const uint8_t size_bytes[] = { 0, 2, 4, 8 };
	const bool is_single = descriptor & 0x20;
	const size_t content = size_bytes[descriptor >> 6];

	return 1 + !is_single + id_bytes[descriptor & 3] + (is_single && !content ? 1 : content);
}

static bool walk_zstd(struct walk *walk)
{
	uint32_t block;
	uint8_t descriptor;

	if (!step(walk, 5))
		return false;
	descriptor = walk->bytes.data[walk->at - 1];
	if (!step(walk, zstd_header_bytes(descriptor) - 1))
		return false;
	do {
		const uint8_t *header = walk->bytes.data + walk->at;

		if (!step(walk, 3))
			return false;
		block = bk_load16_le(header) | (uint32_t)header[2] << 16;
		/* a run (type 1) has the one byte that is repeated */
		if (!step(walk, (block >> 1 & 3) == 1 ? 1 : block >> 3))
			return false;
	} while (!(block & 1));
	return step(walk, descriptor & 4 ? 4 : 0);
}

size_t bk_stream_end_zstd(struct bk_bytes bytes)
{
	struct walk walk = { bytes, 0 };

	return walk_zstd(&walk) ? walk.at : bytes.size;
}

enum { LZ4_BLOCK_SUMS = 0x10, LZ4_SIZE = 0x08, LZ4_SUM = 0x04, LZ4_DICTIONARY = 0x01 };

static bool walk_lz4_frame(struct walk *walk)
{
	uint8_t flags;
	uint32_t block;

	if (!step(walk, 7))
		return false;
	flags = walk->bytes.data[4];
	if (!step(walk, (flags & LZ4_SIZE ? 8 : 0) + (flags & LZ4_DICTIONARY ? 4 : 0)))
		return false;
	while (take32(walk, &block)) {
		if (!block)
			return step(walk, flags & LZ4_SUM ? 4 : 0);
		/* the highest bit: not compressed */
		if (!step(walk, (block & INT32_MAX) + (flags & LZ4_BLOCK_SUMS ? 4ull : 0)))
			return false;
	}
	return false;
}

/*
 * The legacy form has no end: blocks of 8 MiB of content until there is none. Where the kernel's
 * build puts the size of it all behind them, that is too large for a block's size, or reaches past
 * the end.
 */
static size_t lz4_legacy_end(struct bk_bytes bytes)
{
	static const uint32_t content = 8 << 20, most = content + content / 255 + 16;
	struct walk walk = { bytes, 4 };
	size_t end = walk.at;
	uint32_t block;

	while (take32(&walk, &block) && block && block <= most && step(&walk, block))
		end = walk.at;
	return end;
}

size_t bk_stream_end_lz4(struct bk_bytes bytes)
{
	struct walk walk = { bytes, 0 };

	if (bytes.data[0] == 0x02)
		return lz4_legacy_end(bytes);
	return walk_lz4_frame(&walk) ? walk.at : bytes.size;
}
