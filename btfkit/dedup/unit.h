/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * One input of a deduplication: BTF whose header has been read, and no more.
 *
 * Building a graph of an undeduplicated kernel costs more than deduplicating it. So the records are
 * walked as they are; where one stands is found from landmarks, one for every few records. What is
 * not checked here is checked where a record is met for the first time (stream.h), and in the graph
 * of the result, in which every difference that could matter still shows.
 */
#ifndef BK_DEDUP_UNIT_H
#define BK_DEDUP_UNIT_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"
#include "btfkit/format/btf.h"

enum { BK_LANDMARK_EVERY = 16, BK_OF_BASE = -1 };

/* How far a walk has come: own records behind it, and the word where the next one begins. */
struct bk_walk {
	uint32_t own, word;
};

struct bk_unit {
	struct bk_bytes bytes; /* the whole BTF, as it came */
	const uint32_t *words; /* the type section, host order */
	uint32_t word_count;   /* of it */
	uint32_t types_at;     /* where it stands in `bytes` */
	struct bk_bytes strings;
	uint32_t first_id;     /* of its own types: 1, of split BTF the base's count */
	uint32_t first_string; /* where its own strings begin: 0, or where the base's end */
	bool swapped;	       /* it came in the other byte order */
	bool is_mapped;	       /* its name offsets are not texts, but found in a map */
	uint32_t input;	       /* which of the inputs it is, or BK_OF_BASE */
	uint32_t *owned;       /* a swapped or aligned copy of the type section, or NULL */
	uint32_t *landmarks;   /* the first word of every 16th own record, as far as walked */
	struct bk_walk walked; /* the farthest that any walk has come */
	uint32_t first;	       /* the number of its first own type among all inputs' types */
};

/*
 * Takes `bytes`, which must stay. What looks like split BTF continues the ids and strings of a base
 * that has `base_count` types, void included, and strings of `base_strings` bytes; without a base
 * they are 0. After an error there is nothing to deinit.
 */
struct bk_error *bk_unit_init(struct bk_unit *unit, struct bk_bytes bytes, uint32_t base_count,
			      uint32_t base_strings) BK_MUST_CHECK;

void bk_unit_deinit(struct bk_unit *unit);

/* More than the own types there can be. */
static inline uint32_t bk_unit_most(const struct bk_unit *unit)
{
	return unit->word_count / 3 + 1;
}

/*
 * Walks on until `count` own records lie behind, or all, and writes where those on the way begin to
 * `at`, unless that is NULL. False where a record is cut off or of an unknown kind.
 */
bool bk_unit_walk(struct bk_unit *unit, struct bk_walk *walk, uint32_t count, uint32_t *at);

/* The record of the own type number `own` (counted from 0), which must have been walked. */
const uint32_t *bk_unit_record(const struct bk_unit *unit, uint32_t own);

#endif
