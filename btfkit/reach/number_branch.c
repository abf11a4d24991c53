// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Comparisons of numbers that are known in part, and what their outcome tells of both. */
#include "btfkit/reach/number_parts.h"

/* A number seen through a jump of 64 or of 32 bits */
struct seen {
	uint64_t value, mask, umin, umax;
	int64_t smin, smax;
};

static struct seen see(const struct bk_number *n, bool wide)
{
	if (wide)
		return (struct seen){ n->value, n->mask, n->umin, n->umax, n->smin, n->smax };
	return (struct seen){ (uint32_t)n->value, (uint32_t)n->mask, n->umin32,
			      n->umax32,	  n->smin32,	     n->smax32 };
}

static bool are_apart(const struct seen *a, const struct seen *b)
{
	return a->umin > b->umax || a->umax < b->umin || a->smin > b->smax || a->smax < b->smin;
}

static int is_equal(const struct bk_number *a, const struct bk_number *b, bool wide)
{
	struct seen x = see(a, wide), y = see(b, wide), x32 = see(a, false), y32 = see(b, false);

	if (!x.mask && !y.mask)
		return x.value == y.value;
	if ((x.value ^ y.value) & ~x.mask & ~y.mask)
		return 0;
	if (are_apart(&x, &y) || are_apart(&x32, &y32))
		return 0;
	return -1;
}

static int has_bits(const struct seen *a, const struct seen *b)
{
	if (b->mask)
		return -1;
	if (a->value & b->value)
		return 1;
	return (a->value | a->mask) & b->value ? -1 : 0;
}

#define IS_GREATER(a, b, min, max) ((a)->min > (b)->max ? 1 : (a)->max <= (b)->min ? 0 : -1)

static int negated(int answer)
{
	return answer < 0 ? answer : !answer;
}

int bk_number_compare(unsigned int jump, bool wide, const struct bk_number *a,
		      const struct bk_number *b)
{
	struct seen x = see(a, wide), y = see(b, wide);

	switch (jump) {
	case BK_JUMP_EQ:
		return is_equal(a, b, wide);
	case BK_JUMP_NE:
		return negated(is_equal(a, b, wide));
	case BK_JUMP_SET:
		return y.mask ? has_bits(&y, &x) : has_bits(&x, &y);
	case BK_JUMP_GT:
		return IS_GREATER(&x, &y, umin, umax);
	case BK_JUMP_LE:
		return negated(IS_GREATER(&x, &y, umin, umax));
	case BK_JUMP_LT:
		return IS_GREATER(&y, &x, umin, umax);
	case BK_JUMP_GE:
		return negated(IS_GREATER(&y, &x, umin, umax));
	case BK_JUMP_SGT:
		return IS_GREATER(&x, &y, smin, smax);
	case BK_JUMP_SLE:
		return negated(IS_GREATER(&x, &y, smin, smax));
	case BK_JUMP_SLT:
		return IS_GREATER(&y, &x, smin, smax);
	case BK_JUMP_SGE:
		return negated(IS_GREATER(&y, &x, smin, smax));
	default:
		return -1;
	}
}

static void meet_bits(struct bk_number *n, uint64_t value, uint64_t mask)
{
	uint64_t unknown = n->mask & mask;

	n->value = (n->value | value) & ~unknown;
	n->mask = unknown;
}

static void make_equal(struct bk_number *a, struct bk_number *b, bool wide)
{
	if (wide) {
		a->umin = b->umin = BK_MAX(a->umin, b->umin);
		a->umax = b->umax = BK_MIN(a->umax, b->umax);
		a->smin = b->smin = BK_MAX(a->smin, b->smin);
		a->smax = b->smax = BK_MIN(a->smax, b->smax);
	}
	a->umin32 = b->umin32 = BK_MAX(a->umin32, b->umin32);
	a->umax32 = b->umax32 = BK_MIN(a->umax32, b->umax32);
	a->smin32 = b->smin32 = BK_MAX(a->smin32, b->smin32);
	a->smax32 = b->smax32 = BK_MIN(a->smax32, b->smax32);
	if (wide) {
		meet_bits(a, b->value, b->mask);
		b->value = a->value;
		b->mask = a->mask;
	} else {
		const uint64_t high = 0xffffffff00000000ULL;
		uint64_t value = a->value & ~high, mask = a->mask & ~high;

		/* the upper halves are nobody's business */
		meet_bits(a, (b->value & ~high) | (a->value & high), (b->mask & ~high) | high);
		meet_bits(b, value | (b->value & high), mask | high);
	}
}

