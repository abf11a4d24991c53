// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Comparing the own descriptions of two types. */
#include "btfkit/diff/compare.h"

#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"

/* Braces inside braces behind pointers, in texts that are compared: deeper they are all alike. */
enum { DEEPEST_BRACES = 8, MOST_SPELLED = 4096 };

static const char *name_of(struct bk_comparison *c, int side, uint32_t id)
{
	struct bk_sink *sink = &c->names[side];

	sink->at = sink->start;
	bk_type_name(c->graphs[side], id, sink);
	bk_putc(sink, '\0');
	return sink->start;
}

bool bk_compare_names(struct bk_comparison *c, uint32_t old_id, uint32_t new_id)
{
	const char *old = name_of(c, 0, old_id), *new = name_of(c, 1, new_id);

	return strcmp(old, new) == 0;
}

/* The type without a name that pointers, arrays and qualifiers lead to; 0: there is none. */
static uint32_t anonymous_behind(const struct bk_graph *graph, uint32_t id)
{
	enum bk_kind kind;

	for (;;) {
		id = bk_skip_modifiers(graph, id);
		kind = bk_graph_kind(graph, id);
		if (kind == BK_KIND_PTR)
			id = bk_graph_type(graph, id)->type_id;
		else if (kind == BK_KIND_ARRAY)
			id = bk_array_info(bk_graph_type(graph, id))->elem_type;
		else
			break;
	}
	if (!bk_kind_is_record(kind) && !bk_kind_is_enum(kind))
		return 0;
	return bk_graph_is_anonymous(graph, id) ? id : 0;
}

struct braces {
	const struct bk_graph *graph;
	struct bk_sink *sink;
	uint32_t left; /* of members */
};

static void put_braces(struct braces *b, uint32_t id, int depth)
{
	const struct bk_type *t = bk_graph_type(b->graph, id);
	bool is_enum = bk_kind_is_enum(bk_kind(t));

	bk_printf(b->sink, "%u{", t->size);
	for (uint32_t n = 0; n < bk_vlen(t) && b->left; n++, b->left--) {
		const struct bk_member *m = bk_members(t) + n;
		uint32_t inside;

		if (is_enum) {
			bk_puts(b->sink, bk_graph_string(b->graph, bk_enum_name_off(t, n)));
			bk_putc(b->sink, '=');
			bk_put_i64(b->sink, bk_enum_value(t, n));
			bk_putc(b->sink, ';');
			continue;
		}
		bk_type_declare(b->graph, m->type_id, bk_graph_string(b->graph, m->name_off),
				b->sink);
		bk_printf(b->sink, "@%u:%u;", bk_member_start_bits(b->graph, t, m),
			  bk_member_width_bits(b->graph, t, m));
		inside = depth < DEEPEST_BRACES ? anonymous_behind(b->graph, m->type_id) : 0;
		if (inside)
			put_braces(b, inside, depth + 1);
	}
	bk_putc(b->sink, '}');
}

static const char *braces_of(struct bk_comparison *c, int side, uint32_t id)
{
	struct braces b = { .graph = c->graphs[side],
			    .sink = &c->names[side],
			    .left = MOST_SPELLED };

	b.sink->at = b.sink->start;
	put_braces(&b, id, 0);
	bk_putc(b.sink, '\0');
	return b.sink->start;
}

bool bk_compare_spelling(struct bk_comparison *c, uint32_t old_id, uint32_t new_id)
{
	const char *old, *new;

	if (bk_fingerprint_type(&c->prints[0], old_id) ==
	    bk_fingerprint_type(&c->prints[1], new_id))
		return true;
	if (!bk_compare_names(c, old_id, new_id))
		return false;
	old_id = anonymous_behind(c->graphs[0], old_id);
	new_id = anonymous_behind(c->graphs[1], new_id);
	if (!old_id || !new_id)
		return old_id == new_id;
	old = braces_of(c, 0, old_id);
	new = braces_of(c, 1, new_id);
	return strcmp(old, new) == 0;
}

