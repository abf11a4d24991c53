// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Marks what relocations go through: roots, members on the way, and the type at its end. */
#include "btfkit/minimize/marks.h"

#include "btfkit/graph/type_size.h"

struct bk_error *bk_marks_init(struct bk_marks *marks, const struct bk_graph *graph,
			       bool all_candidates)
{
	*marks = (struct bk_marks){ .graph = graph, .all_candidates = all_candidates };
	marks->of = calloc(graph->count, sizeof(*marks->of));
	marks->elements = calloc(graph->count, sizeof(uint8_t *));
	if (marks->of && marks->elements)
		return NULL;
	bk_marks_deinit(marks);
	return bk_error_memory();
}

void bk_marks_deinit(struct bk_marks *marks)
{
	for (size_t i = 0; marks->elements && i < marks->needed.count; i++)
		free(marks->elements[marks->needed.at[i]]);
	bk_array_deinit(&marks->needed);
	free(marks->elements);
	free(marks->of);
	marks->elements = NULL;
	marks->of = NULL;
}

/* Void needs no record. */
static struct bk_error *need(struct bk_marks *marks, uint32_t id, uint8_t marks_to_add)
{
	if (!id)
		return NULL;
	if (!(marks->of[id] & BK_MARK_NEEDED) && !bk_array_push(&marks->needed, id))
		return bk_error_memory();
	marks->of[id] |= BK_MARK_NEEDED | marks_to_add;
	return NULL;
}

static struct bk_error *keep_element(struct bk_marks *marks, uint32_t id, uint32_t n)
{
	const struct bk_type *t = bk_graph_type(marks->graph, id);

	BK_TRY(need(marks, id, 0));
	if (!marks->elements[id])
		marks->elements[id] = calloc(bk_vlen(t), sizeof(uint8_t));
	if (!marks->elements[id])
		return bk_error_memory();
	marks->elements[id][n] = 1;
	return NULL;
}

/*
 * The type of a field: its size and kind count, not what it holds or points to. Enums are compared by
 * name, arrays by their elements.
 */
static struct bk_error *keep_field(struct bk_marks *marks, uint32_t id)
{
	for (;;) {
		const struct bk_type *t;

		id = bk_skip_typedefs(marks->graph, id);
		t = bk_graph_type(marks->graph, id);
		BK_TRY(need(marks, id, bk_kind_is_enum(bk_kind(t)) ? BK_MARK_NAMED : 0));
		if (bk_kind(t) != BK_KIND_ARRAY)
			return NULL;
		BK_TRY(need(marks, bk_skip_typedefs(marks->graph, bk_array_info(t)->index_type),
			    0));
		id = bk_array_info(t)->elem_type;
	}
}

static bool is_empty_array(const struct bk_marks *marks, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(marks->graph, bk_skip_typedefs(marks->graph, id));

	return bk_kind(t) == BK_KIND_ARRAY && !bk_array_info(t)->nelems;
}

/*
 * An array without elements is flexible, and has any element, only at the end of its record: so what
 * is not the last member must not become it.
 */
static struct bk_error *keep_member(struct bk_marks *marks, uint32_t record, uint32_t n)
{
	const struct bk_type *t = bk_graph_type(marks->graph, record);
	const uint32_t last = bk_vlen(t) - 1;

	BK_TRY(keep_element(marks, record, n));
	BK_TRY(keep_field(marks, bk_members(t)[n].type_id));
	if (n == last || !is_empty_array(marks, bk_members(t)[n].type_id))
		return NULL;
	BK_TRY(keep_element(marks, record, last));
	return keep_field(marks, bk_members(t)[last].type_id);
}

/* The root by its name, and what it is behind its typedefs. */
static struct bk_error *keep_root(struct bk_marks *marks, uint32_t id)
{
	BK_TRY(need(marks, id, BK_MARK_NAMED));
	return keep_field(marks, id);
}

/* All members, and those of records without a name among them. */
static struct bk_error *keep_members(struct bk_marks *marks, uint32_t id)
{
	const struct bk_type *t;

