// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The walk through what C reaches from one type by name.
 *
 * Members of a member without a name are the outer type's own. Those of a named member whose type
 * has no name have no other place to be named from, so they are its too, behind that member's name.
 * A path in the pattern, `task_struct.se.load.*`, goes through named members of any type.
 *
 * The records of BTF cannot hold themselves, but one without a name may be held any number of
 * times, and so may what holds it: thirty such doublings are a billion paths. Hence steps_left,
 * which only members of inner records use up: those of types with names of their own are as many as
 * the BTF has bytes for.
 */
#include "btfkit/find/finder.h"

#include "btfkit/graph/type_size.h"

/* How many arrays, modifiers and typedefs are looked through; no C program comes near. */
enum { MOST_LINKS = 32 };

struct level {
	const struct bk_type *record;
	uint64_t bits; /* where it begins in the holder */
	uint32_t part;
};

static uint32_t skip_links(const struct bk_graph *graph, uint32_t id, bool through_typedefs,
			   bool *is_array)
{
	*is_array = false;
	for (int n = 0; n < MOST_LINKS; n++) {
		enum bk_kind kind = bk_graph_kind(graph, id);

		if (kind == BK_KIND_ARRAY) {
			*is_array = true;
			id = bk_array_info(bk_graph_type(graph, id))->elem_type;
		} else if (bk_kind_is_modifier(kind) ||
			   (through_typedefs && kind == BK_KIND_TYPEDEF)) {
			id = bk_graph_type(graph, id)->type_id;
		} else {
			return id;
		}
	}
	return 0;
}

uint32_t bk_finder_anonymous(const struct bk_graph *graph, uint32_t id, bool *is_array)
{
	enum bk_kind kind = bk_graph_kind(graph, id);

	/* Most members are of these kinds, and need no call. */
	*is_array = false;
	if (kind == BK_KIND_PTR || kind == BK_KIND_INT || kind == BK_KIND_TYPEDEF)
		return 0;
	id = skip_links(graph, id, false, is_array);
	kind = bk_graph_kind(graph, id);
	return bk_kind_is_record(kind) && bk_graph_is_anonymous(graph, id) ? id : 0;
}

static bool walk_level(struct bk_finder *f, const struct level *level);

/* Walks the record `id` that member `m` of a level is or holds. */
static bool walk_inner(struct bk_finder *f, const struct level *level, const struct bk_member *m,
		       uint32_t id, bool is_array, uint32_t part)
{
	struct level inner = {
		.record = bk_graph_type(f->graph, id),
		.bits = level->bits + bk_member_offset_bits(level->record, m),
		.part = part,
	};
	bool is_named = *bk_graph_string(f->graph, m->name_off) != '\0', go_on;

	if (f->depth == BK_FIND_DEEPEST || f->steps_left < bk_vlen(inner.record)) {
		f->result->truncated = true;
		return true;
	}
	f->steps_left -= bk_vlen(inner.record);
	f->depth++;
	if (is_named)
		f->steps[f->step_count++] = (struct bk_find_step){ m->name_off, is_array };
	go_on = walk_level(f, &inner);
	f->depth--;
	f->step_count -= is_named;
	return go_on;
}

/* The record whose members a member brings in for the same part of the pattern; 0: none. */
static uint32_t brought_in(const struct bk_finder *f, const struct bk_member *m, bool *is_array)
{
	uint32_t id = bk_finder_anonymous(f->graph, m->type_id, is_array);

	if (id && id >= f->graph->first_id)
		f->inside[id - f->graph->first_id] = true;
	if (!id && m->name_off)
		return 0;
	if (*bk_graph_string(f->graph, m->name_off))
		return f->is_path ? 0 : id;
	if (!id) /* a named type without a name for the member: -fms-extensions */
		id = skip_links(f->graph, m->type_id, true, is_array);
	return bk_kind_is_record(bk_graph_kind(f->graph, id)) ? id : 0;
}

/* The last part of the pattern, or what is used. */
static bool add_if_wanted(struct bk_finder *f, const struct level *level, const struct bk_member *m)
{
	if (f->query->users) {
		uint32_t use = bk_users_use(&f->users, m->type_id);

		return !use || bk_finder_add_member(f, level->record, m, level->bits, use);
	}
	if (!bk_name_set_has(&f->parts[level->part], m->name_off))
		return true;
	return bk_finder_add_member(f, level->record, m, level->bits, 0);
}

static bool walk_member(struct bk_finder *f, const struct level *level, const struct bk_member *m)
{
	bool is_last = level->part + 1 == f->query->pattern->part_count, is_array;
	uint32_t id;

	if (is_last && !add_if_wanted(f, level, m))
		return false;
	id = brought_in(f, m, &is_array);
	if (id && !walk_inner(f, level, m, id, is_array, level->part))
		return false;
	if (is_last || !bk_name_set_has(&f->parts[level->part], m->name_off))
		return true;
	id = skip_links(f->graph, m->type_id, true, &is_array);
	if (!bk_kind_is_record(bk_graph_kind(f->graph, id)))
		return true;
	return walk_inner(f, level, m, id, is_array, level->part + 1);
}

static bool walk_level(struct bk_finder *f, const struct level *level)
{
	const struct bk_member *members = bk_members(level->record);

	for (uint32_t n = 0; n < bk_vlen(level->record); n++)
		if (!walk_member(f, level, members + n))
			return false;
	return true;
}

bool bk_finder_walk(struct bk_finder *f, uint32_t holder_id, uint32_t record_id, uint32_t part)
{
	const struct level level = { .record = bk_graph_type(f->graph, record_id), .part = part };

	f->holder_id = holder_id;
	return walk_level(f, &level);
}
