/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* From a name to the types of a graph that CO-RE may take for it. */
#ifndef BK_CORERELO_CANDIDATES_H
#define BK_CORERELO_CANDIDATES_H

#include "btfkit/graph/graph.h"

/* The named types that a relocation may start from, of one graph without its base. */
struct bk_candidates;

struct bk_error *bk_candidates_create(const struct bk_graph *graph,
				      struct bk_candidates **candidates) BK_MUST_CHECK;

void bk_candidates_destroy(struct bk_candidates *candidates);

/*
 * The first own type of that core kind (see match.h) and of the name's essential name, and the next one
 * after `id`, ascending; 0: none.
 */
uint32_t bk_candidates_first(const struct bk_candidates *candidates, enum bk_kind kind,
			     const char *name);
uint32_t bk_candidates_next(const struct bk_candidates *candidates, uint32_t id);

#endif
