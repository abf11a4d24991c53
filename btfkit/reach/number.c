// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Bits and bounds of numbers, and what they tell of each other. */
#include "btfkit/reach/number.h"

#include "btfkit/reach/number_parts.h"

#define HIGH_HALF 0xffffffff00000000ULL

struct bk_number bk_number_of(uint64_t value)
{
	uint32_t half = (uint32_t)value;

	return (struct bk_number){ value,	   0,	 value, value,	       (int64_t)value,
				   (int64_t)value, half, half,	(int32_t)half, (int32_t)half };
}

void bk_number_forget32(struct bk_number *n)
{
	n->umin32 = 0;
	n->umax32 = UINT32_MAX;
	n->smin32 = INT32_MIN;
	n->smax32 = INT32_MAX;
}

void bk_number_forget64(struct bk_number *n)
{
	n->umin = 0;
	n->umax = UINT64_MAX;
	n->smin = INT64_MIN;
	n->smax = INT64_MAX;
}

struct bk_number bk_number_unknown(void)
{
	struct bk_number n = { .mask = UINT64_MAX };

	bk_number_forget32(&n);
	bk_number_forget64(&n);
	return n;
}

/* The bounds that the certain bits give. */
static void bound_by_bits(struct bk_number *n)
{
	uint32_t value = (uint32_t)n->value, mask = (uint32_t)n->mask;
	int64_t low = (int64_t)(n->value | (n->mask & (uint64_t)INT64_MIN));
	int64_t high = (int64_t)(n->value | (n->mask & INT64_MAX));
	int32_t low32 = (int32_t)(value | (mask & (uint32_t)INT32_MIN));
	int32_t high32 = (int32_t)(value | (mask & INT32_MAX));

	n->umin = BK_MAX(n->umin, n->value);
	n->umax = BK_MIN(n->umax, n->value | n->mask);
	n->smin = BK_MAX(n->smin, low);
	n->smax = BK_MIN(n->smax, high);
	n->umin32 = BK_MAX(n->umin32, value);
	n->umax32 = BK_MIN(n->umax32, value | mask);
	n->smin32 = BK_MAX(n->smin32, low32);
	n->smax32 = BK_MIN(n->smax32, high32);
}

/* A range of unsigned numbers that does not cross from the positive to the negative is a signed one. */
static void deduce32(struct bk_number *n)
{
	if (n->umin >> 32 == n->umax >> 32) {
		n->umin32 = BK_MAX(n->umin32, (uint32_t)n->umin);
		n->umax32 = BK_MIN(n->umax32, (uint32_t)n->umax);
		if ((int32_t)n->umin <= (int32_t)n->umax) {
			n->smin32 = BK_MAX(n->smin32, (int32_t)n->umin);
			n->smax32 = BK_MIN(n->smax32, (int32_t)n->umax);
		}
	}
	if (n->smin >> 32 == n->smax >> 32) {
		if ((uint32_t)n->smin <= (uint32_t)n->smax) {
			n->umin32 = BK_MAX(n->umin32, (uint32_t)n->smin);
			n->umax32 = BK_MIN(n->umax32, (uint32_t)n->smax);
		}
		if ((int32_t)n->smin <= (int32_t)n->smax) {
			n->smin32 = BK_MAX(n->smin32, (int32_t)n->smin);
			n->smax32 = BK_MIN(n->smax32, (int32_t)n->smax);
		}
	}
	if ((uint32_t)(n->umin >> 32) + 1 == (uint32_t)(n->umax >> 32) && (int32_t)n->umin < 0 &&
	    (int32_t)n->umax >= 0) {
		n->smin32 = BK_MAX(n->smin32, (int32_t)n->umin);
		n->smax32 = BK_MIN(n->smax32, (int32_t)n->umax);
	}
	if ((uint32_t)(n->smin >> 32) + 1 == (uint32_t)(n->smax >> 32) && (int32_t)n->smin < 0 &&
	    (int32_t)n->smax >= 0) {
		n->smin32 = BK_MAX(n->smin32, (int32_t)n->smin);
		n->smax32 = BK_MIN(n->smax32, (int32_t)n->smax);
	}
	if ((int32_t)n->umin32 <= (int32_t)n->umax32) {
		n->smin32 = BK_MAX(n->smin32, (int32_t)n->umin32);
		n->smax32 = BK_MIN(n->smax32, (int32_t)n->umax32);
	}
	if ((uint32_t)n->smin32 <= (uint32_t)n->smax32) {
		n->umin32 = BK_MAX(n->umin32, (uint32_t)n->smin32);
		n->umax32 = BK_MIN(n->umax32, (uint32_t)n->smax32);
	}
}

static void deduce64(struct bk_number *n)
{
	if ((int64_t)n->umin <= (int64_t)n->umax) {
		n->smin = BK_MAX(n->smin, (int64_t)n->umin);
		n->smax = BK_MIN(n->smax, (int64_t)n->umax);
	}
	if ((uint64_t)n->smin <= (uint64_t)n->smax) {
		n->umin = BK_MAX(n->umin, (uint64_t)n->smin);
		n->umax = BK_MIN(n->umax, (uint64_t)n->smax);
	} else if (n->umax < (uint64_t)n->smin) { /* they meet in the positive numbers alone, */
		n->smin = (int64_t)n->umin;
		n->umax = BK_MIN(n->umax, (uint64_t)n->smax);
	} else if ((uint64_t)n->smax < n->umin) { /* or in the negative ones */
		n->smax = (int64_t)n->umax;
		n->umin = BK_MAX(n->umin, (uint64_t)n->smin);
	}
}

