// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Arithmetic on numbers that are known in part.
 *
 * How addition and subtraction carry unknown bits is from "Sound, Precise, and Fast Abstract
 * Interpretation with Tristate Numbers" (Vishwanathan et al., CGO 2022).
 */
#include "btfkit/reach/number_parts.h"

static void add_bits(struct bk_number *n, const struct bk_number *by)
{
	uint64_t values = n->value + by->value, masks = n->mask + by->mask;
	uint64_t mask = ((values + masks) ^ values) | n->mask | by->mask;

	n->value = values & ~mask;
	n->mask = mask;
}

static void subtract_bits(struct bk_number *n, const struct bk_number *by)
{
	uint64_t value = n->value - by->value;
	uint64_t mask = ((value + n->mask) ^ (value - by->mask)) | n->mask | by->mask;

	n->value = value & ~mask;
	n->mask = mask;
}

/* Bounds that overflow at one end only say nothing; at both, they have moved on together. */
#define ADD_UNSIGNED(min, max, by_min, by_max, type_max) \
	do { \
		bool low_over = __builtin_add_overflow(min, by_min, &(min)); \
		bool high_over = __builtin_add_overflow(max, by_max, &(max)); \
		if (low_over != high_over) { \
			(min) = 0; \
			(max) = (type_max); \
		} \
	} while (0)

#define ADD_SIGNED(min, max, by_min, by_max, type_min, type_max) \
	do { \
		bool low_over = __builtin_add_overflow(min, by_min, &(min)); \
		bool high_over = __builtin_add_overflow(max, by_max, &(max)); \
		if (low_over || high_over) { \
			(min) = (type_min); \
			(max) = (type_max); \
		} \
	} while (0)

#define SUBTRACT_UNSIGNED(min, max, by_min, by_max, type_max) \
	do { \
		bool low_over = __builtin_sub_overflow(min, by_max, &(min)); \
		bool high_over = __builtin_sub_overflow(max, by_min, &(max)); \
		if (low_over != high_over) { \
			(min) = 0; \
			(max) = (type_max); \
		} \
	} while (0)

#define SUBTRACT_SIGNED(min, max, by_min, by_max, type_min, type_max) \
	do { \
		bool low_over = __builtin_sub_overflow(min, by_max, &(min)); \
		bool high_over = __builtin_sub_overflow(max, by_min, &(max)); \
		if (low_over || high_over) { \
			(min) = (type_min); \
			(max) = (type_max); \
		} \
	} while (0)

static void add(struct bk_number *n, const struct bk_number *by)
{
	ADD_SIGNED(n->smin32, n->smax32, by->smin32, by->smax32, INT32_MIN, INT32_MAX);
	ADD_UNSIGNED(n->umin32, n->umax32, by->umin32, by->umax32, UINT32_MAX);
	ADD_SIGNED(n->smin, n->smax, by->smin, by->smax, INT64_MIN, INT64_MAX);
	ADD_UNSIGNED(n->umin, n->umax, by->umin, by->umax, UINT64_MAX);
	add_bits(n, by);
}

static void subtract(struct bk_number *n, const struct bk_number *by)
{
	SUBTRACT_SIGNED(n->smin32, n->smax32, by->smin32, by->smax32, INT32_MIN, INT32_MAX);
	SUBTRACT_UNSIGNED(n->umin32, n->umax32, by->umin32, by->umax32, UINT32_MAX);
	SUBTRACT_SIGNED(n->smin, n->smax, by->smin, by->smax, INT64_MIN, INT64_MAX);
	SUBTRACT_UNSIGNED(n->umin, n->umax, by->umin, by->umax, UINT64_MAX);
	subtract_bits(n, by);
}

