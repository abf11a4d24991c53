// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sizes of types, and what stands behind typedefs. Every chain walked here ends: see graph.h. */
#include "btfkit/graph/type_size.h"

uint32_t bk_skip_modifiers(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, id);

	while (bk_kind_is_modifier(bk_kind(t))) {
		id = t->type_id;
		t = bk_graph_type(graph, id);
	}
	return id;
}

uint32_t bk_skip_typedefs(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, id);

	while (bk_kind_is_modifier(bk_kind(t)) || bk_kind(t) == BK_KIND_TYPEDEF) {
		id = t->type_id;
		t = bk_graph_type(graph, id);
	}
	return id;
}

uint64_t bk_type_size(const struct bk_graph *graph, uint32_t id)
{
	uint64_t elements = 1, size;

	for (;;) {
		const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

		if (bk_kind(t) != BK_KIND_ARRAY) {
			if (bk_kind(t) == BK_KIND_PTR)
				size = graph->pointer_size;
			else if (bk_kind(t) < BK_KIND_COUNT && bk_kind_table[bk_kind(t)].sized)
				size = t->size;
			else
				size = 0;
			break;
		}
		if (__builtin_mul_overflow(elements, bk_array_info(t)->nelems, &elements))
			elements = UINT64_MAX;
		id = bk_array_info(t)->elem_type;
	}
	return __builtin_mul_overflow(elements, size, &size) ? UINT64_MAX : size;
}

/* The INT that stands for a bitfield in the older way, or NULL. */
static const struct bk_type *narrow_int(const struct bk_graph *graph, const struct bk_type *t,
					const struct bk_member *m)
{
	const struct bk_type *type;

	if (bk_kind_flag(t))
		return NULL;
	type = bk_graph_type(graph, bk_skip_typedefs(graph, m->type_id));
	if (bk_kind(type) != BK_KIND_INT)
		return NULL;
	if (bk_int_bits(type) == 8 * type->size && !bk_int_bits_offset(type) && m->offset % 8 == 0)
		return NULL;
	return type;
}

uint32_t bk_member_width_bits(const struct bk_graph *graph, const struct bk_type *t,
			      const struct bk_member *m)
{
	const struct bk_type *narrow = narrow_int(graph, t, m);

	return narrow ? bk_int_bits(narrow) : bk_member_bitfield_bits(t, m);
}

uint32_t bk_member_start_bits(const struct bk_graph *graph, const struct bk_type *t,
			      const struct bk_member *m)
{
	const struct bk_type *narrow = narrow_int(graph, t, m);

	return bk_member_offset_bits(t, m) + (narrow ? bk_int_bits_offset(narrow) : 0);
}
