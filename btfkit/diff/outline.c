// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Outlines of records: anonymous types inside them opened, the rest as it is. */
#include "btfkit/diff/outline.h"

#include "btfkit/graph/type_size.h"

#include <stdio.h>
#include <string.h>

/* Anonymous types inside each other: compilers see a few. */
enum { DEEPEST = 64, USUAL_PATH = 64 };

struct outliner {
	struct bk_outline *outline;
	const struct bk_graph *graph;
	struct bk_arena *arena;
	uint32_t *left;
};

/* The record that is opened for a member: 0: none. */
static uint32_t record_to_open(const struct outliner *o, const struct bk_member *m, bool is_named)
{
	const struct bk_graph *graph = o->graph;
	uint32_t id = m->type_id;

	if (!is_named) {
		id = bk_skip_typedefs(graph, id);
		return bk_kind_is_record(bk_graph_kind(graph, id)) ? id : 0;
	}
	for (;;) {
		id = bk_skip_modifiers(graph, id);
		if (bk_graph_kind(graph, id) != BK_KIND_ARRAY)
			break;
		id = bk_array_info(bk_graph_type(graph, id))->elem_type;
	}
	if (!bk_kind_is_record(bk_graph_kind(graph, id)) || !bk_graph_is_anonymous(graph, id))
		return 0;
	return id;
}

/* `prefix.name`, or the name itself; NULL without memory. */
static const char *join(const struct outliner *o, const char *prefix, const char *name)
{
	size_t before = strlen(prefix), size = strlen(name);
	char *path;

	if (!before)
		return name;
	path = bk_arena_alloc(o->arena, before + size + 2);
	if (!path)
		return NULL;
	snprintf(path, before + size + 2, "%s.%s", prefix, name);
	return path;
}

static bool add_record(const struct outliner *o, uint32_t record, const char *prefix,
		       uint64_t at_bits, int depth);

static bool add_member(const struct outliner *o, const struct bk_type *t, const struct bk_member *m,
		       const char *prefix, uint64_t at_bits, int depth)
{
	const char *name = bk_graph_string(o->graph, m->name_off);
	uint32_t width = bk_member_width_bits(o->graph, t, m);
	uint32_t record = record_to_open(o, m, *name);
	uint64_t inside = 0;
	uint64_t size = bk_type_size(o->graph, m->type_id);
	struct bk_outline_member added = {
		.member = { .type_id = m->type_id,
			    .offset_bits = at_bits + bk_member_start_bits(o->graph, t, m),
			    .size_bits = width		     ? width
					 : size > 1ull << 60 ? 1ull << 63
							     : 8 * size,
			    .width_bits = width },
	};

	if (record) /* long paths count for several */
		inside = bk_vlen(bk_graph_type(o->graph, record)) *
			 (1 + (uint64_t)(strlen(prefix) + strlen(name)) / USUAL_PATH);
	if (depth == DEEPEST || inside > *o->left)
		record = 0;
	if (*name) {
		added.is_opened = record != 0;
		added.member.path = join(o, prefix, name);
		if (!added.member.path || !bk_array_push(&o->outline->members, added))
			return false;
		prefix = added.member.path;
	}
	if (!record)
		return true;
	*o->left -= (uint32_t)inside;
	return add_record(o, record, prefix, added.member.offset_bits, depth + 1);
}

static bool add_record(const struct outliner *o, uint32_t record, const char *prefix,
		       uint64_t at_bits, int depth)
{
	const struct bk_type *t = bk_graph_type(o->graph, record);

	for (uint32_t n = 0; n < bk_vlen(t); n++)
		if (!add_member(o, t, bk_members(t) + n, prefix, at_bits, depth))
			return false;
	return true;
}

static int by_path(const void *a, const void *b)
{
	const struct bk_diff_member *x = &((const struct bk_outline_member *)a)->member;
	const struct bk_diff_member *y = &((const struct bk_outline_member *)b)->member;
	int order = strcmp(x->path, y->path);

	if (!order)
		order = (x->offset_bits > y->offset_bits) - (x->offset_bits < y->offset_bits);
	if (!order)
		order = (x->width_bits > y->width_bits) - (x->width_bits < y->width_bits);
	return order;
}

struct bk_error *bk_outline_init(struct bk_outline *outline, const struct bk_graph *graph,
				 uint32_t record, struct bk_arena *arena, uint32_t *left)
{
	struct outliner o = { .outline = outline, .graph = graph, .arena = arena, .left = left };

	*outline = (struct bk_outline){ 0 };
	if (!add_record(&o, record, "", 0, 0)) {
		bk_outline_deinit(outline);
		return bk_error_memory();
	}
	if (outline->members.count)
		qsort(outline->members.at, outline->members.count, sizeof(*outline->members.at),
		      by_path);
	return NULL;
}

void bk_outline_deinit(struct bk_outline *outline)
{
	bk_array_deinit(&outline->members);
}

/* The member whose path is the first `size` bytes of `path`; NULL: there is none. */
static const struct bk_outline_member *find_path(const struct bk_outline *outline, const char *path,
						 size_t size)
{
	size_t low = 0, high = outline->members.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *at = outline->members.at[middle].member.path;
		int order = strncmp(at, path, size);

		if (!order && !at[size])
			return &outline->members.at[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The record with a name that a member is, or holds in arrays; 0: none. */
static uint32_t named_record(const struct bk_graph *graph, uint32_t id)
{
	for (;;) {
		id = bk_skip_typedefs(graph, id);
		if (bk_graph_kind(graph, id) != BK_KIND_ARRAY)
			break;
		id = bk_array_info(bk_graph_type(graph, id))->elem_type;
	}
	return bk_kind_is_record(bk_graph_kind(graph, id)) ? id : 0;
}

struct bk_error *bk_outline_follow(const struct bk_outline *outline, const struct bk_graph *graph,
				   const char *path, struct bk_arena *arena, uint32_t *left,
				   struct bk_diff_member *member, bool *found)
{
	const struct bk_outline_member *at = find_path(outline, path, strlen(path));

	*found = at != NULL;
	if (at)
		*member = at->member;
	for (const char *dot = strchr(path, '.'); dot && !*found; dot = strchr(dot + 1, '.')) {
		BK_AUTO(bk_outline_deinit) struct bk_outline inside = { 0 };
		uint32_t record, count;

		at = find_path(outline, path, (size_t)(dot - path));
		record = at && !at->is_opened ? named_record(graph, at->member.type_id) : 0;
		count = record ? bk_vlen(bk_graph_type(graph, record)) : 0;
		if (!count || count > *left)
			continue;
		*left -= count;
		BK_TRY(bk_outline_init(&inside, graph, record, arena, left));
		BK_TRY(bk_outline_follow(&inside, graph, dot + 1, arena, left, member, found));
		member->offset_bits += at->member.offset_bits;
	}
	return NULL;
}
