/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The names a user may have meant. */
#ifndef BK_GRAPH_NEAR_H
#define BK_GRAPH_NEAR_H

#include "btfkit/graph/names.h"

/*
 * The error for a type name that is nowhere: "no type is named 'task_strct' (near: task_struct)".
 * `kinds` has a bit for each kind that was asked for, 0 means any.
 */
struct bk_error *bk_near_error(const struct bk_graph *graph, uint32_t kinds, const char *name);

/* The same with `names`, an index over all types of `graph`, where many are asked for; NULL: none. */
struct bk_error *bk_near_error_named(const struct bk_graph *graph, const struct bk_names *names,
				     uint32_t kinds, const char *name);

#endif
