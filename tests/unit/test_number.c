// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Numbers known in part: what is computed with them holds for every number that they can be. */
#include "btfkit/reach/number.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/suite.h"

static uint64_t random_u64(struct random *random)
{
	uint64_t high = random_below(random, UINT32_MAX);

	return high << 32 | random_below(random, UINT32_MAX);
}

static bool can_be(const struct bk_number *n, uint64_t value)
{
	const struct bk_number one = bk_number_of(value);

	return bk_number_is_within(&one, n);
}

/* A number that can be `value`, and more: of its bits those in `open`, in a range around it. */
static struct bk_number around(struct random *random, uint64_t value)
{
	const uint64_t reach = random_u64(random) >> (random_u64(random) & 63);
	struct bk_number n = bk_number_unknown();
	uint64_t open = random_u64(random);

	open &= random_u64(random);
	open &= random_u64(random);
	n.mask = random_u64(random) & 1 ? open : UINT64_MAX;
	n.value = value & ~n.mask;
	if (random_u64(random) & 1) {
		n.umin = value > reach ? value - reach : 0;
		n.umax = value < UINT64_MAX - reach ? value + reach : UINT64_MAX;
	}
	bk_number_tell(&n);
	return n;
}

/* Of a width like those that programs have. */
static uint64_t some_value(struct random *random)
{
	return random_u64(random) >> (random_u64(random) & 63);
}

static uint64_t computed(uint64_t a, unsigned int operation, bool wide, uint64_t b)
{
	uint64_t result = operation == BK_ALU_ADD   ? a + b
			  : operation == BK_ALU_SUB ? a - b
			  : operation == BK_ALU_MUL ? a * b
			  : operation == BK_ALU_AND ? a & b
			  : operation == BK_ALU_OR  ? a | b
						    : a ^ b;

	return wide ? result : (uint32_t)result;
}

START_TEST(results_hold_for_all_numbers)
{
	static const unsigned int operations[] = { BK_ALU_ADD, BK_ALU_SUB, BK_ALU_MUL,
						   BK_ALU_AND, BK_ALU_OR,  BK_ALU_XOR };
	struct random random = random_start(7);

	for (int i = 0; i < 60000; i++) {
		const unsigned int operation = operations[i % 6];
		const bool wide = i / 6 % 2;
		const uint64_t a = some_value(&random), b = some_value(&random);
		struct bk_number left = around(&random, a), right = around(&random, b);
		struct bk_number result = left;

		ck_assert(can_be(&left, a) && can_be(&right, b));
		bk_number_operate(&result, operation, wide, &right, BK_VERIFIER_MEASURED);
		ck_assert_msg(can_be(&result, computed(a, operation, wide, b)),
			      "%#x, wide %d: %#llx, %#llx", operation, wide, (unsigned long long)a,
			      (unsigned long long)b);
	}
}
END_TEST

START_TEST(shifts_and_extensions_hold_for_all_numbers)
{
	static const unsigned int operations[] = { BK_ALU_LSH, BK_ALU_RSH, BK_ALU_ARSH };
	struct random random = random_start(8);

	for (int i = 0; i < 60000; i++) {
		const unsigned int operation = operations[i % 3], size = 1u << i % 3;
		const bool wide = i / 3 % 2;
		const uint64_t a = some_value(&random);
		const uint32_t count = random_below(&random, wide ? 64 : 32);
		const struct bk_number by = bk_number_of(count), number = around(&random, a);
		struct bk_number n = number;
		uint64_t result = operation == BK_ALU_LSH   ? a << count
				  : operation == BK_ALU_RSH ? (wide ? a : (uint32_t)a) >> count
				  : wide		    ? (uint64_t)((int64_t)a >> count)
							    : (uint64_t)((int32_t)a >> count);

		bk_number_operate(&n, operation, wide, &by, BK_VERIFIER_MEASURED);
		ck_assert_msg(can_be(&n, wide ? result : (uint32_t)result), "%#x by %u: %#llx",
			      operation, count, (unsigned long long)a);
		n = number;
		bk_number_zero_extend(&n, size);
		ck_assert(can_be(&n, a & ((1ULL << 8 * size) - 1)));
		n = number;
		bk_number_sign_extend(&n, size);
		ck_assert(
			can_be(&n, (uint64_t)((int64_t)(a << (64 - 8 * size)) >> (64 - 8 * size))));
	}
}
END_TEST

