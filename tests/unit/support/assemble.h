/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * BPF code as C can write it: an initialiser an instruction, as the kernel's verifier prints them.
 *
 *	static const struct bk_op code[] = {
 *		mov(6, 0),			r6 = 0
 *		jump(EQ, 6, 0, 1),		if r6 == 0 goto +1
 *		lost(0),			r0 = ?, unresolved
 *		leave(),			exit
 *	};
 */
#ifndef BK_TEST_ASSEMBLE_H
#define BK_TEST_ASSEMBLE_H

#include "btfkit/reach/codes.h"
#include "btfkit/reach/number.h"

#define OP(...) \
	{ \
		__VA_ARGS__ \
	}
#define SIZE_BITS(size) ((size) == 8 ? 0x18 : (size) == 4 ? 0x00 : (size) == 2 ? 0x08 : 0x10)

/* Arithmetic: of 64 bits, of 32; with a constant, with a register */
#define alu(what, to, number)	OP(.code = 0x07 | BK_ALU_##what, .dst = (to), .imm = (number))
#define alu_by(what, to, from)	OP(.code = 0x0f | BK_ALU_##what, .dst = (to), .src = (from))
#define alu32(what, to, number) OP(.code = 0x04 | BK_ALU_##what, .dst = (to), .imm = (number))
#define mov(to, number)		alu(MOV, to, number)
#define copy(to, from)		alu_by(MOV, to, from)
#define copy32(to, from)	OP(.code = 0xbc, .dst = (to), .src = (from))
#define extend(to, from, bits)	OP(.code = 0xbf, .dst = (to), .src = (from), .off = (bits))

/* Memory */
#define load(size, to, from, at) \
	OP(.code = 0x61 | SIZE_BITS(size), .dst = (to), .src = (from), .off = (at))
#define load_signed(size, to, from, at) \
	OP(.code = 0x81 | SIZE_BITS(size), .dst = (to), .src = (from), .off = (at))
#define store(size, to, at, from) \
	OP(.code = 0x63 | SIZE_BITS(size), .dst = (to), .src = (from), .off = (at))
#define store_number(size, to, at, number) \
	OP(.code = 0x62 | SIZE_BITS(size), .dst = (to), .off = (at), .imm = (number))
#define atomic(size, what, to, at, from) \
	OP(.code = 0xc3 | SIZE_BITS(size), .dst = (to), .src = (from), .off = (at), .imm = (what))

/* Jumps: of 64 bits, of 32; with a constant, with a register */
#define jump(what, left, number, to) \
	OP(.code = 0x05 | BK_JUMP_##what, .dst = (left), .imm = (number), .off = (to))
#define jump_by(what, left, right, to) \
	OP(.code = 0x0d | BK_JUMP_##what, .dst = (left), .src = (right), .off = (to))
#define jump32(what, left, number, to) \
	OP(.code = 0x06 | BK_JUMP_##what, .dst = (left), .imm = (number), .off = (to))
#define go(to)	    OP(.code = 0x05, .off = (to))
#define go_long(to) OP(.code = 0x06, .imm = (to))
#define may_go(to)  OP(.code = 0xe5, .off = (to))
#define leave()	    OP(.code = 0x95)

/* Calls of a helper, of a function of the object's, of one of the kernel's */
#define call(number)	   OP(.code = 0x85, .imm = (number))
#define call_own(routine)  OP(.code = 0x85, .src = 1, .means = BK_MEANS_CALL, .index = (routine))
#define call_kernel(kfunc) OP(.code = 0x85, .src = 2, .means = BK_MEANS_KFUNC, .index = (kfunc))

/* Loads of 64 bits, two instructions long */
#define load64(to, number) \
	OP(.code = 0x18, .dst = (to), .imm = (int32_t)(uint32_t)(uint64_t)(number)), \
		OP(.imm = (int32_t)((uint64_t)(number) >> 32))
#define address(to, what, number, at) \
	OP(.code = 0x18, .dst = (to), .means = BK_MEANS_##what, .index = (number), \
	   .offset = (at)), \
		OP(.code = 0)

/* r<to> = a constant that no relocation gave; a call of a function that the kernel does not have */
#define lost(to)    OP(.code = 0xb7, .dst = (to), .is_poisoned = true)
#define lost_call() OP(.code = 0x85, .src = 2, .is_poisoned = true)

/* Helpers by their number in enum bpf_func_id */
enum {
	MAP_LOOKUP_ELEM = 1,
	KTIME_GET_NS = 5,
	GET_PRANDOM_U32 = 7,
	GET_SMP_PROCESSOR_ID = 8,
	PROBE_READ_KERNEL = 113,
	GET_CURRENT_TASK_BTF = 158,
	FOR_EACH_MAP_ELEM = 164,
	TIMER_SET_CALLBACK = 170,
	LOOP = 181,
};

#endif
