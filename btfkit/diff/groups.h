/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The types of two graphs by kind and name. Inside diff/ only. */
#ifndef BK_DIFF_GROUPS_H
#define BK_DIFF_GROUPS_H

#include "btfkit/diff/diff.h"

/* A type that bears the name of its group. */
struct bk_bearer {
	uint32_t id;
	uint32_t next; /* in `bearers` of its side; 0: the last */
};

struct bk_group {
	const char *name;
	uint64_t hash;
	enum bk_diff_kind kind;
	uint32_t first[2]; /* in `bearers` of each side; 0: none */
};

struct bk_groups {
	BK_ARRAY(struct bk_group) list;
	BK_ARRAY(struct bk_bearer) bearers[2]; /* [0] is none */
	uint32_t *slots;		       /* a table of indexes in `list`, plus one; 0: free */
	uint32_t mask;
};

struct bk_error *bk_groups_init(struct bk_groups *groups, const struct bk_graph *old_graph,
				const struct bk_graph *new_graph) BK_MUST_CHECK;

void bk_groups_deinit(struct bk_groups *groups);

#endif
