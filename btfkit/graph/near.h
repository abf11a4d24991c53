/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The names a user may have meant. */
#ifndef BK_GRAPH_NEAR_H
#define BK_GRAPH_NEAR_H

#include "btfkit/base/array.h"
#include "btfkit/base/nearest.h"
#include "btfkit/graph/graph.h"

/*
 * The error for a type name that is nowhere: "no type is named 'task_strct' (near: task_struct)".
 * `kinds` has a bit for each kind that was asked for, 0 means any.
 */
struct bk_error *bk_near_error(const struct bk_graph *graph, uint32_t kinds, const char *name);

struct bk_near_type {
	struct bk_measured_name name;
	uint32_t kind;
};

/*
 * The names of a graph's types, for those that ask for many; all zero at first, made when the first is
 * not there.
 */
struct bk_near {
	BK_ARRAY(struct bk_near_type) types;
};

void bk_near_deinit(struct bk_near *near);

/* Offers the names of all types whose kinds are in `kinds`, 0: of any. `near` may be NULL. */
void bk_near_offer(const struct bk_graph *graph, struct bk_near *near, uint32_t kinds,
		   struct bk_nearest *nearest);

/* The same as bk_near_error(), for many; `near` may be NULL. */
struct bk_error *bk_near_error_listed(const struct bk_graph *graph, struct bk_near *near,
				      uint32_t kinds, const char *name);

#endif
