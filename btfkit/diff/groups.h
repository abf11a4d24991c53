/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The types of one kind in two graphs, by name. Inside diff/ only. */
#ifndef BK_DIFF_GROUPS_H
#define BK_DIFF_GROUPS_H

#include "btfkit/diff/diff.h"

/* A type that bears the name of its group. */
struct bk_bearer {
	uint32_t id;
	uint32_t next; /* in `bearers` of its side; 0: the last */
};

/* There are as many as names in two kernels, so they are kept small. */
struct bk_group {
	uint32_t name_off; /* in the first graph that has it */
	uint32_t hash : 29, kind : 3;
	uint32_t first[2]; /* in `bearers` of each side; 0: none */
};

struct bk_groups {
	BK_ARRAY(struct bk_group) list;
	BK_ARRAY(struct bk_bearer) bearers[2]; /* [0] is none */
	const struct bk_graph *graphs[2];
	uint32_t *slots; /* while groups are made: indexes in `list`, plus one; 0: free */
	uint32_t mask;
};

static inline const char *bk_group_name(const struct bk_groups *groups,
					const struct bk_group *group)
{
	return bk_graph_string(groups->graphs[group->first[0] ? 0 : 1], group->name_off);
}

struct bk_error *bk_groups_init(struct bk_groups *groups, const struct bk_graph *const graphs[2],
				enum bk_diff_kind kind) BK_MUST_CHECK;

void bk_groups_deinit(struct bk_groups *groups);

#endif
