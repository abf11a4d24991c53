// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Near names of types, for error messages. */
#include "btfkit/graph/near.h"

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

/* Whether there is a list, which is made first where there may be one. */
static bool is_listed(const struct bk_graph *graph, struct bk_near *near)
{
	if (near && !near->types.count)
		list_names(graph, near);
	return near && near->types.count;
}

void bk_near_offer(const struct bk_graph *graph, struct bk_near *near, uint32_t kinds,
		   struct bk_nearest *nearest)
{
	if (!is_listed(graph, near)) {
		offer_all(graph, kinds, nearest);
		return;
	}
	for (size_t i = 0; i < near->types.count; i++) {
		uint32_t kind = near->types.at[i].kind;

		if (!kinds || (kind < BK_KIND_COUNT && kinds & 1u << kind))
			bk_nearest_offer_measured(nearest, &near->types.at[i].name);
	}
}

/* The kind of a type that has the name but is of another than was asked for, or VOID. */
static enum bk_kind namesake(const struct bk_graph *graph, struct bk_near *near, const char *name)
{
	const struct bk_measured_name measured = bk_measure_name(name);

	if (is_listed(graph, near)) {
		for (size_t i = 0; i < near->types.count; i++) {
			const struct bk_near_type *type = &near->types.at[i];

			if (type->name.letters == measured.letters &&
			    strcmp(type->name.name, name) == 0)
				return (enum bk_kind)type->kind;
		}
		return BK_KIND_VOID;
	}
	for (uint32_t id = 1; *name && id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (strcmp(bk_graph_name(graph, t), name) == 0)
			return bk_kind(t);
	}
	return BK_KIND_VOID;
}

struct bk_error *bk_near_error_listed(const struct bk_graph *graph, struct bk_near *near,
				      uint32_t kinds, const char *name)
{
	enum bk_kind other = kinds ? namesake(graph, near, name) : BK_KIND_VOID;
	struct bk_nearest nearest;

	if (other)
		return bk_error_create(BK_ERR_NOT_FOUND, "'%s' is of another kind: %s", name,
				       bk_kind_name(other));
	bk_nearest_init(&nearest, name);
	bk_near_offer(graph, near, kinds, &nearest);
	return bk_error_create(BK_ERR_NOT_FOUND, "no type is named '%s'%s", name,
			       bk_nearest_text(&nearest));
}

struct bk_error *bk_near_error(const struct bk_graph *graph, uint32_t kinds, const char *name)
{
	return bk_near_error_listed(graph, NULL, kinds, name);
}
