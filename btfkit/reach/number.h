/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What is known of a 64-bit number without running anything: which bits are certain, and between
 * which bounds it lies, as the verifier of Linux 6.18 knows it.
 *
 * To tell which branches the verifier walks, it is not enough to be right: a number must be known
 * just as well as the verifier knows it, neither better nor worse. So each operation here follows the
 * verifier's rule for it, and says so where it does not.
 */
#ifndef BK_REACH_NUMBER_H
#define BK_REACH_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

struct bk_number {
	uint64_t value, mask; /* the bits of `mask` are unknown, and 0 in `value` */
	uint64_t umin, umax;
	int64_t smin, smax;
	uint32_t umin32, umax32; /* of the lower half */
	int32_t smin32, smax32;
};

/* Operations and comparisons, by the codes of their instructions */
enum {
	BK_ALU_ADD = 0x00,
	BK_ALU_SUB = 0x10,
	BK_ALU_MUL = 0x20,
	BK_ALU_DIV = 0x30,
	BK_ALU_OR = 0x40,
	BK_ALU_AND = 0x50,
	BK_ALU_LSH = 0x60,
	BK_ALU_RSH = 0x70,
	BK_ALU_NEG = 0x80,
	BK_ALU_MOD = 0x90,
	BK_ALU_XOR = 0xa0,
	BK_ALU_MOV = 0xb0,
	BK_ALU_ARSH = 0xc0,
	BK_ALU_END = 0xd0,
};

enum {
	BK_JUMP_ALWAYS = 0x00,
	BK_JUMP_EQ = 0x10,
	BK_JUMP_GT = 0x20,
	BK_JUMP_GE = 0x30,
	BK_JUMP_SET = 0x40,
	BK_JUMP_NE = 0x50,
	BK_JUMP_SGT = 0x60,
	BK_JUMP_SGE = 0x70,
	BK_JUMP_CALL = 0x80,
	BK_JUMP_EXIT = 0x90,
	BK_JUMP_LT = 0xa0,
	BK_JUMP_LE = 0xb0,
	BK_JUMP_SLT = 0xc0,
	BK_JUMP_SLE = 0xd0,
	BK_JUMP_MAY = 0xe0, /* may_goto */
};

struct bk_number bk_number_of(uint64_t value);
struct bk_number bk_number_unknown(void);

static inline bool bk_number_is_known(const struct bk_number *n)
{
	return n->mask == 0;
}

static inline bool bk_number_is_unbounded(const struct bk_number *n)
{
	return n->mask == UINT64_MAX && n->umin == 0 && n->umax == UINT64_MAX &&
	       n->smin == INT64_MIN && n->smax == INT64_MAX && n->umin32 == 0 &&
	       n->umax32 == UINT32_MAX && n->smin32 == INT32_MIN && n->smax32 == INT32_MAX;
}

/* The low `size_bytes` of it, the rest zeros, or copies of the sign. */
void bk_number_zero_extend(struct bk_number *n, unsigned int size_bytes);
void bk_number_sign_extend(struct bk_number *n, unsigned int size_bytes);

/* Whose rules count, where they have changed: */
enum bk_verifier_age {
	BK_VERIFIER_MEASURED, /* those of Linux 6.18, which are as old as 6.14 */
	BK_VERIFIER_OLDER,
	BK_VERIFIER_NEWER, /* from 6.19 on */
};

/*
 * *n = *n OPERATION *by, of 64 bits or (not wide) of the lower halves with zeros above. False where the
 * result may be known better or worse than the verifier knows it.
 */
bool bk_number_operate(struct bk_number *n, unsigned int operation, bool wide,
		       const struct bk_number *by, enum bk_verifier_age age);

/* Whether a JUMP b: 1 always, 0 never, -1 not known. */
int bk_number_compare(unsigned int jump, bool wide, const struct bk_number *a,
		      const struct bk_number *b);

/* What is known of both where a JUMP b has turned out as `taken`. */
void bk_number_refine(unsigned int jump, bool wide, bool taken, struct bk_number *a,
		      struct bk_number *b);

/* Has its bits and bounds tell each other what they know, when bounds were set by hand. */
void bk_number_tell(struct bk_number *n);

/* Whether all that `part` can be, `whole` can be too. */
bool bk_number_is_within(const struct bk_number *part, const struct bk_number *whole);

#endif
