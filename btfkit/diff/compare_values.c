// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The enumerators of two enumerations. Those of one name are one enumerator; of the rest those are
 * renamed that are the only ones of their value on either side.
 */
#include "btfkit/diff/compare.h"

struct enumerator {
	struct bk_diff_value value;
	uint32_t side; /* 0: the old enumeration's */
	bool is_done;
};

struct enumerators {
	BK_ARRAY(struct enumerator) list; /* of both sides */
};

static const struct bk_diff_value absent;

static bool add_side(struct enumerators *e, const struct bk_graph *graph, uint32_t id,
		     uint32_t side)
{
	const struct bk_type *t = bk_graph_type(graph, id);

	if (!bk_array_reserve(&e->list, bk_vlen(t)))
		return false;
	for (uint32_t n = 0; n < bk_vlen(t); n++)
		e->list.at[e->list.count++] = (struct enumerator){
			.value = { .name = bk_graph_string(graph, bk_enum_name_off(t, n)),
				   .value = bk_enum_value(t, n),
				   .is_signed = bk_kind_flag(t) },
			.side = side,
		};
	return true;
}

static bool is_negative(const struct bk_diff_value *v)
{
	return v->is_signed && v->value < 0;
}

/* Negative ones first. */
static int compare_numbers(const struct bk_diff_value *a, const struct bk_diff_value *b)
{
	if (is_negative(a) != is_negative(b))
		return is_negative(a) ? -1 : 1;
	if (a->value == b->value)
		return 0;
	return (uint64_t)a->value < (uint64_t)b->value ? -1 : 1;
}

static int by_name(const void *a, const void *b)
{
	const struct enumerator *x = a, *y = b;
	int order = strcmp(x->value.name, y->value.name);

	if (!order)
		order = (int)x->side - (int)y->side;
	return order ? order : compare_numbers(&x->value, &y->value);
}

static int by_number(const void *a, const void *b)
{
	const struct enumerator *x = a, *y = b;
	int order = x->is_done - y->is_done;

	if (!order)
		order = compare_numbers(&x->value, &y->value);
	if (!order)
		order = (int)x->side - (int)y->side;
	return order ? order : strcmp(x->value.name, y->value.name);
}

static void sort(struct enumerators *e, int (*compare)(const void *, const void *))
{
	if (e->list.count)
		qsort(e->list.at, e->list.count, sizeof(*e->list.at), compare);
}

/* The same bits under another sign are what an old encoder wrote: enumerations had no sign then. */
static bool same_bits(const struct bk_diff_value *a, const struct bk_diff_value *b)
{
	return (uint32_t)a->value == (uint32_t)b->value &&
	       (uint64_t)a->value - (uint64_t)b->value + (1ull << 32) <= 1ull << 33;
}

static bool add_change(struct bk_comparison *c, uint32_t what, const struct bk_diff_value *old,
		       const struct bk_diff_value *new)
{
	enum bk_impact impact = BK_IMPACT_BREAKING;

	if (what == BK_MEMBER_ADDED)
		impact = BK_IMPACT_NONE;
	else if (what == BK_MEMBER_RETYPED)
		impact = same_bits(old, new) ? BK_IMPACT_NONE : BK_IMPACT_SILENT;
	return bk_array_push(&c->diff->values,
			     (struct bk_value_change){
				     .what = what, .impact = impact, .old = *old, .new = *new });
}

/* The first, second, ... of one name on one side goes with the first, second, ... on the other. */
static bool pair_names(struct bk_comparison *c, struct enumerators *e)
{
	size_t end, middle;

	for (size_t first = 0; first < e->list.count; first = end) {
		const char *name = e->list.at[first].value.name;

		for (end = first; end < e->list.count && !strcmp(e->list.at[end].value.name, name);)
			end++;
		for (middle = first; middle < end && !e->list.at[middle].side;)
			middle++;
		for (size_t i = first, j = middle; i < middle && j < end; i++, j++) {
			struct enumerator *old = &e->list.at[i], *new = &e->list.at[j];

			old->is_done = new->is_done = true;
			if (compare_numbers(&old->value, &new->value) != 0 &&
			    !add_change(c, BK_MEMBER_RETYPED, &old->value, &new->value))
				return false;
		}
	}
	return true;
}

static bool pair_numbers(struct bk_comparison *c, struct enumerators *e)
{
	size_t end;

	for (size_t i = 0; i < e->list.count && !e->list.at[i].is_done; i = end) {
		struct enumerator *old = &e->list.at[i], *new = old + 1;

		for (end = i + 1; end < e->list.count && !e->list.at[end].is_done &&
				  !compare_numbers(&e->list.at[end].value, &old->value);)
			end++;
		if (end - i != 2 || old->side || !new->side)
			continue;
		old->is_done = new->is_done = true;
		if (!add_change(c, BK_MEMBER_RENAMED, &old->value, &new->value))
			return false;
	}
	return true;
}

static bool add_rest(struct bk_comparison *c, const struct enumerators *e)
{
	for (size_t i = 0; i < e->list.count; i++) {
		const struct enumerator *one = &e->list.at[i];

		if (one->is_done)
			continue;
		if (one->side ? !add_change(c, BK_MEMBER_ADDED, &absent, &one->value)
			      : !add_change(c, BK_MEMBER_REMOVED, &one->value, &absent))
			return false;
	}
	return true;
}

static const char *name_of(const struct bk_value_change *change)
{
	if (change->new.name)
		return change->new.name;
	return change->old.name ? change->old.name : "";
}

/* By value in the new enumeration, or else the old one. */
static int by_place(const void *a, const void *b)
{
	const struct bk_value_change *x = a, *y = b;
	int order =
		compare_numbers(x->new.name ? &x->new : &x->old, y->new.name ? &y->new : &y->old);

	if (!order)
		order = !x->old.name - !y->old.name;
	return order ? order : strcmp(name_of(x), name_of(y));
}

struct bk_error *bk_compare_values(struct bk_comparison *c, uint32_t old_id, uint32_t new_id)
{
	struct bk_diff *diff = c->diff;
	size_t first = diff->values.count;
	struct enumerators e = { 0 };
	bool has_memory =
		add_side(&e, c->graphs[0], old_id, 0) && add_side(&e, c->graphs[1], new_id, 1);

	if (has_memory) {
		sort(&e, by_name);
		has_memory = pair_names(c, &e);
	}
	if (has_memory) {
		sort(&e, by_number);
		has_memory = pair_numbers(c, &e) && add_rest(c, &e);
	}
	bk_array_deinit(&e.list);
	if (!has_memory)
		return bk_error_memory();
	if (diff->values.count > first)
		qsort(diff->values.at + first, diff->values.count - first, sizeof(*diff->values.at),
		      by_place);
	return NULL;
}