/* What the lower half tells of the whole, where the upper half does not change over the range. */
static void deduce_mixed(struct bk_number *n)
{
	n->umin = BK_MAX(n->umin, (n->umin & HIGH_HALF) | n->umin32);
	n->umax = BK_MIN(n->umax, (n->umax & HIGH_HALF) | n->umax32);
	n->smin = BK_MAX(n->smin, (int64_t)(((uint64_t)n->smin & HIGH_HALF) | n->umin32));
	n->smax = BK_MIN(n->smax, (int64_t)(((uint64_t)n->smax & HIGH_HALF) | n->umax32));
	if (n->smin32 >= 0 && n->smin >= INT32_MIN && n->smax <= INT32_MAX) {
		n->smin = BK_MAX(n->smin, (int64_t)n->smin32);
		n->smax = BK_MIN(n->smax, (int64_t)n->smax32);
	}
}

/* The bits that a range leaves certain: those above the first in which its ends differ. */
static struct bk_bits bits_of_range(uint64_t min, uint64_t max)
{
	uint64_t differ = min ^ max, below;

	if (min > max || differ >> 63)
		return (struct bk_bits){ 0, UINT64_MAX };
	below = differ ? (2ULL << (63 - __builtin_clzll(differ))) - 1 : 0;
	return (struct bk_bits){ min & ~below, below };
}

static struct bk_bits bits_meet(struct bk_bits a, struct bk_bits b)
{
	uint64_t mask = a.mask & b.mask;

	return (struct bk_bits){ (a.value | b.value) & ~mask, mask };
}

static void bits_by_bounds(struct bk_number *n)
{
	struct bk_bits all =
		bits_meet((struct bk_bits){ n->value, n->mask }, bits_of_range(n->umin, n->umax));
	struct bk_bits half = bits_meet((struct bk_bits){ (uint32_t)all.value, (uint32_t)all.mask },
					bits_of_range(n->umin32, n->umax32));

	n->value = (all.value & HIGH_HALF) | (uint32_t)half.value;
	n->mask = (all.mask & HIGH_HALF) | (uint32_t)half.mask;
}

static bool is_contradictory(const struct bk_number *n)
{
	return n->umin > n->umax || n->smin > n->smax || n->umin32 > n->umax32 ||
	       n->smin32 > n->smax32;
}

void bk_number_tell(struct bk_number *n)
{
	bound_by_bits(n);
	for (int round = 0; round < 3; round++) {
		deduce32(n);
		deduce64(n);
		deduce_mixed(n);
	}
	bits_by_bounds(n);
	bound_by_bits(n);
}

/* Bounds that exclude each other come of a branch that cannot be; the verifier forgets them. */
void bk_number_settle_branch(struct bk_number *n)
{
	bk_number_tell(n);
	if (is_contradictory(n))
		*n = bk_number_unknown();
}

void bk_number_cut32(struct bk_number *n)
{
	n->value = (uint32_t)n->value;
	n->mask = (uint32_t)n->mask;
	n->umin = n->umin32;
	n->umax = n->umax32;
	n->smin = n->smin32 >= 0 ? n->smin32 : 0;
	n->smax = n->smin32 >= 0 ? (int64_t)n->smax32 : (int64_t)UINT32_MAX;
}

void bk_number_zero_extend(struct bk_number *n, unsigned int size_bytes)
{
	uint64_t low = size_bytes < 8 ? (1ULL << (8 * size_bytes)) - 1 : UINT64_MAX;

	if (size_bytes >= 8)
		return;
	n->value &= low;
	n->mask &= low;
	if ((n->umin & ~low) == (n->umax & ~low)) {
		n->umin &= low;
		n->umax &= low;
	} else {
		n->umin = 0;
		n->umax = low;
	}
	n->smin = (int64_t)n->umin;
	n->smax = (int64_t)n->umax;
	if (size_bytes < 4)
		bk_number_forget32(n);
	bk_number_tell(n);
}

static int64_t sign_extended(uint64_t value, unsigned int size_bytes)
{
	unsigned int shift = 64 - 8 * size_bytes;

	return (int64_t)(value << shift) >> shift;
}

void bk_number_sign_extend(struct bk_number *n, unsigned int size_bytes)
{
	unsigned int bits = 8 * size_bytes;
	int64_t low, high;

	if (size_bytes >= 8)
		return;
	if (bk_number_is_known(n)) {
		*n = bk_number_of((uint64_t)sign_extended(n->value, size_bytes));
		return;
	}
	low = sign_extended((uint64_t)n->smin, size_bytes);
	high = sign_extended((uint64_t)n->smax, size_bytes);
	if (n->smin >> bits != n->smax >> bits || (low < 0) != (high < 0)) {
		low = -(1LL << (bits - 1));
		high = (1LL << (bits - 1)) - 1;
	}
	*n = bk_number_unknown();
	n->smin = BK_MIN(low, high);
	n->smax = BK_MAX(low, high);
	bk_number_tell(n);
}

bool bk_number_is_within(const struct bk_number *part, const struct bk_number *whole)
{
	return whole->umin <= part->umin && whole->umax >= part->umax &&
	       whole->smin <= part->smin && whole->smax >= part->smax &&
	       whole->umin32 <= part->umin32 && whole->umax32 >= part->umax32 &&
	       whole->smin32 <= part->smin32 && whole->smax32 >= part->smax32 &&
	       !(part->mask & ~whole->mask) && (part->value & ~whole->mask) == whole->value;
}
