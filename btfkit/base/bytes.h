/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Views of bytes that somebody else owns, and whole numbers read from them at any alignment. */
#ifndef BK_BASE_BYTES_H
#define BK_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bk_bytes {
	const uint8_t *data;
	size_t size;
};

/* The part [offset, offset + size) of `all`; false, and `part` untouched, where it does not fit. */
static inline bool bk_bytes_part(struct bk_bytes all, uint64_t offset, uint64_t size,
				 struct bk_bytes *part)
{
	if (offset > all.size || size > all.size - offset)
		return false;
	part->data = all.data + offset;
	part->size = size;
	return true;
}

static inline uint16_t bk_load16(const void *p, bool swap)
{
	uint16_t value;

	memcpy(&value, p, sizeof(value));
	return swap ? __builtin_bswap16(value) : value;
}

static inline uint32_t bk_load32(const void *p, bool swap)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return swap ? __builtin_bswap32(value) : value;
}

static inline uint64_t bk_load64(const void *p, bool swap)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return swap ? __builtin_bswap64(value) : value;
}

/* Numbers of a fixed byte order, whatever this machine's. */
static inline uint16_t bk_load16_le(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t bk_load32_le(const uint8_t *p)
{
	return bk_load16_le(p) | (uint32_t)bk_load16_le(p + 2) << 16;
}

static inline uint16_t bk_load16_be(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t bk_load32_be(const uint8_t *p)
{
	return (uint32_t)bk_load16_be(p) << 16 | bk_load16_be(p + 2);
}

static inline bool bk_is_aligned4(const void *p)
{
	return ((uintptr_t)p & 3) == 0;
}

#endif
