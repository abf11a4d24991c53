// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Near names of types, for error messages. */
#include "btfkit/graph/near.h"

#include "btfkit/base/nearest.h"

/* A type that has the name but is of another kind than was asked for, or NULL. */
static const struct bk_type *namesake(const struct bk_graph *graph, const char *name)
{
	for (uint32_t id = 1; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (strcmp(bk_graph_name(graph, t), name) == 0)
			return t;
	}
	return NULL;
}

struct bk_error *bk_near_error(const struct bk_graph *graph, uint32_t kinds, const char *name)
{
	const struct bk_type *other = kinds ? namesake(graph, name) : NULL;
	struct bk_nearest nearest;

	if (other)
		return bk_error_create(BK_ERR_NOT_FOUND, "'%s' is of another kind: %s", name,
				       bk_kind_name(bk_kind(other)));
	bk_nearest_init(&nearest, name);
	for (uint32_t id = 1; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (kinds && (bk_kind(t) >= BK_KIND_COUNT || !(kinds & 1u << bk_kind(t))))
			continue;
		bk_nearest_offer(&nearest, bk_graph_name(graph, t));
	}
	return bk_error_create(BK_ERR_NOT_FOUND, "no type is named '%s'%s", name,
			       bk_nearest_text(&nearest));
}
