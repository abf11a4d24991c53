// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Tells whether split BTF was made for the base it was given.
 *
 * Nothing in the format says so, and the wrong base mostly yields garbage rather than errors: ids
 * and name offsets are plain numbers. Three things a right base never shows:
 *
 *  - BTF that is complete by itself (its strings begin with the empty one);
 *  - names that begin in the middle of one of the base's strings;
 *  - members that, by the base's types, reach past the end of their struct.
 */
#include "btfkit/graph/check.h"
#include "btfkit/graph/type_size.h"

static struct bk_error *misfit(const struct bk_graph *graph, uint32_t id, struct bk_error *error)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	const char *name = bk_graph_name(graph, t);

	return bk_error_in(error, ".BTF+0x%x: type %u (%s%s%s)", bk_graph_offset(graph, id), id,
			   bk_kind_name(bk_kind(t)), *name ? " " : "", name);
}

static bool starts_inside_string(const struct bk_graph *graph, uint32_t name_off)
{
	while (name_off < graph->first_string)
		graph = graph->base;
	name_off -= graph->first_string;
	return name_off && graph->strings.data[name_off - 1] != '\0';
}

/* Whether one of the names a record has starts inside a string below `limit`; and which. */
static bool record_has_tail_name(const struct bk_graph *graph, const struct bk_type *t,
				 uint32_t limit, uint32_t *name_off)
{
	enum bk_kind kind = bk_kind(t);

	*name_off = t->name_off;
	if (t->name_off < limit && starts_inside_string(graph, t->name_off))
		return true;
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		if (bk_kind_is_record(kind))
			*name_off = bk_members(t)[n].name_off;
		else if (bk_kind_is_enum(kind))
			*name_off = bk_enum_name_off(t, n);
		else if (kind == BK_KIND_FUNC_PROTO)
			*name_off = bk_params(t)[n].name_off;
		else
			break;
		if (*name_off < limit && starts_inside_string(graph, *name_off))
			return true;
	}
	return false;
}

/* Encoders may store "struct" as the tail of "my_struct"; where the base does, tails prove nothing. */
static bool shares_tails(const struct bk_graph *graph)
{
	uint32_t name_off;

	for (uint32_t id = graph->first_id; id < graph->count; id++)
		if (record_has_tail_name(graph, bk_graph_type(graph, id), UINT32_MAX, &name_off))
			return true;
	return false;
}

static struct bk_error *check_names(const struct bk_graph *graph)
{
	for (uint32_t id = graph->first_id; id < graph->count; id++) {
		uint32_t name_off;

		if (!record_has_tail_name(graph, bk_graph_type(graph, id), graph->first_string,
					  &name_off))
			continue;
		if (shares_tails(graph->base))
			return NULL;
		return misfit(
			graph, id,
			bk_error_create(BK_ERR_MALFORMED,
					"name offset %u is the middle of a string of the base "
					"('%s')",
					name_off, bk_graph_string(graph, name_off)));
	}
	return NULL;
}

static struct bk_error *check_sizes(const struct bk_graph *graph)
{
	for (uint32_t id = graph->first_id; id < graph->count; id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (!bk_kind_is_record(bk_kind(t)))
			continue;
		for (uint32_t n = 0; n < bk_vlen(t); n++) {
			const struct bk_member *m = bk_members(t) + n;
			uint64_t size = bk_type_size(graph, m->type_id);

			if (bk_member_width_bits(graph, t, m) ||
			    (size <= t->size && bk_member_offset_bits(t, m) / 8 + size <= t->size))
				continue;
			return misfit(
				graph, id,
				bk_error_create(BK_ERR_MALFORMED,
						"member '%s' of %llu bytes at %u does not fit "
						"into %u bytes",
						bk_graph_string(graph, m->name_off),
						(unsigned long long)size,
						bk_member_offset_bits(t, m) / 8, t->size));
		}
	}
	return NULL;
}

struct bk_error *bk_check_is_split(const struct bk_graph *graph)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *alone = NULL;
	struct bk_error *error;

	if (!graph->strings.size || graph->strings.data[0])
		return NULL;
	error = bk_graph_create(graph->bytes, NULL, &alone);
	if (!error && bk_graph_count(alone) == 1) /* without types it goes on any */
		return NULL;
	if (!error)
		return bk_error_create(BK_ERR_MALFORMED,
				       "it is not split BTF, it is complete by itself");
	if (bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	bk_error_destroy(error);
	return NULL;
}

struct bk_error *bk_check_base_fits(const struct bk_graph *graph)
{
	BK_TRY(check_names(graph));
	return check_sizes(graph);
}
