/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Reachability in an object that was relocated for a kernel. */
#ifndef BK_REACH_OBJECT_UNIT_H
#define BK_REACH_OBJECT_UNIT_H

#include "btfkit/corerelo/relocate.h"
#include "btfkit/reach/memo.h"
#include "btfkit/reach/reach.h"

/* What is known of one of the object's externs, on that kernel. */
struct bk_extern_fact {
	enum { BK_EXTERN_UNTOLD, BK_EXTERN_THERE, BK_EXTERN_MISSING } presence;
	bool has_value; /* of a kconfig extern that is a number: */
	uint64_t value; /* 0 where it is missing and weak */
};

/* An instruction, by its function and its place in it. */
struct bk_insn_place {
	uint32_t function, insn;
};

/* What of a kernel counts beside the relocations. Each may be NULL or 0: nothing is known. */
struct bk_surroundings {
	const struct bk_extern_fact *externs; /* one for each of the object's */
	/* calls that must not be come to: of helpers that the kernel does not have, say */
	const struct bk_insn_place *calls;
	size_t call_count;
	struct bk_verifier verifier;
	struct bk_reach_memo *memo; /* of other kernels; NULL: none */
};

/*
 * Looks which of the poisoned instructions, of `calls`, and of the calls of missing kfuncs can be come
 * to from the program `entry`, a function's index (BK_NOTHING: from any program).
 * Findings tell functions and instructions as the object does. Code that no kernel would take (jumps
 * out of a function) is an error, BK_ERR_MALFORMED.
 */
struct bk_error *bk_reach_object(const struct bk_object *object,
				 const struct bk_relocated *relocated,
				 const struct bk_surroundings *surroundings, uint32_t entry,
				 struct bk_reach **reach) BK_MUST_CHECK;

/* The finding of that instruction, NULL: it is none. */
const struct bk_finding *bk_reach_find(const struct bk_reach *reach, uint32_t function,
				       uint32_t insn);

#endif
