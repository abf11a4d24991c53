/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Why several types of one name are left: the shortest way from each two of them to a place where
 * they say different things.
 */
#ifndef BK_DEDUP_EXPLAIN_H
#define BK_DEDUP_EXPLAIN_H

#include "btfkit/base/array.h"
#include "btfkit/dedup/dedup.h"
#include "btfkit/graph/select.h"

/* One of several types of a name. */
struct bk_copy {
	uint32_t id;	      /* in the result */
	uint32_t input;	      /* the first one that has it, BK_NO_INPUT: only the base has */
	uint32_t input_count; /* how many have it */
};

enum { BK_NO_INPUT = -1 };

struct bk_copies_differ {
	uint32_t first, second;	      /* in copies */
	uint32_t at_first, at_second; /* the types that say different things */
	char *text;		      /* "task_struct.mm->x: size 4 in a.o, 8 in b.o" */
};

/* Types of one kind and name. */
struct bk_explained {
	uint32_t first_copy, copy_count; /* in copies */
	uint32_t first_difference, difference_count;
};

/* A difference that is at the end of several ways. */
struct bk_root {
	uint32_t at_first, at_second;
	uint32_t count; /* of pairs that it keeps apart */
	char *text;
};

struct bk_explain {
	BK_ARRAY(struct bk_copy) copies;
	BK_ARRAY(struct bk_copies_differ) differences;
	BK_ARRAY(struct bk_explained) names;
	BK_ARRAY(struct bk_root) roots; /* those with the highest counts first */
};

/*
 * Explains the types of the result that `selection` has; where it is empty, all structs, unions,
 * enums and typedefs of which there are several of a name. Of each name all pairs are compared, or
 * with `first_only` the first with each other; of very many, only so many. `inputs` are those of
 * `dedup`.
 */
struct bk_error *bk_explain_create(const struct bk_dedup *dedup,
				   const struct bk_dedup_input *inputs,
				   const struct bk_selection *selection, bool first_only,
				   struct bk_explain **explain) BK_MUST_CHECK;

void bk_explain_destroy(struct bk_explain *explain);
BK_DEFINE_AUTO(bk_explain_auto, struct bk_explain, bk_explain_destroy)

#endif
