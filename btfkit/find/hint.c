// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Why nothing was found: what there is instead. It costs a pass over all names, after a failure. */
#include "btfkit/base/nearest.h"
#include "btfkit/find/find.h"
#include "btfkit/graph/near.h"

/* Any name there is: of types, members and enumerators. */
static void try_all(const struct bk_graph *graph, struct bk_nearest *near)
{
	for (uint32_t id = graph->first_id; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		bk_nearest_offer(near, bk_graph_name(graph, t));
		for (uint32_t n = 0; bk_kind_is_record(bk_kind(t)) && n < bk_vlen(t); n++)
			bk_nearest_offer(near, bk_graph_string(graph, bk_members(t)[n].name_off));
		for (uint32_t n = 0; bk_kind_is_enum(bk_kind(t)) && n < bk_vlen(t); n++)
			bk_nearest_offer(near, bk_graph_string(graph, bk_enum_name_off(t, n)));
	}
}

static struct bk_error *near_any(const struct bk_graph *graph, const char *name)
{
	struct bk_nearest near;

	bk_nearest_init(&near, name);
	try_all(graph, &near);
	return bk_error_create(BK_ERR_NOT_FOUND, "nothing is named '%s'%s", name,
			       bk_nearest_text(&near));
}

static const char *last_name(const struct bk_find_hit *hit)
{
	const char *dot = strrchr(hit->path, '.');

	return dot ? dot + 1 : hit->path;
}

/* The first of what is there that the part fits; NULL: none does. */
static const struct bk_find_hit *first_fit(const struct bk_find_result *all,
					   const struct bk_find_name *part)
{
	for (size_t i = 0; i < all->hits.count; i++)
		if (all->hits.at[i].holder && bk_find_name_fits(part, last_name(&all->hits.at[i])))
			return &all->hits.at[i];
	return NULL;
}

/* A path whose first `count` parts lead to `all`, but the next one not where it should. */
static struct bk_error *near_part(const struct bk_find_result *all,
				  const struct bk_find_pattern *pattern, uint32_t count)
{
	const struct bk_find_name *part = &pattern->parts[count];
	const char *first = pattern->parts[0].text, *dot = count > 1 ? "." : "";
	const char *last = count > 1 ? pattern->parts[count - 1].text : "";
	const struct bk_find_hit *fit = first_fit(all, part);
	struct bk_nearest near = { 0 };

	if (fit)
		return bk_error_create(BK_ERR_NOT_FOUND, "'%s' in '%s%s%s' has no members%s%s",
				       part->text, first, dot, last, fit->type ? ": it is " : "",
				       fit->type ? fit->type : "");
	if (part->form == BK_FIND_EXACT)
		bk_nearest_init(&near, part->text);
	for (size_t i = 0; i < all->hits.count && part->form == BK_FIND_EXACT; i++)
		bk_nearest_offer(&near, last_name(&all->hits.at[i]));
	return bk_error_create(BK_ERR_NOT_FOUND, "nothing in '%s%s%s' is named '%s'%s", first, dot,
			       last, part->text, bk_nearest_text(&near));
}

/* The first part of a path that is not there. */
static struct bk_error *missing_part(const struct bk_graph *graph,
				     const struct bk_find_pattern *pattern)
{
	for (uint32_t count = pattern->part_count - 1; count > 0; count--) {
		BK_AUTO(bk_find_auto) struct bk_find_result *all = NULL;
		struct bk_find_pattern any = *pattern;
		const struct bk_find_query query = { .pattern = &any };

		any.part_count = count + 1;
		any.parts[count] = (struct bk_find_name){ .form = BK_FIND_GLOB, .text = "*" };
		BK_TRY(bk_find_create(graph, &query, &all));
		for (size_t i = 0; i < all->hits.count; i++)
			if (all->hits.at[i].holder)
				return near_part(all, pattern, count);
	}
	if (pattern->parts[0].form == BK_FIND_EXACT)
		return bk_near_error(graph, pattern->kinds, pattern->parts[0].text);
	return bk_error_create(BK_ERR_NOT_FOUND, "no type fits '%s'", pattern->parts[0].text);
}

/* Whether a type with an id below `end` is named so. */
static bool is_named(const struct bk_graph *graph, uint32_t end, uint32_t kinds,
		     const struct bk_find_name *name)
{
	for (uint32_t id = 1; id < end; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (bk_kinds_have(kinds, t) && bk_find_name_fits(name, bk_graph_name(graph, t)))
			return true;
	}
	return false;
}

static struct bk_error *why(const struct bk_graph *graph, const struct bk_find_query *query)
{
	const struct bk_find_pattern *pattern = query->pattern;
	const char *text = pattern->whole.text;

	if (query->users && is_named(graph, graph->count, pattern->kinds, &pattern->whole))
		return bk_error_create(BK_ERR_NOT_FOUND, "nothing uses '%s'", text);
	if (query->whats || (query->kinds && !query->users))
		return bk_error_create(BK_ERR_NOT_FOUND,
				       "nothing of what is asked for is named '%s'", text);
	if (is_named(graph, graph->first_id, pattern->kinds, &pattern->parts[0]))
		return bk_error_create(BK_ERR_NOT_FOUND, "'%s' is a type of the base",
				       pattern->parts[0].text);
	if (pattern->part_count > 1)
		return missing_part(graph, pattern);
	if (pattern->whole.form != BK_FIND_EXACT)
		return bk_error_create(BK_ERR_NOT_FOUND, "no name fits '%s'", text);
	if (query->users || pattern->kinds)
		return bk_near_error(graph, pattern->kinds, text);
	return near_any(graph, text);
}

struct bk_error *bk_find_hint(const struct bk_graph *graph, const struct bk_find_query *query)
{
	struct bk_error *error = why(graph, query), *longer;

	if (!graph->base || bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	longer = bk_error_create(BK_ERR_NOT_FOUND,
				 "%s; of split BTF only its own types are searched",
				 bk_error_text(error));
	bk_error_destroy(error);
	return longer;
}