static bool jumps(unsigned int jump, bool wide, uint64_t a, uint64_t b)
{
	const uint64_t x = wide ? a : (uint32_t)a, y = wide ? b : (uint32_t)b;
	const int64_t s = wide ? (int64_t)a : (int32_t)a, t = wide ? (int64_t)b : (int32_t)b;

	switch (jump) {
	case BK_JUMP_EQ:
		return x == y;
	case BK_JUMP_NE:
		return x != y;
	case BK_JUMP_GT:
		return x > y;
	case BK_JUMP_GE:
		return x >= y;
	case BK_JUMP_LT:
		return x < y;
	case BK_JUMP_LE:
		return x <= y;
	case BK_JUMP_SGT:
		return s > t;
	case BK_JUMP_SGE:
		return s >= t;
	case BK_JUMP_SLT:
		return s < t;
	case BK_JUMP_SLE:
		return s <= t;
	default: /* BK_JUMP_SET */
		return x & y;
	}
}

START_TEST(branches_hold_for_all_numbers)
{
	static const unsigned int kinds[] = { BK_JUMP_EQ,  BK_JUMP_NE,	BK_JUMP_GT,  BK_JUMP_GE,
					      BK_JUMP_LT,  BK_JUMP_LE,	BK_JUMP_SGT, BK_JUMP_SGE,
					      BK_JUMP_SLT, BK_JUMP_SLE, BK_JUMP_SET };
	struct random random = random_start(9);

	for (int i = 0; i < 110000; i++) {
		const unsigned int kind = kinds[i % 11];
		const bool wide = i / 11 % 2;
		const uint64_t a = some_value(&random);
		const uint64_t b = random_once_in(&random, 3) ? a : some_value(&random);
		const bool taken = jumps(kind, wide, a, b);
		struct bk_number left = around(&random, a);
		struct bk_number right =
			random_once_in(&random, 2) ? bk_number_of(b) : around(&random, b);
		const int known = bk_number_compare(kind, wide, &left, &right);

		ck_assert_msg(known == -1 || known == taken, "%#x, wide %d: %#llx, %#llx", kind,
			      wide, (unsigned long long)a, (unsigned long long)b);
		if (known >= 0)
			continue;
		bk_number_refine(kind, wide, taken, &left, &right);
		ck_assert_msg(can_be(&left, a) && can_be(&right, b),
			      "behind %#x, wide %d, %d: %#llx, %#llx", kind, wide, taken,
			      (unsigned long long)a, (unsigned long long)b);
	}
}
END_TEST

static struct bk_number up_to(uint64_t most)
{
	struct bk_number n = bk_number_unknown();

	n.umax = most;
	bk_number_tell(&n);
	return n;
}

START_TEST(products_of_bounded_numbers_are_exact)
{
	struct bk_number n = up_to(UINT32_MAX), by = bk_number_of(0xcccccccd);

	/* as compilers divide by ten: n * 0xcccccccd >> 35 */
	ck_assert(bk_number_operate(&n, BK_ALU_MUL, true, &by, BK_VERIFIER_OLDER));
	ck_assert_uint_eq(n.umax, 0xffffffffULL * 0xcccccccd);
	by = bk_number_of(35);
	ck_assert(bk_number_operate(&n, BK_ALU_RSH, true, &by, BK_VERIFIER_OLDER));
	ck_assert_uint_eq(n.umax, 0x19999999);

	/* before Linux 6.14 there were no bounds of greater ones */
	n = up_to(1ULL << 33);
	by = bk_number_of(10);
	ck_assert(!bk_number_operate(&n, BK_ALU_MUL, true, &by, BK_VERIFIER_OLDER));
	n = up_to(1ULL << 33);
	ck_assert(bk_number_operate(&n, BK_ALU_MUL, true, &by, BK_VERIFIER_MEASURED));
	ck_assert_uint_eq(n.umax, 10ULL << 33);
	ck_assert_uint_eq(n.mask & 1, 0);
}
END_TEST

START_TEST(what_newer_verifiers_know_is_not_exact)
{
	struct bk_number n = up_to(100), by = bk_number_of(10);

	ck_assert(bk_number_operate(&n, BK_ALU_DIV, true, &by, BK_VERIFIER_MEASURED));
	ck_assert(bk_number_is_unbounded(&n));
	n = up_to(100);
	ck_assert(!bk_number_operate(&n, BK_ALU_DIV, true, &by, BK_VERIFIER_NEWER));
	n = up_to(100);
	by = up_to(7); /* by what is not known they do not follow it */
	ck_assert(bk_number_operate(&n, BK_ALU_MOD, true, &by, BK_VERIFIER_NEWER));
}
END_TEST

TEST_SUITE(number, results_hold_for_all_numbers, shifts_and_extensions_hold_for_all_numbers,
	   branches_hold_for_all_numbers, products_of_bounded_numbers_are_exact,
	   what_newer_verifiers_know_is_not_exact)
