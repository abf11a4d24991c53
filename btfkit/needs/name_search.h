/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The first types of some names, in vmlinux before its modules. An index of all functions would take
 * longer than all else that is asked of most objects: a few names are looked for in one pass over the
 * types, and an index is only made where there have been many passes.
 */
#ifndef BK_NEEDS_NAME_SEARCH_H
#define BK_NEEDS_NAME_SEARCH_H

#include "btfkit/graph/graph.h"

struct bk_name_search;

/* NULL without memory. `graphs` must outlive it. */
struct bk_name_search *bk_name_search_create(const struct bk_graph *const *graphs, size_t count);

void bk_name_search_destroy(struct bk_name_search *search);

/* Says that a type of that name and kind (FUNC, VAR, TYPEDEF, STRUCT) will be asked for. */
struct bk_error *bk_name_search_expect(struct bk_name_search *search, enum bk_kind kind,
				       const char *name) BK_MUST_CHECK;

/* *id is 0 where there is none. */
struct bk_error *bk_name_search_find(struct bk_name_search *search, enum bk_kind kind,
				     const char *name, const struct bk_graph **graph, uint32_t *id)
	BK_MUST_CHECK;

#endif