	id = bk_skip_typedefs(marks->graph, id);
	t = bk_graph_type(marks->graph, id);
	if (!bk_kind_is_record(bk_kind(t)) || marks->of[id] & BK_MARK_WHOLE)
		return NULL;
	BK_TRY(need(marks, id, BK_MARK_WHOLE));
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const struct bk_member *m = bk_members(t) + i;

		BK_TRY(keep_member(marks, id, i));
		if (!*bk_graph_string(marks->graph, m->name_off))
			BK_TRY(keep_members(marks, m->type_id));
	}
	return NULL;
}

/* One step inwards; false: the indexes do not lead that way. */
static bool step_inwards(const struct bk_graph *graph, uint32_t index, uint32_t *id,
			 uint32_t *offset_bits)
{
	const struct bk_type *t = bk_graph_type(graph, *id);
	uint32_t bytes;

	if (bk_kind_is_record(bk_kind(t)) && index < bk_vlen(t)) {
		*offset_bits += bk_member_offset_bits(t, bk_members(t) + index);
		*id = bk_skip_typedefs(graph, bk_members(t)[index].type_id);
		return true;
	}
	if (bk_kind(t) != BK_KIND_ARRAY)
		return false;
	*id = bk_skip_typedefs(graph, bk_array_info(t)->elem_type);
	if (!bk_spec_size(graph, *id, &bytes))
		return false;
	*offset_bits += index * bytes * 8;
	return true;
}

/* Whether the way is the sum of its steps; see find_member() of match_field.c for when it is not. */
static bool is_straight(const struct bk_spec *way)
{
	uint32_t id = bk_skip_typedefs(way->graph, way->root_id), offset_bits, bytes;

	if (!way->raw_count || !bk_spec_size(way->graph, id, &bytes))
		return false;
	offset_bits = way->raw[0] * bytes * 8;
	for (uint32_t i = 1; i < way->raw_count; i++)
		if (!step_inwards(way->graph, way->raw[i], &id, &offset_bits))
			return false;
	return offset_bits == way->offset_bits;
}

static struct bk_error *keep_way(struct bk_marks *marks, const struct bk_spec *way)
{
	uint32_t id = bk_skip_typedefs(way->graph, way->root_id), unused = 0;

	for (uint32_t i = 1; i < way->raw_count; i++) {
		if (bk_kind_is_record(bk_graph_kind(way->graph, id)))
			BK_TRY(keep_member(marks, id, way->raw[i]));
		(void)step_inwards(way->graph, way->raw[i], &id, &unused);
	}
	return NULL;
}

/* Of a way that is not known step by step: every record that it is known to pass, whole. */
static struct bk_error *keep_around(struct bk_marks *marks, const struct bk_spec *way)
{
	BK_TRY(keep_members(marks, way->root_id));
	for (uint32_t i = 0; i < way->count; i++) {
		const struct bk_step *step = way->steps + i;
		const struct bk_type *t = bk_graph_type(way->graph, step->type_id);

		BK_TRY(keep_members(marks, step->type_id));
		if (step->name)
			BK_TRY(keep_members(marks, bk_members(t)[step->index].type_id));
	}
	return NULL;
}

static struct bk_error *keep_enumerators(struct bk_marks *marks, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(marks->graph, id);

	for (uint32_t i = 0; i < bk_vlen(t); i++)
		BK_TRY(keep_element(marks, id, i));
	return NULL;
}

static struct bk_error *keep_array(struct bk_marks *marks, const struct bk_type *t)
{
	return need(marks, bk_skip_typedefs(marks->graph, bk_array_info(t)->index_type), 0);
}

/*
 * The matching itself gives up behind 32 levels of 32 links; types nested deeper are none that it
 * has found to match.
 */
enum { MOST_DEPTH = 32 * 33 };

static struct bk_error *keep_compatible(struct bk_marks *marks, uint32_t id, uint32_t depth)
{
	const struct bk_type *t;

