/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * From a name to the types that bear it.
 *
 *	for (id = bk_names_first(names, "task_struct"); id; id = bk_names_next(names, id))
 *		...every type of that name, of any kind, in ascending order of ids
 */
#ifndef BK_GRAPH_NAMES_H
#define BK_GRAPH_NAMES_H

#include "btfkit/graph/graph.h"

struct bk_names;

/* An index over all named types of `graph` and its base; the graph must outlive it. */
struct bk_error *bk_names_create(const struct bk_graph *graph, struct bk_names **names)
	BK_MUST_CHECK;

/*
 * The same over the kinds whose bits (1 << kind) are set: functions are most of a kernel's names.
 * Kinds nobody knows are indexed only where all bits are set.
 */
struct bk_error *bk_names_create_of(const struct bk_graph *graph, uint32_t kinds,
				    struct bk_names **names) BK_MUST_CHECK;

void bk_names_destroy(struct bk_names *names);
BK_DEFINE_AUTO(bk_names_auto, struct bk_names, bk_names_destroy)

/* The first type of that name, 0 where there is none. */
uint32_t bk_names_first(const struct bk_names *names, const char *name);

/* The next type with the name of type `id`, 0 at the end. */
uint32_t bk_names_next(const struct bk_names *names, uint32_t id);

/* Whether no type before `id` has its name: visiting only such types visits each name once. */
bool bk_names_is_first(const struct bk_names *names, uint32_t id);

/* The first type of that name and kind, 0 where there is none. */
uint32_t bk_names_find(const struct bk_names *names, enum bk_kind kind, const char *name);

#endif
