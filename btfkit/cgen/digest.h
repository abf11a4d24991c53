/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Digests of what a type is, in which ids do not occur: equal types have equal digests however they
 * are numbered, and types that differ have different ones (128 bits of XXH3). Only anonymous types
 * nested 40 deep, which no compiler makes, have ids in their digests.
 *
 * A named type that a type refers to counts by its name. Only where a name is ambiguous, that is
 * borne by several types, does the digest of the one that is meant stand in for it, as far as it is
 * known: bk_digest_refine() starts with all bearers alike and goes round until no further pair is
 * told apart. (Partition refinement: rounds can only split, so it ends; what is left together is
 * structurally equal.)
 */
#ifndef BK_CGEN_DIGEST_H
#define BK_CGEN_DIGEST_H

#include "btfkit/base/array.h"
#include "btfkit/graph/graph.h"

struct bk_digest {
	uint64_t high, low;
};

static inline int bk_digest_compare(struct bk_digest a, struct bk_digest b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return a.low == b.low ? 0 : a.low < b.low ? -1 : 1;
}

/* One bearer of an ambiguous name. */
struct bk_ambiguous {
	uint32_t id;
	uint32_t uses; /* how often it is referred to; for the caller */
	struct bk_digest digest;
};

/* For qsort(). */
int bk_ambiguous_by_id(const void *a, const void *b);

struct bk_digester {
	const struct bk_graph *graph;
	const uint32_t *canon; /* by id: what stands for it (a FWD's one complete type) */
	BK_ARRAY(struct bk_ambiguous) ambiguous; /* ascending ids */
	BK_ARRAY(uint8_t) buffer;
	/*
	 * What lies too deep counts as nothing rather than as itself, and is noted: for names, which
	 * ids must not decide.
	 */
	bool skips_depths, skipped;
};

/* Tells apart all of digester->ambiguous. */
struct bk_error *bk_digest_refine(struct bk_digester *digester) BK_MUST_CHECK;

/* The digest of any type. False without memory. */
bool bk_digest_type(struct bk_digester *digester, uint32_t id, struct bk_digest *digest);

/* The entry of an ambiguous type, NULL for all others. */
struct bk_ambiguous *bk_digest_find(const struct bk_digester *digester, uint32_t id);

void bk_digester_deinit(struct bk_digester *digester);

#endif