	id = bk_skip_typedefs(marks->graph, id);
	t = bk_graph_type(marks->graph, id);
	if (marks->of[id] & BK_MARK_COMPATIBLE || depth == MOST_DEPTH)
		return NULL;
	BK_TRY(need(marks, id, BK_MARK_COMPATIBLE | BK_MARK_POINTEE));
	if (bk_kind(t) == BK_KIND_PTR)
		return keep_compatible(marks, t->type_id, depth + 1);
	if (bk_kind(t) == BK_KIND_ARRAY) {
		BK_TRY(keep_array(marks, t));
		return keep_compatible(marks, bk_array_info(t)->elem_type, depth + 1);
	}
	if (bk_kind(t) != BK_KIND_FUNC_PROTO)
		return NULL;
	for (uint32_t i = 0; i < bk_vlen(t); i++)
		BK_TRY(keep_compatible(marks, bk_params(t)[i].type_id, depth + 1));
	return keep_compatible(marks, t->type_id, depth + 1);
}

static struct bk_error *keep_matching(struct bk_marks *marks, uint32_t id, bool behind_pointer,
				      uint32_t depth);

static struct bk_error *keep_matching_members(struct bk_marks *marks, uint32_t id, uint32_t depth)
{
	const struct bk_type *t = bk_graph_type(marks->graph, id);

	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		BK_TRY(keep_element(marks, id, i));
		BK_TRY(keep_matching(marks, bk_members(t)[i].type_id, false, depth + 1));
	}
	return NULL;
}

static struct bk_error *keep_matching_inside(struct bk_marks *marks, uint32_t id,
					     bool behind_pointer, uint32_t depth)
{
	const struct bk_type *t = bk_graph_type(marks->graph, id);
	const enum bk_kind kind = bk_kind(t);

	if (bk_kind_is_enum(kind))
		return keep_enumerators(marks, id);
	if (bk_kind_is_record(kind))
		return behind_pointer ? NULL : keep_matching_members(marks, id, depth);
	if (kind == BK_KIND_PTR)
		return keep_matching(marks, t->type_id, true, depth + 1);
	if (kind == BK_KIND_ARRAY) {
		BK_TRY(keep_array(marks, t));
		return keep_matching(marks, bk_array_info(t)->elem_type, behind_pointer, depth + 1);
	}
	if (kind != BK_KIND_FUNC_PROTO)
		return NULL;
	for (uint32_t i = 0; i < bk_vlen(t); i++)
		BK_TRY(keep_matching(marks, bk_params(t)[i].type_id, behind_pointer, depth + 1));
	return keep_matching(marks, t->type_id, behind_pointer, depth + 1);
}

static struct bk_error *keep_matching(struct bk_marks *marks, uint32_t id, bool behind_pointer,
				      uint32_t depth)
{
	const uint8_t mark = behind_pointer ? BK_MARK_BEHIND : BK_MARK_MATCHES;

	id = bk_skip_typedefs(marks->graph, id);
	if (marks->of[id] & mark || depth == MOST_DEPTH)
		return NULL;
	BK_TRY(need(marks, id, mark | BK_MARK_NAMED | BK_MARK_POINTEE));
	return keep_matching_inside(marks, id, behind_pointer, depth);
}

struct bk_error *bk_marks_keep(void *context, const struct bk_spec *way, enum bk_watched watched)
{
	struct bk_marks *marks = context;

	if (watched == BK_WATCHED_FURTHER && !marks->all_candidates)
		return NULL;
	BK_TRY(keep_root(marks, way->root_id));
	if (way->kind == BK_RELO_TYPE_MATCHES)
		return keep_matching(marks, way->root_id, false, 0);
	if (bk_relo_is_type(way->kind))
		return keep_compatible(marks, way->root_id, 0);
	if (bk_relo_is_enumval(way->kind))
		return keep_element(marks, way->steps[0].type_id, way->steps[0].index);
	if (watched == BK_WATCHED_BROKEN || !is_straight(way))
		return keep_around(marks, way);
	return keep_way(marks, way);
}
