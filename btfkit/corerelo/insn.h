/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * BPF instructions, in the byte order of this machine whatever the object's.
 *
 * Source: Documentation/bpf/standardization/instruction-set.rst of the kernel.
 */
#ifndef BK_CORERELO_INSN_H
#define BK_CORERELO_INSN_H

#include <stdbool.h>
#include <stdint.h>

/* A load of 64 bits takes two of them: the second has code 0 and the upper half in `imm`. */
struct bk_insn {
	uint8_t code;
	uint8_t dst : 4, src : 4;
	int16_t off;
	int32_t imm;
};

enum { BK_INSN_BYTES = 8 };

/* The three low bits of `code`. */
enum bk_insn_class {
	BK_CLASS_LD = 0,
	BK_CLASS_LDX = 1,
	BK_CLASS_ST = 2,
	BK_CLASS_STX = 3,
	BK_CLASS_ALU = 4,
	BK_CLASS_JMP = 5,
	BK_CLASS_JMP32 = 6,
	BK_CLASS_ALU64 = 7,
};

enum {
	BK_CODE_LOAD_IMM64 = 0x18,
	BK_CODE_CALL = 0x85,
	BK_CODE_EXIT = 0x95,
	BK_CODE_REGISTER = 0x08, /* of ALU and JMP: the operand is a register, else `imm` */

	/* what a load of 64 bits loads, or a call calls, as its `src` tells */
	BK_LOAD_MAP = 1,
	BK_LOAD_MAP_VALUE = 2,
	BK_LOAD_BTF_ID = 3,
	BK_LOAD_FUNCTION = 4,
	BK_CALL_HELPER = 0, /* `imm` is its number in enum bpf_func_id */
	BK_CALL_FUNCTION = 1,
	BK_CALL_KFUNC = 2,

	BK_POISON_IMM = 195896080, /* 0xbad2310: the helper that a poisoned instruction calls */
};

static inline enum bk_insn_class bk_insn_class(const struct bk_insn *insn)
{
	return (enum bk_insn_class)(insn->code & 7);
}

/* How many bytes a load or store moves. */
static inline uint32_t bk_insn_bytes(const struct bk_insn *insn)
{
	static const uint8_t bytes[] = { 4, 2, 1, 8 };

	return bytes[insn->code >> 3 & 3];
}

/* The first of the two instructions of a load of 64 bits. */
static inline bool bk_insn_is_wide(const struct bk_insn *insn)
{
	return insn->code == BK_CODE_LOAD_IMM64;
}

static inline bool bk_insn_is_poison(const struct bk_insn *insn)
{
	return insn->code == BK_CODE_CALL && insn->src == BK_CALL_HELPER &&
	       insn->imm == BK_POISON_IMM;
}

#endif
