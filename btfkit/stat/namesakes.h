/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Types that share their name and kind, and whether they are equal; and types that say the same.
 *
 * Equal is what the digests of cgen/digest.h call equal: down to the names of what is referred to,
 * where a FWD counts as the one complete type that it may mean.
 */
#ifndef BK_STAT_NAMESAKES_H
#define BK_STAT_NAMESAKES_H

#include "btfkit/cgen/digest.h"
#include "btfkit/graph/names.h"
#include "btfkit/stat/stat.h"

/* The bearers of a name that are of one kind. */
struct bk_namesake {
	uint32_t first;	 /* the first of them */
	uint32_t other;	 /* the first that differs from it; 0: all are equal */
	uint32_t count;	 /* two at least, one of the graph's own among them */
	uint32_t unlike; /* how many different ones there are; 0: not compared */
};

/* An own FWD. */
struct bk_forward {
	uint32_t id;
	uint32_t complete; /* the first complete type of its name and keyword, 0: none */
	uint32_t other;	   /* the first of its name but the other keyword, likewise */
};

/* A type that says the same as one before it. */
struct bk_repeated {
	uint32_t id, of;
};

struct bk_namesakes {
	struct bk_names *names; /* of structs, unions, enums, typedefs, INTs, FLOATs, FWDs, FUNCs */
	uint32_t *canon;	/* by id: the first type that it is equal to, mostly itself */
	struct bk_digester digester;
	BK_ARRAY(struct bk_namesake) groups;   /* by their first ids, ascending */
	BK_ARRAY(struct bk_forward) forwards;  /* ascending */
	BK_ARRAY(struct bk_repeated) repeated; /* the first few */
	bool is_compared;		       /* false: it would have taken too long */
};

/*
 * Finds both; counts stat->shared_names and what follows it. `top` repeated types at most are kept.
 * Deinit it also after an error.
 */
struct bk_error *bk_namesakes_init(struct bk_namesakes *namesakes, struct bk_stat *stat,
				   uint32_t top) BK_MUST_CHECK;

void bk_namesakes_deinit(struct bk_namesakes *namesakes);

#endif
