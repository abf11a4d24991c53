// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Finding compressed streams by their headers.
 *
 * Magics of two or three bytes stand everywhere in some megabytes of code, and in compressed data as
 * well, so each check takes in what the format leaves no choice about. What passes and is none is
 * found out by whoever decompresses it.
 */
#include "btfkit/source/stream_scan.h"

/* Shorter ones hold no kernel, and this way each check may read this far. */
enum { HEADER_MAX = 32 };

static uint64_t le64(const uint8_t *p)
{
	return bk_load32_le(p) | (uint64_t)bk_load32_le(p + 4) << 32;
}

/* RFC 1952: deflate, three reserved flags; the level and the system are what gzip programs write. */
static bool is_gzip(const uint8_t *p, size_t size)
{
	(void)size;
	return p[1] == 0x8b && p[2] == 8 && p[3] < 0x20 && (p[8] == 0 || p[8] == 2 || p[8] == 4) &&
	       (p[9] <= 13 || p[9] == 255);
}

/* CRC-32 as in IEEE 802.3, of a few bytes. */
static uint32_t crc32_of(const uint8_t *p, size_t size)
{
	uint32_t crc = ~0u;

	for (size_t i = 0; i < size; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* The stream flags have a checksum of their own. */
static bool is_xz(const uint8_t *p, size_t size)
{
	(void)size;
	return memcmp(p,
		      "\xfd"
		      "7zXZ",
		      6) == 0 &&
	       bk_load32_le(p + 8) == crc32_of(p + 6, 2);
}

/* RFC 8878: no reserved bit, no dictionary, a first block that is of a known type and not too large. */
static bool is_zstd(const uint8_t *p, size_t size)
{
	static const uint8_t size_bytes[] = { 0, 2, 4, 8 };
	bool single = p[4] & 0x20;
	uint32_t header, block;

	(void)size;
	if (memcmp(p, "\x28\xb5\x2f\xfd", 4) != 0 || p[4] & 0x0b)
		return false;
	header = 5 + !single + size_bytes[p[4] >> 6] + (single && !(p[4] >> 6));
	block = bk_load32_le(p + header) & 0xffffff;
	return (block >> 1 & 3) != 3 && block >> 3 <= 128 << 10;
}

static bool is_bzip2(const uint8_t *p, size_t size)
{
	(void)size;
	return memcmp(p, "BZh", 3) == 0 && p[3] >= '1' && p[3] <= '9' &&
	       memcmp(p + 4, "1AY&SY", 6) == 0;
}

/*
 * LZMA alone: the usual properties, a dictionary of 2^n or 2^n + 2^(n-1) bytes, a length that is
 * unknown or not outrageous; and range coding begins with a zero byte.
 */
static bool is_lzma(const uint8_t *p, size_t size)
{
	uint32_t dictionary = bk_load32_le(p + 1);
	uint64_t length = le64(p + 5);

	(void)size;
	return p[0] == 0x5d && dictionary >= 1 << 12 && __builtin_popcount(dictionary) <= 2 &&
	       dictionary >> __builtin_ctz(dictionary) <= 3 &&
	       (length == UINT64_MAX || (length && length < 1ull << 32)) && p[13] == 0;
}

/* Legacy frames, which the kernel has: blocks of 8 MiB before compression, which may add to them. */
static bool is_lz4(const uint8_t *p, size_t size)
{
	uint32_t block = bk_load32_le(p + 4);

	return memcmp(p, "\x02\x21\x4c\x18", 4) == 0 && block && block <= (8 << 20) + (64 << 10) &&
	       block <= size - 8;
}

static bool is_lzop(const uint8_t *p, size_t size)
{
	(void)size;
	return memcmp(p, "\x89LZO\0\r\n\x1a\n", 9) == 0;
}

static bool is_stream(const uint8_t *p, size_t size)
{
	switch (p[0]) {
	case 0x1f:
		return is_gzip(p, size);
	case 0xfd:
		return is_xz(p, size);
	case 0x28:
		return is_zstd(p, size);
	case 'B':
		return is_bzip2(p, size);
	case 0x5d:
		return is_lzma(p, size);
	case 0x02:
		return is_lz4(p, size);
	case 0x89:
		return is_lzop(p, size);
	default:
		return false;
	}
}

size_t bk_stream_scan(struct bk_bytes bytes, size_t from)
{
	/* The second byte of what begins with the first, and a bit more, as one of them is 0. */
	static const uint16_t second[256] = {
		[0x1f] = 0x18b, [0xfd] = 0x137, [0x28] = 0x1b5, ['B'] = 0x15a,
		[0x5d] = 0x100, [0x02] = 0x121, [0x89] = 0x14c,
	};

	for (size_t at = from; at + HEADER_MAX <= bytes.size; at++) {
		const uint8_t *p = bytes.data + at;

		if (__builtin_expect(second[p[0]] == (p[1] | 0x100), 0) &&
		    is_stream(p, bytes.size - at))
			return at;
	}
	return bytes.size;
}