static void bounds_of_bits(struct bk_number *n, const struct bk_number *old,
			   const struct bk_number *by, unsigned int operation)
{
	n->umin = n->value;
	n->umin32 = (uint32_t)n->value;
	n->umax = n->value | n->mask;
	n->umax32 = (uint32_t)n->umax;
	if (operation == BK_ALU_AND) {
		n->umax = BK_MIN(old->umax, by->umax);
		n->umax32 = BK_MIN(old->umax32, by->umax32);
	} else if (operation == BK_ALU_OR) {
		n->umin = BK_MAX(old->umin, by->umin);
		n->umin32 = BK_MAX(old->umin32, by->umin32);
	}
	n->smin = (int64_t)n->umin <= (int64_t)n->umax ? (int64_t)n->umin : INT64_MIN;
	n->smax = (int64_t)n->umin <= (int64_t)n->umax ? (int64_t)n->umax : INT64_MAX;
	n->smin32 = (int32_t)n->umin32 <= (int32_t)n->umax32 ? (int32_t)n->umin32 : INT32_MIN;
	n->smax32 = (int32_t)n->umin32 <= (int32_t)n->umax32 ? (int32_t)n->umax32 : INT32_MAX;
}

static void combine(struct bk_number *n, const struct bk_number *by, unsigned int operation)
{
	struct bk_number old = *n;
	uint64_t could = n->value | n->mask, by_could = by->value | by->mask;

	if (operation == BK_ALU_AND) {
		n->value &= by->value;
		n->mask = could & by_could & ~n->value;
	} else if (operation == BK_ALU_OR) {
		n->value |= by->value;
		n->mask = (n->mask | by->mask) & ~n->value;
	} else {
		n->mask |= by->mask;
		n->value = (n->value ^ by->value) & ~n->mask;
	}
	bounds_of_bits(n, &old, by, operation);
}

static void shift_left(struct bk_number *n, unsigned int by, bool wide)
{
	int32_t smin32 = n->smin32, smax32 = n->smax32;

	if (n->umax > 1ULL << (63 - by)) {
		n->umin = 0;
		n->umax = UINT64_MAX;
	} else {
		n->umin <<= by;
		n->umax <<= by;
	}
	n->smin = wide && by == 32 && smin32 >= 0 ? (int64_t)((uint64_t)smin32 << 32) : INT64_MIN;
	n->smax = wide && by == 32 && smax32 >= 0 ? (int64_t)((uint64_t)smax32 << 32) : INT64_MAX;
	n->smin32 = INT32_MIN;
	n->smax32 = INT32_MAX;
	if (by > 31 || n->umax32 > 1ULL << (31 - by)) {
		n->umin32 = 0;
		n->umax32 = UINT32_MAX;
	} else {
		n->umin32 <<= by;
		n->umax32 <<= by;
	}
	n->value <<= by;
	n->mask <<= by;
}

static void shift_right(struct bk_number *n, unsigned int by, bool wide)
{
	if (wide) {
		n->umin >>= by;
		n->umax >>= by;
		n->smin = INT64_MIN;
		n->smax = INT64_MAX;
		bk_number_forget32(n);
	} else {
		n->umin32 >>= by;
		n->umax32 >>= by;
		n->smin32 = INT32_MIN;
		n->smax32 = INT32_MAX;
		n->value = (uint32_t)n->value;
		n->mask = (uint32_t)n->mask;
	}
	n->value >>= by;
	n->mask >>= by;
}

/* Bits in front of a known sign are known. */
static void shift_right_signed(struct bk_number *n, unsigned int by, bool wide)
{
	if (wide) {
		n->smin >>= by;
		n->smax >>= by;
		n->umin = 0;
		n->umax = UINT64_MAX;
		bk_number_forget32(n);
		n->value = (uint64_t)((int64_t)n->value >> by);
		n->mask = (uint64_t)((int64_t)n->mask >> by);
	} else {
		n->smin32 >>= by;
		n->smax32 >>= by;
		n->umin32 = 0;
		n->umax32 = UINT32_MAX;
		n->value = (uint32_t)((int32_t)(uint32_t)n->value >> by);
		n->mask = (uint32_t)((int32_t)(uint32_t)n->mask >> by);
	}
}

