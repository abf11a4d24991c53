// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Hits: what is told of each kind of them, in texts of the result's own. */
#include "btfkit/find/finder.h"

#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"

enum bk_find_what bk_find_what_of(enum bk_kind kind)
{
	switch (kind) {
	case BK_KIND_FUNC:
		return BK_FIND_FUNCTION;
	case BK_KIND_VAR:
		return BK_FIND_VARIABLE;
	case BK_KIND_DATASEC:
		return BK_FIND_SECTION;
	case BK_KIND_DECL_TAG:
	case BK_KIND_TYPE_TAG:
		return BK_FIND_TAG;
	default:
		return BK_FIND_TYPE;
	}
}

/* What was put into the scratch sink, as a text of the result; NULL: stop. */
static const char *take_text(struct bk_finder *f)
{
	size_t size = f->scratch.at - f->scratch.start;
	char *copy;

	f->error = bk_sink_finish(&f->scratch);
	if (f->error)
		return NULL;
	if (size >= f->memory_left) {
		f->full = true;
		return NULL;
	}
	copy = bk_arena_alloc(&f->result->arena, size + 1);
	if (!copy) {
		f->error = bk_error_memory();
		return NULL;
	}
	memcpy(copy, f->scratch.start, size);
	copy[size] = '\0';
	f->scratch.at = f->scratch.start;
	f->memory_left -= size + 1;
	return copy;
}

static const char *copy_text(struct bk_finder *f, const char *text)
{
	bk_puts(&f->scratch, text);
	return take_text(f);
}

static const char *type_text(struct bk_finder *f, uint32_t id, bool is_prototype)
{
	if (is_prototype)
		bk_prototype_name(f->graph, id, &f->scratch);
	else
		bk_type_name(f->graph, id, &f->scratch);
	return take_text(f);
}

/* The name of what holds members: copied once for all of them. */
static const char *holder_text(struct bk_finder *f, uint32_t id)
{
	if (f->copied_id != id || !f->copied_name) {
		f->copied_id = id;
		f->copied_name = copy_text(f, bk_graph_name(f->graph, bk_graph_type(f->graph, id)));
	}
	return f->copied_name;
}

static bool add(struct bk_finder *f, struct bk_find_hit *hit)
{
	if (f->memory_left < sizeof(*hit))
		f->full = true;
	if (f->error || f->full)
		return false;
	f->memory_left -= sizeof(*hit);
	hit->found = (uint32_t)f->result->hits.count;
	if (!bk_array_push(&f->result->hits, *hit))
		f->error = bk_error_memory();
	return !f->error;
}

/* What a declaration tag is on: a type, or one of its members or parameters. */
static const char *tagged_text(struct bk_finder *f, const struct bk_type *tag)
{
	const struct bk_type *t = bk_graph_type(f->graph, tag->type_id);
	int32_t component = bk_decl_tag_component(tag);
	const char *name = NULL;

	if (bk_kind(t) == BK_KIND_FUNC || bk_kind(t) == BK_KIND_VAR)
		bk_puts(&f->scratch, bk_kind(t) == BK_KIND_FUNC ? "func " : "var ");
	else if (bk_kind(t) == BK_KIND_TYPEDEF)
		bk_puts(&f->scratch, "typedef ");
	bk_type_name(f->graph, tag->type_id, &f->scratch);
	if (bk_kind(t) == BK_KIND_FUNC)
		t = bk_graph_type(f->graph, t->type_id);
	if (component >= 0 && (uint32_t)component < bk_vlen(t)) {
		if (bk_kind_is_record(bk_kind(t)))
			name = bk_graph_string(f->graph, bk_members(t)[component].name_off);
		else if (bk_kind(t) == BK_KIND_FUNC_PROTO)
			name = bk_graph_string(f->graph, bk_params(t)[component].name_off);
	}
	if (name) {
		bk_putc(&f->scratch, '.');
		bk_puts(&f->scratch, *name ? name : "(anon)");
	}
	return take_text(f);
}

