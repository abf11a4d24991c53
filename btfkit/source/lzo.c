// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A decoder of LZO1X, from the description of the stream in the kernel's
 * Documentation/staging/lzo.rst; the one library for it is under the GPL.
 *
 * Each instruction copies a match, that is bytes that came out before, and then up to three literals.
 * The number of these is the state that the next instruction starts in; what a first byte below 16
 * means depends on it.
 */
#include "btfkit/source/lzo.h"

enum { AFTER_RUN = 4 /* of four literals or more */ };

struct lzo {
	const uint8_t *in, *in_end;
	uint8_t *out, *out_start, *out_end;
	unsigned state;
};

static bool copy_literals(struct lzo *lzo, size_t count)
{
	if (count > (size_t)(lzo->in_end - lzo->in) || count > (size_t)(lzo->out_end - lzo->out))
		return false;
	memcpy(lzo->out, lzo->in, count);
	lzo->in += count;
	lzo->out += count;
	return true;
}

/* Matches may overlap what they make: each byte is there before it is copied. */
static bool copy_match(struct lzo *lzo, size_t distance, size_t length)
{
	if (distance > (size_t)(lzo->out - lzo->out_start) ||
	    length > (size_t)(lzo->out_end - lzo->out))
		return false;
	for (; length; length--, lzo->out++)
		*lzo->out = *(lzo->out - distance);
	return true;
}

/* A length that is zero in its bits goes on: 255 for each zero byte, then a byte that is added. */
static bool extend(struct lzo *lzo, size_t *length, size_t most_in_bits)
{
	if (*length)
		return true;
	*length = most_in_bits;
	while (lzo->in < lzo->in_end && !*lzo->in) {
		*length += 255;
		lzo->in++;
	}
	if (lzo->in == lzo->in_end)
		return false;
	*length += *lzo->in++;
	return true;
}

static bool match_then_literals(struct lzo *lzo, size_t distance, size_t length, unsigned literals)
{
	lzo->state = literals;
	return copy_match(lzo, distance, length) && copy_literals(lzo, literals);
}

static bool short_instruction(struct lzo *lzo, unsigned first)
{
	size_t length = first, distance;

	if (lzo->state == 0) {
		if (!extend(lzo, &length, 15))
			return false;
		lzo->state = AFTER_RUN;
		return copy_literals(lzo, length + 3);
	}
	if (lzo->in == lzo->in_end)
		return false;
	distance = (first >> 2) + (*lzo->in++ << 2) + 1;
	if (lzo->state == AFTER_RUN)
		return match_then_literals(lzo, distance + 2048, 3, first & 3);
	return match_then_literals(lzo, distance, 2, first & 3);
}

/* Distances of up to 48 KiB, in two bytes. Sets `is_end` at the mark of the stream's end. */
static bool far_instruction(struct lzo *lzo, unsigned first, bool *is_end)
{
	const unsigned length_bits = first >= 32 ? 31 : 7;
	size_t length = first & length_bits, distance;
	unsigned pair;

	if (!extend(lzo, &length, length_bits) || lzo->in_end - lzo->in < 2)
		return false;
	pair = bk_load16_le(lzo->in);
	lzo->in += 2;
	if (first >= 32)
		return match_then_literals(lzo, (pair >> 2) + 1, length + 2, pair & 3);
	distance = ((first & 8) << 11) + (pair >> 2);
	*is_end = !distance;
	return *is_end || match_then_literals(lzo, distance + 16384, length + 2, pair & 3);
}

static bool near_instruction(struct lzo *lzo, unsigned first)
{
	if (lzo->in == lzo->in_end)
		return false;
	return match_then_literals(lzo, (first >> 2 & 7) + (*lzo->in++ << 3) + 1, (first >> 5) + 1,
				   first & 3);
}

/* A first byte from 18 on is literals only. */
static bool start(struct lzo *lzo)
{
	unsigned count;

	if (lzo->in == lzo->in_end || *lzo->in < 18)
		return true;
	count = *lzo->in++ - 17;
	lzo->state = count < AFTER_RUN ? count : AFTER_RUN;
	return copy_literals(lzo, count);
}

bool bk_lzo_decode(struct bk_bytes bytes, uint8_t *to, size_t size)
{
	struct lzo lzo = { bytes.data, bytes.data + bytes.size, to, to, to + size, 0 };
	bool is_end = false, is_good = start(&lzo);

	while (is_good && !is_end && lzo.in < lzo.in_end) {
		const unsigned first = *lzo.in++;

		if (first < 16)
			is_good = short_instruction(&lzo, first);
		else if (first < 64)
			is_good = far_instruction(&lzo, first, &is_end);
		else
			is_good = near_instruction(&lzo, first);
	}
	return is_good && is_end && lzo.in == lzo.in_end && lzo.out == lzo.out_end;
}
