/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which of several types with one name is which on the other side. Inside diff/ only. */
#ifndef BK_DIFF_LIKENESS_H
#define BK_DIFF_LIKENESS_H

#include "btfkit/diff/compare.h"

/* Types of one kind and name on one side, of which no two are the same. */
struct bk_namesakes {
	BK_ARRAY(struct bk_namesake {
		uint32_t id;
		uint32_t other; /* the id it goes with, 0: none */
		uint64_t print; /* of its description */
	})
	list;
};

/*
 * Sets `other` of the most alike pairs, as many as there are of the shorter list. Which these are
 * depends on what the types hold alone, and is the same with the sides exchanged.
 */
struct bk_error *bk_likeness_pair(struct bk_comparison *c, struct bk_namesakes sides[2])
	BK_MUST_CHECK;

#endif