/* What stands in the column of types. NULL, with an error or f->full, also: stop. */
static const char *own_type_text(struct bk_finder *f, const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_FUNC:
		return type_text(f, t->type_id, true);
	case BK_KIND_TYPEDEF:
	case BK_KIND_VAR:
	case BK_KIND_TYPE_TAG:
		return type_text(f, t->type_id, false);
	case BK_KIND_DECL_TAG:
		return tagged_text(f, t);
	default:
		return NULL;
	}
}

bool bk_finder_add_type(struct bk_finder *f, uint32_t id, uint32_t use)
{
	const struct bk_type *t = bk_graph_type(f->graph, id);
	enum bk_kind kind = bk_kind(t);
	struct bk_find_hit hit = {
		.what = bk_find_what_of(kind),
		.kind = kind,
		.is_union = kind == BK_KIND_FWD && bk_kind_flag(t),
		.type_id = id,
		.path = copy_text(f, bk_graph_name(f->graph, t)),
		.use = use,
	};

	if (f->error || f->full)
		return false;
	hit.type = own_type_text(f, t);
	if (kind == BK_KIND_VAR || kind == BK_KIND_TYPEDEF)
		hit.size_bytes = bk_type_size(f->graph, t->type_id);
	else if (kind == BK_KIND_DATASEC)
		hit.size_bytes = t->size;
	else if (hit.what == BK_FIND_TYPE)
		hit.size_bytes = bk_type_size(f->graph, id);
	if (bk_kind_is_record(kind) || bk_kind_is_enum(kind) || kind == BK_KIND_DATASEC)
		hit.count = bk_vlen(t);
	if (kind == BK_KIND_FUNC)
		hit.linkage = bk_vlen(t);
	else if (kind == BK_KIND_VAR)
		hit.linkage = bk_var_linkage(t);
	return add(f, &hit);
}

static const char *path_text(struct bk_finder *f, uint32_t name_off)
{
	for (uint32_t i = 0; i < f->step_count; i++) {
		bk_puts(&f->scratch, bk_graph_string(f->graph, f->steps[i].name_off));
		bk_puts(&f->scratch, f->steps[i].is_array ? "[]." : ".");
	}
	return copy_text(f, bk_graph_string(f->graph, name_off));
}

bool bk_finder_add_member(struct bk_finder *f, const struct bk_type *record,
			  const struct bk_member *m, uint64_t record_bits, uint32_t use)
{
	struct bk_find_hit hit = {
		.what = BK_FIND_MEMBER,
		.kind = bk_graph_kind(f->graph, f->holder_id),
		.type_id = f->holder_id,
		.holder = holder_text(f, f->holder_id),
		.offset_bits = record_bits + bk_member_start_bits(f->graph, record, m),
		.width_bits = bk_member_width_bits(f->graph, record, m),
		.use = use,
	};

	if (f->error || f->full)
		return false;
	hit.path = path_text(f, m->name_off);
	if (!hit.path)
		return false;
	hit.type = type_text(f, m->type_id, false);
	hit.size_bytes = hit.width_bits ? 0 : bk_type_size(f->graph, m->type_id);
	return add(f, &hit);
}

bool bk_finder_add_enumerator(struct bk_finder *f, const struct bk_type *t, uint32_t n)
{
	struct bk_find_hit hit = {
		.what = BK_FIND_ENUMERATOR,
		.kind = bk_graph_kind(f->graph, f->holder_id),
		.type_id = f->holder_id,
		.holder = holder_text(f, f->holder_id),
		.value = (uint64_t)bk_enum_value(t, n),
		.is_signed = bk_kind_flag(t),
	};

	if (f->error || f->full)
		return false;
	hit.path = copy_text(f, bk_graph_string(f->graph, bk_enum_name_off(t, n)));
	return add(f, &hit);
}
