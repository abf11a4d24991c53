/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What was found in units before: of one object on thousands of kernels most have the same offsets in
 * the same places, so the same paths. For any number of threads at once.
 */
#ifndef BK_REACH_MEMO_H
#define BK_REACH_MEMO_H

#include "btfkit/reach/reach.h"

struct bk_reach_memo;

/* NULL without memory. */
struct bk_reach_memo *bk_reach_memo_create(void);

void bk_reach_memo_destroy(struct bk_reach_memo *memo);
BK_DEFINE_AUTO(bk_reach_memo_auto, struct bk_reach_memo, bk_reach_memo_destroy)

/* bk_reach_create(), or a copy of what it found in a unit and entries that are the same in all. */
struct bk_error *bk_reach_recall(struct bk_reach_memo *memo, const struct bk_unit *unit,
				 const uint32_t *entries, uint32_t entry_count,
				 struct bk_reach **reach) BK_MUST_CHECK;

#endif