/* The anonymous record or enumeration that a TYPEDEF gives a name; 0: there is none. */
static uint32_t braces_behind(const struct bk_graph *graph, uint32_t id)
{
	id = bk_skip_modifiers(graph, id);
	if (!bk_kind_is_record(bk_graph_kind(graph, id)) &&
	    !bk_kind_is_enum(bk_graph_kind(graph, id)))
		return 0;
	return bk_graph_is_anonymous(graph, id) ? id : 0;
}

/* The inside of a TYPEDEF, where both sides have one of one kind. */
static struct bk_error *compare_inside(struct bk_comparison *c, struct bk_type_diff *type,
				       bool *has_inside)
{
	const struct bk_graph *old = c->graphs[0], *new = c->graphs[1];
	uint32_t old_id = braces_behind(old, type->old.type_id);
	uint32_t new_id = braces_behind(new, type->new.type_id);

	*has_inside = false;
	if (!old_id || !new_id)
		return NULL;
	if (bk_kind_is_enum(bk_graph_kind(old, old_id)) &&
	    bk_kind_is_enum(bk_graph_kind(new, new_id))) {
		*has_inside = true;
		return bk_compare_values(c, old_id, new_id);
	}
	if (bk_graph_kind(old, old_id) != bk_graph_kind(new, new_id))
		return NULL;
	*has_inside = true;
	return bk_compare_members(c, old_id, new_id, type);
}

static enum bk_impact worst(enum bk_impact a, enum bk_impact b)
{
	return a > b ? a : b;
}

/*
 * What the parts amount to. A function's or variable's new type is not what CO-RE relocates; a
 * typedef's is that of the members that have it.
 */
static void judge(const struct bk_comparison *c, struct bk_type_diff *type, bool resized)
{
	enum bk_impact impact = resized ? BK_IMPACT_RELOCATED : BK_IMPACT_NONE;

	for (size_t i = type->first_member; i < c->diff->members.count; i++)
		impact = worst(impact, c->diff->members.at[i].impact);
	for (size_t i = type->first_value; i < c->diff->values.count; i++)
		impact = worst(impact, c->diff->values.at[i].impact);
	if (type->retyped) {
		enum bk_impact of_type =
			bk_impact_of_retyping(c, type->old.type_id, type->new.type_id);

		if (of_type > BK_IMPACT_SILENT && type->kind != BK_DIFF_TYPEDEF)
			of_type = BK_IMPACT_SILENT;
		impact = worst(impact, of_type);
	}
	type->impact = impact;
}

static struct bk_error *compare_parts(struct bk_comparison *c, struct bk_type_diff *type)
{
	const struct bk_diff_type *old = &type->old, *new = &type->new;
	bool has_inside;

	switch (type->kind) {
	case BK_DIFF_STRUCT:
	case BK_DIFF_UNION:
		return bk_compare_members(c, old->id, new->id, type);
	case BK_DIFF_ENUM:
		return bk_compare_values(c, old->id, new->id);
	default:
		BK_TRY(compare_inside(c, type, &has_inside));
		type->retyped = has_inside ? !bk_compare_names(c, old->type_id, new->type_id)
					   : !bk_compare_spelling(c, old->type_id, new->type_id);
		return NULL;
	}
}

struct bk_error *bk_compare_types(struct bk_comparison *c, struct bk_type_diff *type, bool *differs)
{
	bool has_own_size = type->kind <= BK_DIFF_ENUM, resized;

	bk_entry_fill_sides(c->diff, type);
	type->change = BK_CHANGED;
	type->first_member = (uint32_t)c->diff->members.count;
	type->first_value = (uint32_t)c->diff->values.count;
	type->first_outline = (uint32_t)c->diff->outlines.count;
	BK_TRY(compare_parts(c, type));
	type->member_count = (uint32_t)c->diff->members.count - type->first_member;
	type->value_count = (uint32_t)c->diff->values.count - type->first_value;
	if (type->kind == BK_DIFF_TYPEDEF)
		has_own_size = braces_behind(c->graphs[0], type->old.type_id) &&
			       braces_behind(c->graphs[1], type->new.type_id);
	resized = has_own_size && type->old.size_bytes != type->new.size_bytes;
	judge(c, type, resized);
	*differs = resized || type->retyped || type->member_count || type->value_count;
	return NULL;
}
