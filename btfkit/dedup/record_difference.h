/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* How two types differ in what they say themselves, whatever they refer to. */
#ifndef BK_DEDUP_RECORD_DIFFERENCE_H
#define BK_DEDUP_RECORD_DIFFERENCE_H

#include "btfkit/base/sink.h"
#include "btfkit/graph/graph.h"

/* What the two are called: "a.o", or "[7]". */
struct bk_labels {
	const char *first, *second;
};

/*
 * Puts the first difference into words: "size 16 in a.o, 24 in b.o". False, with nothing put, where
 * they differ in their references at most, which then are as many on both sides.
 */
bool bk_put_difference(struct bk_sink *sink, const struct bk_graph *graph, uint32_t first,
		       uint32_t second, struct bk_labels labels);

#endif
