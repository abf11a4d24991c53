/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* How many bytes of BTF the record of a type takes. */
#ifndef BK_STAT_RECORD_SIZE_H
#define BK_STAT_RECORD_SIZE_H

#include "btfkit/graph/graph.h"

static inline uint32_t bk_record_size(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	enum bk_kind kind = bk_kind(t);

	if (kind >= BK_KIND_COUNT)
		return bk_layout_record_size(graph->layouts, kind, bk_vlen(t));
	/* a FUNC has its linkage in vlen, but no elements */
	return (uint32_t)sizeof(*t) + bk_kind_table[kind].tail_size +
	       bk_kind_table[kind].elem_size * bk_vlen(t);
}

#endif
