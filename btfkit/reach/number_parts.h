/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files on numbers share. */
#ifndef BK_REACH_NUMBER_PARTS_H
#define BK_REACH_NUMBER_PARTS_H

#include "btfkit/reach/number.h"

#define BK_MIN(a, b) ((a) < (b) ? (a) : (b))
#define BK_MAX(a, b) ((a) > (b) ? (a) : (b))

struct bk_bits {
	uint64_t value, mask;
};

void bk_number_forget32(struct bk_number *n); /* the bounds of the lower half */
void bk_number_forget64(struct bk_number *n); /* the bounds of the whole */

/* bk_number_tell() behind a branch, where they may exclude each other. */
void bk_number_settle_branch(struct bk_number *n);

/* The lower half with zeros above; to be settled. */
void bk_number_cut32(struct bk_number *n);

/* As bk_number_operate(). */
bool bk_number_multiply(struct bk_number *n, bool wide, const struct bk_number *by,
			enum bk_verifier_age age);

#endif
