// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Products, by bounds and by bits. Bounds are those of the products of the ends; before Linux 6.14 only
 * small positive numbers had any.
 *
 * Bits are found in the way of "Sound, Precise, and Fast Abstract Interpretation with Tristate Numbers"
 * (Vishwanathan et al., CGO 2022): the product of what is certain, and for each bit of one factor that
 * may be set the uncertain part of the other one, shifted. Linux 6.18 knows some better. So a product
 * is known exactly only where each bit that is left open does take both values, by some factors that
 * are tried: nothing could know it.
 */
#include "btfkit/reach/number_parts.h"

enum { MOST_SAMPLES = 100 };

struct samples {
	uint64_t at[MOST_SAMPLES];
	uint32_t count;
};

static bool can_be(const struct bk_number *n, uint64_t value)
{
	const uint32_t half = (uint32_t)value;

	return (value & ~n->mask) == n->value && value >= n->umin && value <= n->umax &&
	       (int64_t)value >= n->smin && (int64_t)value <= n->smax && half >= n->umin32 &&
	       half <= n->umax32 && (int32_t)half >= n->smin32 && (int32_t)half <= n->smax32;
}

static void try_value(struct samples *samples, const struct bk_number *n, uint64_t value)
{
	if (samples->count < MOST_SAMPLES && can_be(n, value))
		samples->at[samples->count++] = value;
}

/* Some of what the number can be: its ends, and whatever differs from them in one bit or by little. */
static void sample(struct samples *samples, const struct bk_number *n)
{
	uint64_t noise = 0x9e3779b97f4a7c15;

	samples->count = 0;
	try_value(samples, n, n->umin);
	try_value(samples, n, n->umax);
	try_value(samples, n, n->value);
	for (uint64_t left = n->mask; left; left &= left - 1)
		try_value(samples, n, n->value | (left & -left));
	for (uint64_t i = 1; i < 8; i++) {
		try_value(samples, n, n->umin + i);
		try_value(samples, n, n->umax - i);
	}
	for (int i = 0; i < 16; i++) {
		noise = noise * 6364136223846793005 + 1442695040888963407;
		try_value(samples, n, n->value | (n->mask & noise));
	}
}

/* Bits of the product that take both values. */
static uint64_t varying_bits(const struct bk_number *a, const struct bk_number *b)
{
	struct samples left, right;
	uint64_t varying = 0;

	sample(&left, a);
	sample(&right, b);
	for (uint32_t i = 0; i < left.count; i++)
		for (uint32_t j = 0; j < right.count; j++)
			varying |= (left.at[i] * right.at[j]) ^ (left.at[0] * right.at[0]);
	return varying;
}

static struct bk_bits sum_of(struct bk_bits a, struct bk_bits b)
{
	const uint64_t values = a.value + b.value, masks = a.mask + b.mask;
	const uint64_t mask = ((values + masks) ^ values) | a.mask | b.mask;

	return (struct bk_bits){ values & ~mask, mask };
}

static struct bk_bits product_bits(const struct bk_number *a, const struct bk_number *b)
{
	struct bk_bits open = { 0, 0 };

	for (unsigned int i = 0; i < 64; i++) {
		uint64_t could = 0;

		if (a->value >> i & 1)
			could = b->mask << i;
		else if (a->mask >> i & 1)
			could = (b->value | b->mask) << i;
		open = sum_of(open, (struct bk_bits){ 0, could });
	}
	return sum_of((struct bk_bits){ a->value * b->value, 0 }, open);
}

/* The least and the greatest product of the ends; false: one of them is too great. */
static bool signed_products(const int64_t a[2], const int64_t b[2], bool wide, int64_t *min,
			    int64_t *max)
{
	for (int i = 0; i < 4; i++) {
		int64_t product;

		if (__builtin_mul_overflow(a[i / 2], b[i % 2], &product))
			return false;
		if (!wide && product != (int32_t)product)
			return false;
		*min = i ? BK_MIN(*min, product) : product;
		*max = i ? BK_MAX(*max, product) : product;
	}
	return true;
}

static void multiply64(struct bk_number *n, const struct bk_number *by)
{
	const int64_t a[] = { n->smin, n->smax }, b[] = { by->smin, by->smax };
	const uint64_t low = n->umin * by->umin;
	int64_t min, max;
	uint64_t high;
	bool fits = !__builtin_mul_overflow(n->umax, by->umax, &high);

	*n = bk_number_unknown();
	if (fits) {
		n->umin = low;
		n->umax = high;
	}
	if (signed_products(a, b, true, &min, &max)) {
		n->smin = min;
		n->smax = max;
	}
}

/* Of the lower halves; the upper ones are to be cut. */
static void multiply32(struct bk_number *n, const struct bk_number *by)
{
	const int64_t a[] = { n->smin32, n->smax32 }, b[] = { by->smin32, by->smax32 };
	const uint32_t low = n->umin32 * by->umin32;
	int64_t min, max;
	uint32_t high;
	bool fits = !__builtin_mul_overflow(n->umax32, by->umax32, &high);

	*n = bk_number_unknown();
	if (fits) {
		n->umin32 = low;
		n->umax32 = high;
	}
	if (signed_products(a, b, false, &min, &max)) {
		n->smin32 = (int32_t)min;
		n->smax32 = (int32_t)max;
	}
}

/* Whether the older rules give the same: bounds of small positive numbers only, or none. */
static bool was_so_before(const struct bk_number *n, const struct bk_number *by,
			  const struct bk_number *product, bool wide)
{
	if (wide && n->smin >= 0 && by->smin >= 0 && n->umax <= UINT32_MAX &&
	    by->umax <= UINT32_MAX)
		return true;
	if (!wide && n->smin32 >= 0 && by->smin32 >= 0 && n->umax32 <= UINT16_MAX &&
	    by->umax32 <= UINT16_MAX)
		return true;
	return wide ? product->umax == UINT64_MAX && product->smin == INT64_MIN
		    : product->umax32 == UINT32_MAX && product->smin32 == INT32_MIN;
}

bool bk_number_multiply(struct bk_number *n, bool wide, const struct bk_number *by,
			enum bk_verifier_age age)
{
	const struct bk_number old = *n;
	const struct bk_bits bits = product_bits(n, by);
	bool is_exact;

	if (wide)
		multiply64(n, by);
	else
		multiply32(n, by);
	is_exact = age != BK_VERIFIER_OLDER || was_so_before(&old, by, n, wide);
	n->value = bits.value;
	n->mask = bits.mask;
	if (!wide)
		bk_number_cut32(n);
	bk_number_tell(n);
	return is_exact && !(n->mask & ~varying_bits(&old, by));
}
