/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The alignment of all of a graph's types at once. Inside layout/ only. */
#ifndef BK_LAYOUT_ALIGN_H
#define BK_LAYOUT_ALIGN_H

#include "btfkit/graph/graph.h"

/* Sets `logs`, an array by id which the caller frees, to the binary logarithm of each alignment. */
struct bk_error *bk_aligns_create(const struct bk_graph *graph, uint8_t **logs) BK_MUST_CHECK;

#endif
