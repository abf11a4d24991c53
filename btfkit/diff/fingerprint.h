/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Numbers that are equal for equal descriptions of types, whichever graph they come from.
 *
 * Nearly all types of two kernels are the same, and that is told by these alone. Different numbers
 * need not mean different descriptions: whoever must know then compares what they are made of.
 */
#ifndef BK_DIFF_FINGERPRINT_H
#define BK_DIFF_FINGERPRINT_H

#include "btfkit/graph/graph.h"

struct bk_fingerprints {
	const struct bk_graph *graph;
	uint64_t *types;    /* by rank among all types but functions; 0: not asked for yet */
	uint64_t *contents; /* of records, by their rank: what is in the braces; likewise */
	uint32_t *blocks;   /* ranks of the first of so many ids, */
	uint8_t *within;    /* and how many more each id's is */
};

struct bk_error *bk_fingerprints_init(struct bk_fingerprints *prints, const struct bk_graph *graph)
	BK_MUST_CHECK;

void bk_fingerprints_deinit(struct bk_fingerprints *prints);

/* Of a type as C spells it, with all that is in braces where it has no name. Never 0. */
uint64_t bk_fingerprint_type(struct bk_fingerprints *prints, uint32_t id);

/* Of the own description of a record, an enumeration, a TYPEDEF, a FUNC or a VAR. */
uint64_t bk_fingerprint_description(struct bk_fingerprints *prints, uint32_t id);

/* Of a name, and of two numbers together. */
uint64_t bk_fingerprint_name(const char *name);
uint64_t bk_fingerprint_mix(uint64_t hash, uint64_t value);

#endif
