/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The members of a record as programs name them: see diff.h. */
#ifndef BK_DIFF_OUTLINE_H
#define BK_DIFF_OUTLINE_H

#include "btfkit/diff/diff.h"
#include "btfkit/diff/fingerprint.h"

struct bk_outline_member {
	struct bk_diff_member member;
	bool is_opened; /* its type has no name, and what it holds follows as `outer.inner` */
};

/* Members in the order of their paths; of equal paths by offset. */
struct bk_outline {
	BK_ARRAY(struct bk_outline_member) members;
};

/*
 * `record` is a STRUCT or UNION. Paths live in `arena`, or are the graph's. `left` is how many
 * members of anonymous types may still be opened; it is counted down.
 */
struct bk_error *bk_outline_init(struct bk_outline *outline, const struct bk_graph *graph,
				 uint32_t record, struct bk_arena *arena, uint32_t *left)
	BK_MUST_CHECK;

/*
 * What a path leads to in the record of `outline`, in members of named types too, as a CO-RE relocation
 * goes: `found` is false where it leads nowhere. The members of such types count for `left`.
 */
struct bk_error *bk_outline_follow(const struct bk_outline *outline, const struct bk_graph *graph,
				   const char *path, struct bk_arena *arena, uint32_t *left,
				   struct bk_diff_member *member, bool *found) BK_MUST_CHECK;

void bk_outline_deinit(struct bk_outline *outline);

/* How many members of anonymous types are opened in a diff: many more than two kernels have. */
enum { BK_OUTLINE_MOST = 1 << 20 };

#endif
