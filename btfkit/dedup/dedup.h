/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Deduplication: many BTFs, or one with many copies of each type, made into one BTF that has each
 * type once. What that means, and how it is done, is told in dedup.c.
 */
#ifndef BK_DEDUP_DEDUP_H
#define BK_DEDUP_DEDUP_H

#include "btfkit/graph/graph.h"

/* BTF of any byte order; `name` is what errors call it. Both must outlive the result. */
struct bk_dedup_input {
	struct bk_bytes btf;
	const char *name;
};

enum bk_dedup_order { BK_ORDER_KEEP, BK_ORDER_LITTLE, BK_ORDER_BIG };

struct bk_dedup_options {
	/*
	 * The result is split BTF on this, which it must outlive: what the base has is referred to.
	 * Inputs that are split BTF are taken to be so on this one. NULL: none.
	 */
	const struct bk_graph *base;
	unsigned int threads;	   /* for large inputs so many are used; 0 is 1 */
	bool sort;		   /* types without a name first, then by name */
	bool without_ids;	   /* bk_dedup_new_id() will not be asked */
	enum bk_dedup_order order; /* the result's byte order; KEEP: the first input's */
	uint32_t hash_bits;	   /* for tests: so few bits of hashes are used; 0: all */
	uint32_t window_types; /* for tests: so many at a time, in threads at any size; 0: many */
	/*
	 * Called now and then while input number `input` is read, NULL: not. What stands before
	 * `offset` of its BTF will hardly be looked at again. In any of the threads, one call at a
	 * time.
	 */
	void (*read)(void *context, uint32_t input, size_t offset);
	void *context;
};

/* What there is of something: without the base's. */
struct bk_dedup_amounts {
	uint64_t types[BK_KIND_COUNT]; /* by kind */
	uint64_t bytes[BK_KIND_COUNT]; /* of their records */
	uint64_t string_bytes;
};

struct bk_dedup {
	struct bk_graph *graph; /* the result, checked like any other */
	struct bk_bytes btf;	/* its bytes */
	struct bk_dedup_amounts before, after;
	uint32_t input_count;
	uint32_t *new_ids;   /* of all inputs' own types, input after input; or NULL */
	size_t new_ids_size; /* of the zeros that they are (base/heap.h) */
	struct bk_dedup_place {
		uint32_t first, first_id, count; /* in new_ids, in the input, how many */
	} * places;				 /* by input */
};

/*
 * Merges `count` inputs. Errors name the input, and are those of bk_graph_create() where that
 * refuses it, too.
 */
struct bk_error *bk_dedup_create(const struct bk_dedup_input *inputs, uint32_t count,
				 const struct bk_dedup_options *options, struct bk_dedup **dedup)
	BK_MUST_CHECK;

void bk_dedup_destroy(struct bk_dedup *dedup);
BK_DEFINE_AUTO(bk_dedup_auto, struct bk_dedup, bk_dedup_destroy)

/* What the type `id` of an input is in the result, or in its base. */
static inline uint32_t bk_dedup_new_id(const struct bk_dedup *dedup, uint32_t input, uint32_t id)
{
	const struct bk_dedup_place *place = &dedup->places[input];

	return id < place->first_id ? id : dedup->new_ids[place->first + (id - place->first_id)];
}

#endif
