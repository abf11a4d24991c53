/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which poisoned instructions of a BPF object the kernel's verifier would come to.
 *
 * The verifier of Linux 6.18 is the measure: it walks every path that what it knows of registers and
 * stack does not rule out, from each program's start, into static subprograms and callbacks, and
 * verifies global functions by themselves, those that some path calls. So does this, following its
 * rules about what is known. Where they cannot be followed exactly (the value of a kernel's
 * configuration option that nobody told, a function of the kernel that is not known, too many paths) a
 * poisoned instruction that may or may not be come to is `unknown`.
 *
 * What else the verifier may find fault with is not looked at.
 */
#ifndef BK_REACH_REACH_H
#define BK_REACH_REACH_H

#include "btfkit/base/array.h"
#include "btfkit/base/error.h"
#include "btfkit/reach/verifier.h"

#include <stdint.h>

/* What an instruction's constant, or the target of its call, stands for. */
enum bk_meaning {
	BK_MEANS_ITSELF,    /* the number, or the helper, that it holds */
	BK_MEANS_MAP,	    /* the map `index` of `maps` */
	BK_MEANS_CONSTANTS, /* `offset` bytes into the constants `index` */
	BK_MEANS_MEMORY,    /* global variables that change at run time */
	BK_MEANS_SYMBOL,    /* a symbol of the kernel that has a type, so it is there */
	BK_MEANS_OBJECT,    /* the same, but the verifier takes it for possibly NULL: a struct */
	BK_MEANS_NULL,	    /* a weak symbol that the kernel does not have */
	BK_MEANS_UNKNOWN,   /* an address that cannot be known beforehand */
	BK_MEANS_CALLBACK,  /* the address of the routine `index` */
	BK_MEANS_CALL,	    /* a call of the routine `index` */
	BK_MEANS_KFUNC,	    /* a call of the kernel's function `index` of `kfuncs` */
};

/* What a function of the kernel returns. */
enum bk_gives {
	BK_GIVES_ANYTHING, /* a number, or a pointer of some sort */
	BK_GIVES_NUMBER,
	BK_GIVES_OR_NULL, /* a pointer, or NULL */
	BK_GIVES_NEXT,	  /* an iterator's element, or NULL at its end: each is walked on its own */
	BK_GIVES_NEVER,	  /* it does not return (bpf_throw) */
};

/* An instruction, as relocated for a kernel. `off` of a jump counts from the next one. */
struct bk_op {
	uint8_t code, dst, src;
	bool is_poisoned;  /* the rest is then what it was before */
	bool loads_number; /* a load of a field that is known to be no pointer */
	int16_t off;
	int32_t imm;
	enum bk_meaning means;
	uint32_t index;
	int64_t offset;
};

/* A function of the object. */
struct bk_routine {
	const struct bk_op *ops;
	uint32_t count;
	bool is_global;		 /* verified by itself */
	int32_t writes_bytes[5]; /* of a global one: see bk_kfunc */
};

/* What is written behind an argument, where it is not a number of bytes. */
enum {
	BK_WRITES_UNKNOWN = -1, /* that is not known */
	BK_WRITES_NEXT = -2,	/* as many bytes as the next argument says */
};

/* A function of the kernel. */
struct bk_kfunc {
	enum bk_gives gives;
	int32_t writes_bytes[5]; /* how many bytes behind each argument; 0: it points nowhere */
};

/* Read-only data, in the object's byte order. */
struct bk_constants {
	const uint8_t *bytes;
	uint64_t size_bytes;
	bool is_known; /* else the verifier knows the bytes, but we do not */
};

struct bk_map_shape {
	uint32_t elements; /* of an array, whose elements are all there; else 0 */
	uint32_t key_bytes, value_bytes;
};

struct bk_unit {
	const struct bk_routine *routines;
	uint32_t routine_count;
	const struct bk_constants *constants;
	uint32_t constants_count;
	const struct bk_kfunc *kfuncs;
	uint32_t kfunc_count;
	const struct bk_map_shape *maps;
	uint32_t map_count;
	bool is_big_endian;
	struct bk_verifier verifier;
};

enum bk_life { BK_DEAD, BK_LIFE_UNKNOWN, BK_LIVE };

enum bk_doubt {
	BK_DOUBT_NONE,
	BK_DOUBT_VALUE, /* it hangs on the branch or call at doubt_routine, doubt_insn */
	BK_DOUBT_LIMIT, /* too many paths, of which not all were walked */
	BK_DOUBT_DEPTH, /* calls are too deep at doubt_routine, doubt_insn: the program is refused */
};

/* A conditional jump on the way to a live instruction. */
struct bk_turn {
	uint32_t routine, insn;
	bool is_taken;
};

struct bk_finding {
	uint32_t routine, insn; /* the poisoned instruction */
	enum bk_life life;
	enum bk_doubt doubt; /* of an unknown one */
	uint32_t doubt_routine, doubt_insn;
	uint32_t entry; /* of a live one: the routine where the path begins */
	uint32_t first_turn,
		turn_count; /* in bk_reach.turns: the last ones before it, at most 64 */
};

struct bk_reach {
	BK_ARRAY(struct bk_finding) findings; /* by routine, then by instruction */
	BK_ARRAY(struct bk_turn) turns;
	uint64_t steps; /* instructions walked */
};

/* How many instructions of each entry and global function are walked at most, of all paths together. */
enum { BK_REACH_STEPS = 2000000 };

/*
 * Looks from the routines `entries`, which are programs, `steps` instructions each (0:
 * BK_REACH_STEPS). A routine that no entry comes to is dead. It fails without memory, and where code
 * jumps out of its routine or a routine's, constants' or register's number does not exist
 * (BK_ERR_MALFORMED).
 */
struct bk_error *bk_reach_create(const struct bk_unit *unit, const uint32_t *entries,
				 uint32_t entry_count, uint64_t steps, struct bk_reach **reach)
	BK_MUST_CHECK;

void bk_reach_destroy(struct bk_reach *reach);
BK_DEFINE_AUTO(bk_reach_auto, struct bk_reach, bk_reach_destroy)

/* "dead", "unknown", "live" */
const char *bk_life_name(enum bk_life life);

#endif
