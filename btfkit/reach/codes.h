/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The codes of instructions that a walk tells apart (the kernel's instruction-set.rst). */
#ifndef BK_REACH_CODES_H
#define BK_REACH_CODES_H

#include "btfkit/reach/reach.h"

enum {
	BK_OF_LD = 0,
	BK_OF_LDX = 1,
	BK_OF_ST = 2,
	BK_OF_STX = 3,
	BK_OF_ALU = 4,
	BK_OF_JMP = 5,
	BK_OF_JMP32 = 6,
	BK_OF_ALU64 = 7,

	BK_MODE_SIGNED = 0x80,
	BK_MODE_ATOMIC = 0xc0,

	/* atomic operations, in `imm` */
	BK_ATOMIC_FETCH = 0x01,
	BK_ATOMIC_EXCHANGE = 0xe1,
	BK_ATOMIC_COMPARE = 0xf1,
	BK_ATOMIC_LOAD = 0x100,
	BK_ATOMIC_STORE = 0x110,

	BK_OP_LOAD64 = 0x18,
	BK_OP_CALL = 0x85,
	BK_OP_EXIT = 0x95,
	BK_OP_GOTO = 0x05,
	BK_OP_GOTO_LONG = 0x06,
	BK_OP_MAY_GOTO = 0xe5,
};

static inline unsigned int bk_op_class(const struct bk_op *op)
{
	return op->code & 7;
}

static inline unsigned int bk_op_kind(const struct bk_op *op)
{
	return op->code & 0xf0; /* of ALU and JMP */
}

static inline unsigned int bk_op_mode(const struct bk_op *op)
{
	return op->code & 0xe0; /* of LD, LDX, ST and STX */
}

static inline bool bk_op_has_register(const struct bk_op *op)
{
	return op->code & 8;
}

static inline uint32_t bk_op_bytes(const struct bk_op *op)
{
	static const uint8_t bytes[] = { 4, 2, 1, 8 };

	return bytes[op->code >> 3 & 3];
}

static inline bool bk_op_is_jump(const struct bk_op *op)
{
	return bk_op_class(op) == BK_OF_JMP || bk_op_class(op) == BK_OF_JMP32;
}

static inline bool bk_op_is_goto(const struct bk_op *op)
{
	return op->code == BK_OP_GOTO || op->code == BK_OP_GOTO_LONG;
}

static inline bool bk_op_is_conditional(const struct bk_op *op)
{
	return bk_op_is_jump(op) && !bk_op_is_goto(op) && op->code != BK_OP_CALL &&
	       op->code != BK_OP_EXIT;
}

/* Where the jump at `pc` goes. */
static inline int64_t bk_op_target(const struct bk_op *op, uint32_t pc)
{
	return (int64_t)pc + 1 + (op->code == BK_OP_GOTO_LONG ? op->imm : op->off);
}

static inline uint32_t bk_op_length(const struct bk_op *op)
{
	return op->code == BK_OP_LOAD64 ? 2 : 1;
}

#endif