/* By what a shift shifts, where the verifier follows it; else false. */
static bool shift_count(const struct bk_number *by, bool wide, unsigned int *count)
{
	if (wide ? !bk_number_is_known(by) : (uint32_t)by->mask != 0)
		return false;
	if ((wide ? by->value : (uint32_t)by->value) >= (wide ? 64 : 32))
		return false;
	*count = (unsigned int)by->value;
	return true;
}

static void shift(struct bk_number *n, unsigned int operation, bool wide,
		  const struct bk_number *by)
{
	unsigned int count = 0;

	(void)shift_count(by, wide, &count);
	if (!wide && operation == BK_ALU_LSH) {
		n->value = (uint32_t)n->value;
		n->mask = (uint32_t)n->mask;
	}
	if (operation == BK_ALU_LSH)
		shift_left(n, count, wide);
	else if (operation == BK_ALU_RSH)
		shift_right(n, count, wide);
	else
		shift_right_signed(n, count, wide);
	if (!wide)
		bk_number_forget64(n);
}

/* Known numbers are computed as they would be at run time. */
static uint64_t compute(uint64_t a, unsigned int operation, bool wide, uint64_t b)
{
	switch (operation) {
	case BK_ALU_ADD:
		return a + b;
	case BK_ALU_SUB:
		return a - b;
	case BK_ALU_MUL:
		return a * b;
	case BK_ALU_OR:
		return a | b;
	case BK_ALU_AND:
		return a & b;
	case BK_ALU_XOR:
		return a ^ b;
	case BK_ALU_NEG:
		return -a;
	case BK_ALU_LSH:
		return wide ? a << b : (uint32_t)a << b;
	case BK_ALU_RSH:
		return wide ? a >> b : (uint32_t)a >> b;
	default: /* BK_ALU_ARSH */
		return wide ? (uint64_t)((int64_t)a >> b) : (uint32_t)((int32_t)a >> b);
	}
}

static bool is_shift(unsigned int operation)
{
	return operation == BK_ALU_LSH || operation == BK_ALU_RSH || operation == BK_ALU_ARSH;
}

/* Newer verifiers follow division by known numbers, and swaps of bytes. */
static bool is_followed_later(unsigned int operation, bool wide, const struct bk_number *by)
{
	if (operation == BK_ALU_DIV || operation == BK_ALU_MOD)
		return !(by->mask & (wide ? UINT64_MAX : UINT32_MAX));
	return operation >= BK_ALU_END;
}

bool bk_number_operate(struct bk_number *n, unsigned int operation, bool wide,
		       const struct bk_number *by, enum bk_verifier_age age)
{
	uint64_t low = wide ? UINT64_MAX : UINT32_MAX;
	struct bk_number zero = bk_number_of(0), old = *n;
	unsigned int count;

	/* the verifier does not follow these, even if known, and thinks nothing of the upper half */
	if (operation == BK_ALU_DIV || operation == BK_ALU_MOD || operation >= BK_ALU_END ||
	    (is_shift(operation) && !shift_count(by, wide, &count))) {
		*n = bk_number_unknown();
		return age != BK_VERIFIER_NEWER || !is_followed_later(operation, wide, by);
	}
	if (!(n->mask & low) && !(by->mask & low)) {
		*n = bk_number_of(compute(n->value & low, operation, wide, by->value & low) & low);
		return true;
	}
	switch (operation) {
	case BK_ALU_ADD:
		add(n, by);
		break;
	case BK_ALU_SUB:
		subtract(n, by);
		break;
	case BK_ALU_NEG:
		*n = zero;
		subtract(n, &old);
		break;
	case BK_ALU_MUL:
		return bk_number_multiply(n, wide, by, age);
	case BK_ALU_OR:
	case BK_ALU_AND:
	case BK_ALU_XOR:
		combine(n, by, operation);
		break;
	default:
		shift(n, operation, wide, by);
	}
	if (!wide)
		bk_number_cut32(n);
	bk_number_tell(n);
	return true;
}
