/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which names of a graph fit, by their offsets in the strings: each is compared once at most, however
 * often it is borne.
 */
#ifndef BK_FIND_NAME_SET_H
#define BK_FIND_NAME_SET_H

#include "btfkit/find/pattern.h"

struct bk_name_set {
	const struct bk_graph *graph;
	const struct bk_find_name *name;
	uint8_t *states; /* two bits an offset, see below */
	bool sifted;	 /* 0 means that it does not fit, not that nobody has asked */
};

enum { BK_NAME_UNKNOWN = 0, BK_NAME_NO = 1, BK_NAME_YES = 2, BK_NAME_MAYBE = 3 };

/* Graph and name must outlive it. */
struct bk_error *bk_name_set_init(struct bk_name_set *set, const struct bk_graph *graph,
				  const struct bk_find_name *name) BK_MUST_CHECK;

void bk_name_set_deinit(struct bk_name_set *set);

/* The slow path of the one below. */
bool bk_name_set_compare(struct bk_name_set *set, uint32_t name_off);

/* Whether the name at an offset found in a record of the graph fits; no name never does. */
static inline bool bk_name_set_has(struct bk_name_set *set, uint32_t name_off)
{
	unsigned int state = set->states[name_off / 4] >> 2 * (name_off % 4) & 3;

	if (state == BK_NAME_MAYBE || (state == BK_NAME_UNKNOWN && !set->sifted))
		return bk_name_set_compare(set, name_off);
	return state == BK_NAME_YES;
}

#endif
