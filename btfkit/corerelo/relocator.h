/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What is kept of a kernel from relocation to relocation; for the files of this folder. */
#ifndef BK_CORERELO_RELOCATOR_H
#define BK_CORERELO_RELOCATOR_H

#include "btfkit/corerelo/candidates.h"
#include "btfkit/corerelo/relocate.h"

struct bk_relocator {
	const struct bk_graph **graphs;	   /* the kernel's, then its modules' */
	struct bk_candidates **candidates; /* of each; NULL: not asked for yet */
	size_t count;
};

struct bk_candidate {
	const struct bk_graph *graph;
	uint32_t id;
	bool has_matched; /* the relocation that is at work */
};

struct bk_candidate_list {
	uint32_t count;
	struct bk_candidate at[];
};

/* The candidates for a type of an object, in the order in which they are tried. To be freed. */
struct bk_error *bk_relocator_find(struct bk_relocator *relocator, const struct bk_graph *object,
				   uint32_t root_id, struct bk_candidate_list **list) BK_MUST_CHECK;

#endif
