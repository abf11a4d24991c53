/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which types of two graphs are the same, however large these are: a judge of what programs made of the
 * same input. It knows nothing of btfkit/dedup/ and believes no hash.
 *
 * Types are the same if their records are, byte by byte, but for names, which are compared as texts,
 * for types referred to, which must be the same in turn, and for the third word of a FWD, which means
 * nothing. A FWD is not its definition. A VAR and a DATASEC are only the same as themselves.
 *
 *	twice 1 [8] PTR '' as [5]	two types of the first graph are the same
 *	only 2 [7] STRUCT 'task' 3	no type of the first graph is the same as the second's type 7; three
 *					steps away, but no nearer, something is that the first has not so
 *	total 1 TYPES TWICE ONLY	how many there are, without VAR, DATASEC and DECL_TAGs at them
 */
#ifndef BK_TEST_SAME_TYPES_H
#define BK_TEST_SAME_TYPES_H

#include "btfkit/base/sink.h"
#include "btfkit/graph/graph.h"

/* Puts these lines, by ids, the totals last. Types of a base are looked at, too. */
void put_same_types(struct bk_sink *sink, const struct bk_graph *const graphs[2]);

#endif
