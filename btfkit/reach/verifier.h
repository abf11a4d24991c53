/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * In what the verifiers of older and newer kernels differ from that of Linux 6.18, which is the
 * measure: there each field is false, or 0.
 */
#ifndef BK_REACH_VERIFIER_H
#define BK_REACH_VERIFIER_H

#include "btfkit/reach/number.h"

struct bk_verifier {
	/* before 5.16, but not in 5.10 and 5.15: */
	bool spills_whole; /* on the stack, 8 bytes are kept as a value, and fewer are not */
	/* before 6.4: */
	bool needs_constant_right; /* a jump is decided by a constant on its right side only */
	bool doubts_objects;	   /* an object's address may be NULL, though it is trusted */
	/* before 6.6: */
	bool calls_back_once; /* a callback is walked exactly once: never not at all, never again */
	/* before 6.8: */
	bool checks_all_globals; /* also those that are only called where nothing comes */
	bool needs_constant;	 /* two ranges are not compared: one side must be a constant */
	bool keeps_zeros_apart; /* zeros are bytes of the stack; a value stored beside them ends them */
	/* before 6.9: */
	bool fills_whole; /* a part of what was stored is not known; what has no bounds is not kept */
	/* before 6.14: */
	bool doubts_elements; /* an array's element may be missing, though its index is within */
	bool forgets_reads;   /* what a helper reads of the stack is as if it were written */
	enum bk_verifier_age arithmetic;
};

/* Of a kernel's version, as its macro KERNEL_VERSION makes it; 0: not known, taken for 6.18. */
struct bk_verifier bk_verifier_of(uint32_t version);

#endif
