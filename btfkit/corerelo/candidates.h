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
 * Says that those of a core kind (see match.h) and of the name's essential name will be asked for:
 * what is expected before the first question is looked for at once.
 */
struct bk_error *bk_candidates_expect(struct bk_candidates *candidates, enum bk_kind kind,
				      const char *name) BK_MUST_CHECK;

/* The own types of that core kind and essential name, ascending; valid until it is asked again. */
struct bk_error *bk_candidates_find(struct bk_candidates *candidates, enum bk_kind kind,
				    const char *name, const uint32_t **ids, uint32_t *count)
	BK_MUST_CHECK;

#endif
