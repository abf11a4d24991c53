// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * From what is different about a member to a way of reading it.
 *
 * A program asks the loader which of two members exists. That tells names apart, and types that are
 * not compatible. Between compatible types it need not choose where they are numbers: the loader
 * tells it size and sign. A pointer to something else than before is the same to the loader, so
 * whoever reads it needs another sign of which kernel it is.
 */
#include "btfkit/diff/suggest.h"

#include "btfkit/base/strmap.h"
#include "btfkit/diff/compare.h"
#include "btfkit/graph/type_size.h"

enum bk_value_class bk_value_class_of(const struct bk_graph *graph, uint32_t type_id)
{
	uint32_t id = bk_skip_typedefs(graph, type_id);
	enum bk_kind kind = bk_graph_kind(graph, id);

	if (kind == BK_KIND_PTR)
		return BK_VALUE_POINTER;
	if ((kind == BK_KIND_INT || bk_kind_is_enum(kind)) && bk_graph_type(graph, id)->size <= 8)
		return BK_VALUE_NUMBER;
	return BK_VALUE_OTHER;
}

/* Whether both are arrays of what means the same: then merely their lengths differ. */
static bool are_like_arrays(const struct bk_comparison *c, uint32_t old_id, uint32_t new_id)
{
	uint32_t ids[2] = { old_id, new_id };

	for (int side = 0; side < 2; side++) {
		ids[side] = bk_skip_typedefs(c->graphs[side], ids[side]);
		if (bk_graph_kind(c->graphs[side], ids[side]) != BK_KIND_ARRAY)
			return false;
		ids[side] = bk_array_info(bk_graph_type(c->graphs[side], ids[side]))->elem_type;
	}
	return bk_impact_of_retyping(c, ids[0], ids[1]) == BK_IMPACT_NONE;
}

static bool add(struct bk_suggestion *s, enum bk_reading_way way, enum bk_value_class value,
		const struct bk_diff_member *old, const struct bk_diff_member *new)
{
	struct bk_reading reading = { .way = way, .value = value };

	if (old)
		reading.sides[0] = *old;
	if (new)
		reading.sides[1] = *new;
	return bk_array_push(&s->readings, reading);
}

/* A member of another type. */
static bool add_retyped(struct bk_suggestion *s, const struct bk_comparison *c,
			const struct bk_member_change *change, enum bk_impact verdict,
			const enum bk_value_class values[2])
{
	const struct bk_diff_member *old = &change->old, *new = &change->new;

	if (verdict == BK_IMPACT_BREAKING && values[0] != values[1])
		return add(s, BK_READ_LONE, values[0], old, NULL) &&
		       add(s, BK_READ_LONE, values[1], NULL, new);
	if (verdict == BK_IMPACT_BREAKING)
		return add(s, BK_READ_EITHER, values[0], old, new);
	if (!add(s, BK_READ_BOTH, values[0] == values[1] ? values[0] : BK_VALUE_OTHER, old, new))
		return false;
	s->readings.at[s->readings.count - 1].is_ambiguous =
		values[0] != BK_VALUE_NUMBER && !are_like_arrays(c, old->type_id, new->type_id);
	return true;
}

static bool add_change(struct bk_suggestion *s, const struct bk_comparison *c,
		       const struct bk_member_change *change)
{
	const struct bk_diff_member *old = &change->old, *new = &change->new;
	enum bk_value_class values[2] = { BK_VALUE_OTHER, BK_VALUE_OTHER };
	enum bk_impact verdict = BK_IMPACT_NONE;

	if (old->path)
		values[0] = bk_value_class_of(c->graphs[0], old->type_id);
	if (new->path)
		values[1] = bk_value_class_of(c->graphs[1], new->type_id);
	if (!new->path)
		return add(s, BK_READ_LONE, values[0], old, NULL);
	if (!old->path)
		return add(s, BK_READ_LONE, values[1], NULL, new);
	if (change->what & BK_MEMBER_RENAMED)
		return add(s, BK_READ_EITHER, values[0], old, new);
	if (change->what & BK_MEMBER_RETYPED)
		verdict = bk_impact_of_retyping(c, old->type_id, new->type_id);
	if (verdict > BK_IMPACT_NONE)
		return add_retyped(s, c, change, verdict, values);
	/* a bitfield is put right only for who asks for its place */
	if (old->width_bits || new->width_bits)
		return add(s, BK_READ_BOTH, values[0], old, new);
	s->moved++;
	return true;
}

static const char *without_underscores(const char *path)
{
	return path + strspn(path, "_");
}

static bool is_lone(const struct bk_reading *r, int side)
{
	return r->way == BK_READ_LONE && r->sides[side].path && !strchr(r->sides[side].path, '.');
}

/*
 * `state` that went and `__state` that came: a guess which a diff does not make, as the types differ,
 * but what reads either is what a program wants.
 */
static bool pair_underscored(struct bk_suggestion *s)
{
	BK_AUTO(bk_strmap_deinit) struct bk_strmap gone = BK_STRMAP_INIT;
	bool inserted;

	for (size_t i = 0; i < s->readings.count; i++) {
		const struct bk_reading *r = &s->readings.at[i];

		if (is_lone(r, 0) && !bk_strmap_insert(&gone, without_underscores(r->sides[0].path),
						       (uint32_t)i, &inserted))
			return false;
	}
	for (size_t i = 0; i < s->readings.count; i++) {
		struct bk_reading *new = &s->readings.at[i], *old;
		const uint32_t *at = NULL;

		if (is_lone(new, 1))
			at = bk_strmap_find(&gone, without_underscores(new->sides[1].path));
		if (!at)
			continue;
		old = &s->readings.at[*at];
		if (!is_lone(old, 0) || old->value != new->value)
			continue;
		new->way = BK_READ_EITHER;
		new->sides[0] = old->sides[0];
		old->sides[0].path = NULL; /* dropped below */
	}
	return true;
}

static void drop_paired(struct bk_suggestion *s)
{
	size_t kept = 0;

	s->told_by = -1;
	for (size_t i = 0; i < s->readings.count; i++) {
		const struct bk_reading *r = &s->readings.at[i];

		if (!r->sides[0].path && !r->sides[1].path)
			continue;
		if (r->way == BK_READ_LONE && s->told_by < 0)
			s->told_by = (int)kept;
		s->readings.at[kept++] = *r;
	}
	s->readings.count = kept;
}

struct bk_error *bk_suggestion_init(struct bk_suggestion *suggestion, const struct bk_diff *diff,
				    const struct bk_type_diff *type)
{
	const struct bk_comparison c = { .graphs = { diff->old, diff->new } };
	bool ok = true;

	*suggestion = (struct bk_suggestion){ .told_by = -1 };
	for (size_t i = 0; i < type->member_count && ok; i++)
		ok = add_change(suggestion, &c, &diff->members.at[type->first_member + i]);
	ok = ok && pair_underscored(suggestion);
	if (!ok) {
		bk_suggestion_deinit(suggestion);
		return bk_error_memory();
	}
	drop_paired(suggestion);
	return NULL;
}

void bk_suggestion_deinit(struct bk_suggestion *suggestion)
{
	bk_array_deinit(&suggestion->readings);
}
