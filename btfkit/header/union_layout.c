// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Where the members of records lie. What is of one kernel alone, or of one that has all members, lies
 * as it does there, as long as what it holds is as large as there; anything else as a compiler
 * would.
 */
#include "btfkit/header/union.h"

/* Records that hold each other deeper than this are no kernel's. */
enum { DEEPEST = 500 };

struct extent {
	uint64_t size;
	uint32_t align_log2;
	bool is_closed; /* it holds what is being laid out: itself */
};

static struct bk_error *lay_out(struct bk_kernels *ks, struct bk_union_record *record, int depth);

/* What a value of a type takes. */
static struct bk_error *measure(struct bk_kernels *ks, uint32_t id, int depth,
				struct extent *extent)
{
	uint64_t count = 1;

	*extent = (struct extent){ 0 };
	for (;;) {
		const struct bk_new_type *t = &ks->types.at[id];
		enum bk_kind kind = (enum bk_kind)(t->info >> 24 & 0x7f);

		if (t->record) {
			extent->is_closed = t->record->state == BK_LAYOUT_BEGUN;
			BK_TRY(lay_out(ks, t->record, depth + 1));
			extent->size = t->record->size;
			extent->align_log2 = t->record->align_log2;
			break;
		}
		if (kind == BK_KIND_ARRAY) {
			if (__builtin_mul_overflow(count, ks->tails.at[t->tail_at + 2], &count))
				count = UINT64_MAX;
			id = ks->tails.at[t->tail_at];
		} else if (kind == BK_KIND_TYPEDEF || bk_kind_is_modifier(kind)) {
			id = t->size_or_type;
		} else {
			extent->align_log2 = t->align_log2;
			if (kind == BK_KIND_PTR)
				extent->size = ks->list[0].graph->pointer_size;
			else if (kind < BK_KIND_COUNT && bk_kind_table[kind].sized)
				extent->size = t->size_or_type;
			break;
		}
	}
	if (__builtin_mul_overflow(extent->size, count, &extent->size))
		extent->size = UINT64_MAX;
	return NULL;
}

/* Whether a member takes as much as in the kernel that it is of. */
static bool is_as_there(const struct bk_kernels *ks, const struct bk_union_member *m,
			struct extent extent)
{
	const struct bk_records *records = &ks->list[m->type.kernel].records;

	return records->values[m->type.id].size == extent.size &&
	       bk_type_align(records, m->type.id) == 1u << extent.align_log2;
}

struct cursor {
	uint64_t end_bits, longest_bits;
	uint32_t align_log2;
};

static void place(struct cursor *at, struct bk_union_member *m, struct extent extent, bool is_union)
{
	uint64_t start = is_union ? 0 : at->end_bits, bits = 8 * extent.size;
	uint64_t align = 8ull << extent.align_log2;

	if (m->width_bits) {
		bits = m->width_bits;
		if (start % (8 * extent.size) + bits > 8 * extent.size)
			start = (start + 8 * extent.size - 1) / (8 * extent.size) *
				(8 * extent.size);
	} else {
		start = (start + align - 1) / align * align;
	}
	m->offset_bits = (uint32_t)start;
	at->end_bits = start + bits;
	if (at->end_bits > at->longest_bits)
		at->longest_bits = at->end_bits;
	if (extent.align_log2 > at->align_log2)
		at->align_log2 = extent.align_log2;
}

static struct bk_error *too_large(const struct bk_union_record *record)
{
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "%s%s is too large with the members of all kernels",
			       record->is_union ? "union " : "struct ", record->name);
}

static struct bk_error *lay_out_anew(struct bk_kernels *ks, struct bk_union_record *record,
				     int depth)
{
	struct cursor at = { 0 };
	uint64_t size, limit = (uint64_t)UINT32_MAX;
	struct extent extent;

	for (struct bk_union_member *m = record->first; m; m = m->next) {
		if (m->is_dropped)
			continue;
		BK_TRY(measure(ks, m->type_id, depth, &extent));
		if (m->width_bits)
			limit = 0xffffff;
		if (m->width_bits && (!extent.size || m->width_bits > 8 * extent.size))
			m->is_dropped = true; /* what no kernel has */
		else if (extent.size > UINT32_MAX / 8)
			return too_large(record);
		else
			place(&at, m, extent, record->is_union);
		if (at.longest_bits > limit)
			return too_large(record);
	}
	record->align_log2 = at.align_log2;
	size = (at.longest_bits + 7) / 8;
	size = (size + (1ull << at.align_log2) - 1) & ~((1ull << at.align_log2) - 1);
	if (size > UINT32_MAX / 8)
		return too_large(record);
	record->size = (uint32_t)size;
	return NULL;
}

static struct bk_error *lay_out(struct bk_kernels *ks, struct bk_union_record *record, int depth)
{
	const struct bk_records *records = &ks->list[record->of.kernel].records;
	bool is_as_one = record->is_like_one;
	struct extent extent;

	if (record->state != BK_LAYOUT_OPEN)
		return NULL;
	if (depth > DEEPEST)
		return bk_error_create(BK_ERR_UNSUPPORTED, "types hold each other too deep");
	record->state = BK_LAYOUT_BEGUN;
	for (struct bk_union_member *m = record->first; m; m = m->next) {
		BK_TRY(measure(ks, m->type_id, depth, &extent));
		m->is_dropped = extent.is_closed;
		is_as_one &= !m->is_dropped && is_as_there(ks, m, extent);
	}
	record->size = bk_origin_type(ks, record->of)->size;
	record->align_log2 = records->align_log2[record->of.id];
	if (!is_as_one)
		BK_TRY(lay_out_anew(ks, record, depth));
	record->state = BK_LAYOUT_DONE;
	return NULL;
}

struct bk_error *bk_kernels_lay_out(struct bk_kernels *ks)
{
	for (size_t id = 1; id < ks->types.count; id++)
		if (ks->types.at[id].record)
			BK_TRY(lay_out(ks, ks->types.at[id].record, 0));
	return NULL;
}
