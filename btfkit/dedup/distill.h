/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Distilling: split BTF and its base made into split BTF and a small base, which another build of the
 * kernel can be found to have, too (graph/distilled.h tells what such a base holds and how it is put
 * onto another, graph/rebase.h does so).
 */
#ifndef BK_DEDUP_DISTILL_H
#define BK_DEDUP_DISTILL_H

#include "btfkit/graph/graph.h"

/* Both in host order; the caller frees them by bk_distilled_deinit(). */
struct bk_distilled {
	struct bk_bytes base, split;
};

/*
 * What `split` refers to in its base is put into the distilled base if it has a name and is INT, FLOAT,
 * FWD, STRUCT, UNION, ENUM or ENUM64; the rest of it is put into the split BTF, behind its own types;
 * with `sort` all of these stand in the order that bk_dedup_options.sort means.
 */
struct bk_error *bk_distill(const struct bk_graph *split, bool sort, struct bk_distilled *distilled)
	BK_MUST_CHECK;

void bk_distilled_deinit(struct bk_distilled *distilled);

#endif
