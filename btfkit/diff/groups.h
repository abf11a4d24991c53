/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The types of two graphs that are of one kind, by name. Inside diff/ only. */
#ifndef BK_DIFF_GROUPS_H
#define BK_DIFF_GROUPS_H

#include "btfkit/diff/diff.h"

/*
 * The types of one side that bear a name: 0, none; an id, for most names have one bearer; or with this
 * bit an index in `bearers`. Ids have at most 29 bits.
 */
enum { BK_SEVERAL = 1 << 30 };

struct bk_bearer {
	uint32_t id;
	uint32_t next; /* the others, as above */
};

/* There are as many as names in two kernels, so they are kept small. */
struct bk_group {
	uint32_t name_off; /* in the first graph that has it */
	uint32_t hash;
	uint32_t first[2]; /* bearers on each side */
};

struct bk_groups {
	BK_ARRAY(struct bk_group) list;
	BK_ARRAY(struct bk_bearer) bearers[2];
	const struct bk_graph *graphs[2];
	enum bk_diff_kind kind;
	uint32_t *slots; /* while groups are made: indexes in `list`, plus one; 0: free */
	uint32_t mask;
};

static inline const char *bk_group_name(const struct bk_groups *groups,
					const struct bk_group *group)
{
	return bk_graph_string(groups->graphs[group->first[0] ? 0 : 1], group->name_off);
}

/* One of the bearers, and the others. */
static inline struct bk_bearer bk_bearer_of(const struct bk_groups *groups, int side,
					    uint32_t bearers)
{
	if (bearers & BK_SEVERAL)
		return groups->bearers[side].at[bearers & ~(uint32_t)BK_SEVERAL];
	return (struct bk_bearer){ .id = bearers };
}

/* How many types of both graphs are of that kind. */
uint64_t bk_groups_most(const struct bk_graph *old_graph, const struct bk_graph *new_graph,
			enum bk_diff_kind kind);

struct bk_error *bk_groups_init(struct bk_groups *groups, const struct bk_graph *old_graph,
				const struct bk_graph *new_graph, enum bk_diff_kind kind)
	BK_MUST_CHECK;

void bk_groups_deinit(struct bk_groups *groups);

#endif