/* Only a value at the very end of a range can be taken from it. */
static void make_different(struct bk_number *n, const struct bk_number *from, bool wide)
{
	if (!(wide ? bk_number_is_known(from) : (uint32_t)from->mask == 0))
		return;
	if (wide) {
		n->umin += n->umin == from->value;
		n->umax -= n->umax == from->value;
		n->smin += n->smin == (int64_t)from->value;
		n->smax -= n->smax == (int64_t)from->value;
	} else {
		n->umin32 += n->umin32 == (uint32_t)from->value;
		n->umax32 -= n->umax32 == (uint32_t)from->value;
		n->smin32 += n->smin32 == (int32_t)(uint32_t)from->value;
		n->smax32 -= n->smax32 == (int32_t)(uint32_t)from->value;
	}
}

static void make_bits(struct bk_number *n, const struct bk_number *by, bool wide, bool set)
{
	uint64_t low = wide ? UINT64_MAX : UINT32_MAX, bits = by->value & low;

	if (by->mask & low)
		return;
	if (!set) {
		n->value &= ~bits;
		n->mask &= ~bits;
	} else if (bits && !(bits & (bits - 1))) {
		n->value |= bits;
		n->mask &= ~bits;
	}
}

/* a is smaller than b by at least `gap`, 0 or 1. Signed or not, of 64 bits or of 32. */
static void order(struct bk_number *a, struct bk_number *b, bool wide, bool is_signed, int gap)
{
	if (wide && is_signed) {
		a->smax = b->smax == INT64_MIN ? a->smax : BK_MIN(a->smax, b->smax - gap);
		b->smin = a->smin == INT64_MAX ? b->smin : BK_MAX(b->smin, a->smin + gap);
	} else if (wide) {
		a->umax = b->umax ? BK_MIN(a->umax, b->umax - (uint64_t)gap)
				  : BK_MIN(a->umax, b->umax);
		b->umin =
			a->umin == UINT64_MAX ? b->umin : BK_MAX(b->umin, a->umin + (uint64_t)gap);
	} else if (is_signed) {
		a->smax32 = b->smax32 == INT32_MIN ? a->smax32 : BK_MIN(a->smax32, b->smax32 - gap);
		b->smin32 = a->smin32 == INT32_MAX ? b->smin32 : BK_MAX(b->smin32, a->smin32 + gap);
	} else {
		a->umax32 = b->umax32 ? BK_MIN(a->umax32, b->umax32 - (uint32_t)gap)
				      : BK_MIN(a->umax32, b->umax32);
		b->umin32 = a->umin32 == UINT32_MAX ? b->umin32
						    : BK_MAX(b->umin32, a->umin32 + (uint32_t)gap);
	}
}

static unsigned int opposite(unsigned int jump)
{
	switch (jump) {
	case BK_JUMP_EQ:
		return BK_JUMP_NE;
	case BK_JUMP_NE:
		return BK_JUMP_EQ;
	case BK_JUMP_GT:
		return BK_JUMP_LE;
	case BK_JUMP_LE:
		return BK_JUMP_GT;
	case BK_JUMP_LT:
		return BK_JUMP_GE;
	case BK_JUMP_GE:
		return BK_JUMP_LT;
	case BK_JUMP_SGT:
		return BK_JUMP_SLE;
	case BK_JUMP_SLE:
		return BK_JUMP_SGT;
	case BK_JUMP_SLT:
		return BK_JUMP_SGE;
	default: /* BK_JUMP_SGE */
		return BK_JUMP_SLT;
	}
}

void bk_number_refine(unsigned int jump, bool wide, bool taken, struct bk_number *a,
		      struct bk_number *b)
{
	struct bk_number old = *a;

	if (jump == BK_JUMP_SET) {
		make_bits(a, b, wide, taken);
		make_bits(b, &old, wide, taken);
	} else {
		switch (taken ? jump : opposite(jump)) {
		case BK_JUMP_EQ:
			make_equal(a, b, wide);
			break;
		case BK_JUMP_NE:
			make_different(a, b, wide);
			make_different(b, &old, wide);
			break;
		case BK_JUMP_LT:
			order(a, b, wide, false, 1);
			break;
		case BK_JUMP_LE:
			order(a, b, wide, false, 0);
			break;
		case BK_JUMP_GT:
			order(b, a, wide, false, 1);
			break;
		case BK_JUMP_GE:
			order(b, a, wide, false, 0);
			break;
		case BK_JUMP_SLT:
			order(a, b, wide, true, 1);
			break;
		case BK_JUMP_SLE:
			order(a, b, wide, true, 0);
			break;
		case BK_JUMP_SGT:
			order(b, a, wide, true, 1);
			break;
		default: /* BK_JUMP_SGE */
			order(b, a, wide, true, 0);
		}
	}
	bk_number_settle_branch(a);
	bk_number_settle_branch(b);
}
