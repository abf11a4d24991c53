/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* How types use those that were asked for, one record away at most. */
#ifndef BK_FIND_USERS_H
#define BK_FIND_USERS_H

#include "btfkit/find/pattern.h"

struct bk_users {
	const struct bk_graph *graph;
	uint8_t *plain, *full; /* by id: enum bk_find_use, and whether it is known */
};

/* Those asked for are the types of the graph and its base whose kind and name fit. */
struct bk_error *bk_users_init(struct bk_users *users, const struct bk_graph *graph,
			       const struct bk_find_pattern *pattern) BK_MUST_CHECK;

void bk_users_deinit(struct bk_users *users);

/* How something of type `id` uses them: bits of enum bk_find_use. */
uint32_t bk_users_use(struct bk_users *users, uint32_t id);

#endif
