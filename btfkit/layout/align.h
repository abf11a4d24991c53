/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The alignments of a graph's types. Inside layout/ only. */
#ifndef BK_LAYOUT_ALIGN_H
#define BK_LAYOUT_ALIGN_H

#include "btfkit/graph/graph.h"

struct bk_aligns;

/* For the types of `graph`, which must outlive it. */
struct bk_error *bk_aligns_create(const struct bk_graph *graph, struct bk_aligns **aligns)
	BK_MUST_CHECK;

void bk_aligns_destroy(struct bk_aligns *aligns);

/* The binary logarithm of a type's alignment. `id` must be no TYPEDEF, modifier or ARRAY. */
uint8_t bk_aligns_log2(struct bk_aligns *aligns, uint32_t id);

#endif
