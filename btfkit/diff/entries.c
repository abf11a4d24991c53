// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * How results are kept. Between kernels years apart most types are on one side only, and what there is
 * to say of such a type is said by its id: sizes and names are looked up when they are asked for.
 */
#include "btfkit/base/heap.h"
#include "btfkit/diff/compare.h"
#include "btfkit/graph/type_size.h"

#include <string.h>

static void fill_side(const struct bk_graph *graph, struct bk_diff_type *side)
{
	const struct bk_type *t = bk_graph_type(graph, side->id);

	if (!side->id)
		return;
	if (bk_kind_table[bk_kind(t)].refers)
		side->type_id = t->type_id;
	if (bk_kind(t) != BK_KIND_FUNC)
		side->size_bytes = bk_type_size(graph, side->type_id ? side->type_id : side->id);
}

void bk_entry_fill_sides(const struct bk_diff *diff, struct bk_type_diff *type)
{
	fill_side(diff->old, &type->old);
	fill_side(diff->new, &type->new);
}

static const char *name_of(const struct bk_diff *diff, const struct bk_diff_entry *entry)
{
	return bk_graph_string(entry->old_id ? diff->old : diff->new, entry->name_off);
}

void bk_diff_type_at(const struct bk_diff *diff, size_t index, struct bk_type_diff *type)
{
	const struct bk_diff_entry *entry = &diff->types.at[index];

	*type = (struct bk_type_diff){ .name = name_of(diff, entry),
				       .old.id = entry->old_id,
				       .new.id = entry->new_id,
				       .kind = entry->kind,
				       .change = entry->change,
				       .impact = entry->impact,
				       .retyped = entry->retyped };
	bk_entry_fill_sides(diff, type);
	if (entry->parts) {
		const struct bk_diff_parts *parts = &diff->parts.at[entry->parts - 1];

		type->first_member = parts->first_member;
		type->member_count = parts->member_count;
		type->first_value = parts->first_value;
		type->value_count = parts->value_count;
		type->first_outline = parts->first_outline;
		type->outline_counts[0] = parts->outline_counts[0];
		type->outline_counts[1] = parts->outline_counts[1];
	}
}

struct bk_error *bk_entries_reserve(struct bk_diff *diff, uint64_t most)
{
	most++;
	diff->types.at = bk_zeros_create(most * sizeof(*diff->types.at));
	if (!diff->types.at)
		return bk_error_memory();
	diff->types.room = most;
	return NULL;
}

static bool add_parts(struct bk_diff *diff, const struct bk_type_diff *type)
{
	return bk_array_push(&diff->parts, (struct bk_diff_parts){
						   .first_member = type->first_member,
						   .member_count = type->member_count,
						   .first_value = type->first_value,
						   .value_count = type->value_count,
						   .first_outline = type->first_outline,
						   .outline_counts = { type->outline_counts[0],
								       type->outline_counts[1] },
					   });
}

struct bk_error *bk_entries_add(struct bk_diff *diff, const struct bk_type_diff *type)
{
	const struct bk_type *t = type->old.id ? bk_graph_type(diff->old, type->old.id)
					       : bk_graph_type(diff->new, type->new.id);
	struct bk_diff_entry entry = { .old_id = type->old.id,
				       .new_id = type->new.id,
				       .name_off = t->name_off,
				       .rank = (uint32_t)diff->types.count,
				       .kind = type->kind,
				       .change = type->change,
				       .impact = type->impact,
				       .retyped = type->retyped };

	if (type->change == BK_CHANGED) {
		if (!add_parts(diff, type))
			return bk_error_memory();
		entry.parts = (uint32_t)diff->parts.count;
	}
	return bk_array_push(&diff->types, entry) ? NULL : bk_error_memory();
}

static int compare_entries(const void *a, const void *b, void *diff)
{
	const struct bk_diff_entry *x = a, *y = b;
	int order = (int)x->kind - (int)y->kind;

	if (!order)
		order = strcmp(name_of(diff, x), name_of(diff, y));
	/* namesakes come in an order that their ids do not decide */
	if (!order)
		order = x->rank < y->rank ? -1 : x->rank > y->rank;
	return order;
}

void bk_entries_sort(struct bk_diff *diff)
{
	if (diff->types.count)
		qsort_r(diff->types.at, diff->types.count, sizeof(*diff->types.at), compare_entries,
			diff);
}

void bk_entries_deinit(struct bk_diff *diff)
{
	bk_zeros_destroy(diff->types.at, diff->types.room * sizeof(*diff->types.at));
	bk_array_deinit(&diff->parts);
}
