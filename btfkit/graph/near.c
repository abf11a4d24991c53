// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Near names of types, for error messages. */
#include "btfkit/graph/near.h"

/* A type that has the name but is of another kind than was asked for, or NULL. */
static const struct bk_type *namesake(const struct bk_graph *graph, const struct bk_names *names,
				      const char *name)
{
	uint32_t first = names ? bk_names_first(names, name) : 0;

	if (first)
		return bk_graph_type(graph, first);
	for (uint32_t id = 1; !names && id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (strcmp(bk_graph_name(graph, t), name) == 0)
			return t;
	}
	return NULL;
}

static void offer_all(const struct bk_graph *graph, uint32_t kinds, struct bk_nearest *nearest)
{
	uint32_t own = graph->count - graph->first_id;

	if (graph->first_id > 1)
		offer_all(graph->base, kinds, nearest);
	for (uint32_t i = 0; i < own; i++) {
		uint32_t kind = graph->kinds[i] & BK_KIND_MAX, id = graph->first_id + i;

		if (graph->kinds[i] & BK_ANONYMOUS ||
		    (kinds && (kind >= BK_KIND_COUNT || !(kinds & 1u << kind))))
			continue;
		bk_nearest_offer(nearest, bk_graph_name(graph, bk_graph_type(graph, id)));
	}
}

/* All names, or none without memory. */
static void list_names(const struct bk_graph *graph, struct bk_near *near)
{
	for (uint32_t id = 1; id < graph->count; id++) {
		const char *name = bk_graph_name(graph, bk_graph_type(graph, id));

		if (*name && !bk_array_push(&near->types,
					    ((struct bk_near_type){ bk_measure_name(name),
								    bk_graph_kind(graph, id) }))) {
			bk_near_deinit(near);
			return;
		}
	}
}

void bk_near_deinit(struct bk_near *near)
{
	bk_array_deinit(&near->types);
}

void bk_near_offer(const struct bk_graph *graph, struct bk_near *near, uint32_t kinds,
		   struct bk_nearest *nearest)
{
	if (near && !near->types.count)
		list_names(graph, near);
	if (!near || !near->types.count) {
		offer_all(graph, kinds, nearest);
		return;
	}
	for (size_t i = 0; i < near->types.count; i++) {
		uint32_t kind = near->types.at[i].kind;

		if (!kinds || (kind < BK_KIND_COUNT && kinds & 1u << kind))
			bk_nearest_offer_measured(nearest, &near->types.at[i].name);
	}
}

struct bk_error *bk_near_error_named(const struct bk_graph *graph, const struct bk_names *names,
				     struct bk_near *near, uint32_t kinds, const char *name)
{
	const struct bk_type *other = kinds ? namesake(graph, names, name) : NULL;
	struct bk_nearest nearest;

	if (other)
		return bk_error_create(BK_ERR_NOT_FOUND, "'%s' is of another kind: %s", name,
				       bk_kind_name(bk_kind(other)));
	bk_nearest_init(&nearest, name);
	bk_near_offer(graph, near, kinds, &nearest);
	return bk_error_create(BK_ERR_NOT_FOUND, "no type is named '%s'%s", name,
			       bk_nearest_text(&nearest));
}

struct bk_error *bk_near_error(const struct bk_graph *graph, uint32_t kinds, const char *name)
{
	return bk_near_error_named(graph, NULL, NULL, kinds, name);
}
