/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which types the first pass may have put together wrongly: those that reach a definition that is
 * not the first of its name. Of all others the essay in dedup.c proves that their classes are
 * right.
 */
#ifndef BK_DEDUP_TAINT_H
#define BK_DEDUP_TAINT_H

#include "btfkit/dedup/stream.h"

/* A type that may be tainted. */
struct bk_suspect {
	uint32_t type; /* its number */
	uint32_t unit;
	uint32_t record; /* its first word among bk_taint.records */
	bool is_tainted;
};

/* That a suspect refers to another: by its n-th reference. */
struct bk_suspect_ref {
	uint32_t from, n;
};

/*
 * What forward declarations of one name in one unit stand for: the definitions of that name in the
 * same unit, or where it has none, in all units.
 */
struct bk_forwards {
	uint32_t class_no, unit; /* BK_ALL_UNITS: those of units without a definition */
	uint32_t first; /* a declaration: a suspect, plus one; the others follow in `next` */
	uint32_t definitions, tainted_definitions;
};

enum { BK_ALL_UNITS = -1, BK_NO_FORWARDS = -1 };

struct bk_taint {
	struct bk_stream *stream;
	struct bk_unit *units;
	uint32_t unit_count;
	struct bk_suspect *suspects; /* in the order of their numbers */
	BK_ARRAY(uint32_t) records;  /* theirs, names being texts, references types' numbers */
	uint32_t count;
	uint32_t tainted_count;
	uint64_t *bits;	    /* by type: whether it is a suspect, */
	uint32_t *ranks;    /* by 64 types: and how many come before */
	uint32_t *ref_ends; /* by suspect: the end of those that refer to it, in refs */
	struct bk_suspect_ref *refs;
	BK_ARRAY(struct bk_forwards) forwards;
	uint32_t *
		home; /* by suspect that is nominal: its unit's entry in forwards, or BK_NO_FORWARDS */
	uint32_t *next; /* by suspect that declares: another one of the same entry, plus one */
	uint32_t *everywhere; /* by class: the entry for BK_ALL_UNITS, or BK_NO_FORWARDS */
};

/* Finds them. Without memory false, and nothing to deinit. */
bool bk_taint_init(struct bk_taint *taint, struct bk_stream *stream, struct bk_unit *units,
		   uint32_t unit_count);

void bk_taint_deinit(struct bk_taint *taint);

enum { BK_NO_SUSPECT = -1 };

/* The suspect that a type is, or BK_NO_SUSPECT. */
static inline uint32_t bk_suspect_of(const struct bk_taint *taint, uint32_t type)
{
	uint64_t bits = taint->bits[type / 64], bit = 1ull << type % 64;

	if (!(bits & bit))
		return BK_NO_SUSPECT;
	return taint->ranks[type / 64] + (uint32_t)__builtin_popcountll(bits & (bit - 1));
}

static inline const uint32_t *bk_suspect_record(const struct bk_taint *taint, uint32_t n)
{
	return taint->records.at + taint->suspects[n].record;
}

/* Those that refer to a suspect. */
static inline const struct bk_suspect_ref *bk_suspect_refs(const struct bk_taint *taint, uint32_t n,
							   size_t *count)
{
	size_t start = n ? taint->ref_ends[n - 1] : 0;

	*count = taint->ref_ends[n] - start;
	return taint->refs + start;
}

#endif
