/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Distilled bases (.BTF.base): what a module must know of its kernel, so that the module can be
 * loaded into another kernel that has the same.
 *
 * A distilled base holds named types only: INT, FLOAT, FWD, STRUCT and UNION without members but
 * with their size, and enumerations as ENUM without enumerators.
 */
#ifndef BK_GRAPH_DISTILLED_H
#define BK_GRAPH_DISTILLED_H

#include "btfkit/graph/graph.h"

/*
 * Finds for each type of the distilled base of `split` the type of `base` that stands for it. `ids`
 * becomes an array of base ids by distilled ids, [0] being 0; the caller frees it.
 *
 * Types match by kind, name and what else tells them apart:
 *
 *  - INT and FLOAT: size and encoding;
 *  - ENUM: size; an ENUM or ENUM64 of the base;
 *  - STRUCT and UNION: size. Where `split` knows it only by reference, a single type of another
 *    size, or else a FWD, will do;
 *  - FWD: a FWD, or else a single STRUCT (UNION, as the FWD's own kind_flag says).
 *
 * Errors name the distilled type and tell what the base has instead.
 */
struct bk_error *bk_distilled_match(const struct bk_graph *split, const struct bk_graph *base,
				    uint32_t **ids) BK_MUST_CHECK;

#endif
