/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Split BTF put onto another base than the one it was written for. */
#ifndef BK_GRAPH_REBASE_H
#define BK_GRAPH_REBASE_H

#include "btfkit/graph/graph.h"

/*
 * Makes of `split`, whose base is a distilled one, a graph of the same types on `base`: references
 * to the distilled base go to the types of `base` that stand for those (see distilled.h), its own
 * ids begin at the count of `base`. The new graph needs `base`, but no longer `split`.
 */
struct bk_error *bk_graph_rebase(const struct bk_graph *split, const struct bk_graph *base,
				 struct bk_graph **graph) BK_MUST_CHECK;

#endif
