/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The walk over one record's members that finds what lies between them. Inside layout/ only. */
#ifndef BK_LAYOUT_GAPS_H
#define BK_LAYOUT_GAPS_H

#include "btfkit/graph/graph.h"

/* A member and the gap in front of it. Bits, from the start of its record. */
struct bk_gap_member {
	const struct bk_member *member;
	uint64_t start_bits, size_bits;
	uint64_t free_bits; /* where those before it end */
	bool is_bitfield;
	uint64_t hole_bytes, bit_hole_bits;
};

struct bk_gaps {
	const struct bk_graph *graph;
	const struct bk_type *t; /* the record */
	uint32_t next;		 /* of the members */
	uint64_t end_bits;	 /* what has been seen of the record */
	uint64_t unit_bits;	 /* the storage of the bitfield before; 0: there was none */
	uint64_t unit_end_bits;
};

static inline struct bk_gaps bk_gaps_of(const struct bk_graph *graph, const struct bk_type *t)
{
	return (struct bk_gaps){ .graph = graph, .t = t };
}

/* The next member; false after the last. */
bool bk_gaps_next(struct bk_gaps *gaps, struct bk_gap_member *m);

/* After the last member: what is left of the record. */
void bk_gaps_padding(const struct bk_gaps *gaps, uint64_t *bytes, uint64_t *bits);

#endif
