// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Members are taken as units: one of its own, or bitfields that follow each other, with those of size
 * 0 before them. A unit has a size and an alignment and is moved as a whole.
 */
#include "btfkit/layout/reorganize.h"

#include "btfkit/graph/type_size.h"

/* Of more units than a struct has none is looked for to fill a hole: they are sorted alone. */
enum { MOST_ALIGN = 4096, MOST_FILLED = 4096 };

struct unit {
	size_t first, end;    /* of the layout's members, those inside opened ones included */
	uint64_t start, size; /* bytes, as it lies now */
	uint64_t align;
	uint32_t order; /* as it stands now */
	bool is_last;	/* has no size, and nothing behind it */
	bool is_bits;
};

struct plan {
	BK_ARRAY(struct unit) units;
	uint64_t size; /* bytes, rounded up to the struct's alignment */
};

static uint64_t round_up(uint64_t value, uint64_t power)
{
	return (value + power - 1) & ~(power - 1);
}

/* Of an array that of its elements. */
static uint32_t align_of(const struct bk_type_layout *layout, const struct bk_layouts *layouts,
			 uint32_t id)
{
	for (;;) {
		id = bk_skip_typedefs(layout->graph, id);
		if (bk_graph_kind(layout->graph, id) != BK_KIND_ARRAY)
			return bk_layouts_align(layouts, id);
		id = bk_array_info(bk_graph_type(layout->graph, id))->elem_type;
	}
}

static size_t end_of_member(const struct bk_type_layout *layout, size_t index)
{
	for (index++; index < layout->members.count && layout->members.at[index].depth;)
		index++;
	return index;
}

/* Widens the unit by a member. False: they overlap, or it lies before it. */
static bool widen(struct unit *unit, const struct bk_placed_member *m, uint64_t align)
{
	uint64_t start = m->offset_bits / 8, end = (m->offset_bits + m->size_bits + 7) / 8;

	if (!unit->size)
		unit->start = start;
	if (start < unit->start)
		return false;
	if (end > unit->start + unit->size)
		unit->size = end - unit->start;
	if (align > unit->align)
		unit->align = align;
	unit->is_bits = m->is_bitfield;
	return true;
}

/*
 * The alignment that a member shows: less than its type's where it is packed, more where only
 * aligned(N) explains the hole before it, as the start of a cache line does.
 */
static uint64_t shown_align(const struct bk_placed_member *m, uint64_t align)
{
	uint64_t start = m->offset_bits / 8, end = start - m->hole_before_bytes;

	while (start % align)
		align /= 2;
	if (m->hole_before_bytes < align)
		return align;
	for (uint64_t more = 2 * align; more <= MOST_ALIGN; more *= 2)
		if (round_up(end, more) == start)
			return more;
	return align;
}

/* False: without memory, or in `fits`, that the members overlap. */
static bool make_units(struct plan *plan, const struct bk_type_layout *layout,
		       const struct bk_layouts *layouts, bool *fits)
{
	struct unit fresh = { .align = 1 };
	uint64_t end = 0;

	*fits = true;
	for (size_t i = 0, next; i < layout->members.count; i = next) {
		const struct bk_placed_member *m = &layout->members.at[i];
		struct unit *unit =
			plan->units.count ? &plan->units.at[plan->units.count - 1] : NULL;
		uint64_t align = shown_align(m, align_of(layout, layouts, m->type_id));

		next = end_of_member(layout, i);
		if (!unit || (unit->size && !(unit->is_bits && m->is_bitfield))) {
			if (m->offset_bits / 8 < end)
				*fits = false;
			fresh.order = (uint32_t)plan->units.count;
			fresh.first = i;
			if (!bk_array_push(&plan->units, fresh))
				return false;
			unit = &plan->units.at[plan->units.count - 1];
		}
		unit->end = next;
		*fits = *fits && widen(unit, m, align);
		end = unit->start + unit->size;
	}
	if (plan->units.count)
		plan->units.at[plan->units.count - 1].is_last =
			!plan->units.at[plan->units.count - 1].size;
	return true;
}

/* Lays the units out in their order. */
static void place(struct plan *plan, uint64_t align)
{
	uint64_t at = 0;

	for (size_t i = 0; i < plan->units.count; i++) {
		at = round_up(at, plan->units.at[i].align);
		plan->units.at[i].start = at;
		at += plan->units.at[i].size;
	}
	plan->size = round_up(at, align);
}

/* The largest unit behind `i` that fits into a gap; 0: none does. */
static size_t find_filler(const struct plan *plan, size_t i, uint64_t from, uint64_t to)
{
	size_t best = 0;

	for (size_t j = i + 1; j < plan->units.count; j++) {
		const struct unit *unit = &plan->units.at[j];

		if (!unit->is_last && round_up(from, unit->align) + unit->size <= to &&
		    (!best || unit->size > plan->units.at[best].size))
			best = j;
	}
	return best;
}

static void bring_forward(struct plan *plan, size_t from, size_t to)
{
	struct unit unit = plan->units.at[from];

	for (; from > to; from--)
		plan->units.at[from] = plan->units.at[from - 1];
	plan->units.at[to] = unit;
}

/* Each hole gets what fits, from behind it. */
static void fill_holes(struct plan *plan)
{
	uint64_t at = 0;

	for (size_t i = 0; i < plan->units.count && plan->units.count <= MOST_FILLED; i++) {
		uint64_t start = round_up(at, plan->units.at[i].align);
		size_t filler = start > at ? find_filler(plan, i, at, start) : 0;

		if (filler)
			bring_forward(plan, filler, i);
		at = round_up(at, plan->units.at[i].align) + plan->units.at[i].size;
	}
}

static int by_align(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->is_last != y->is_last)
		return x->is_last - y->is_last;
	if (x->align != y->align)
		return x->align > y->align ? -1 : 1;
	return (int)x->order - (int)y->order;
}

static int by_order(const void *a, const void *b)
{
	return (int)((const struct unit *)a)->order - (int)((const struct unit *)b)->order;
}

static void sort(struct plan *plan, int (*compare)(const void *, const void *))
{
	qsort(plan->units.at, plan->units.count, sizeof(*plan->units.at), compare);
}

/* The better of the two ways. */
static void choose(struct plan *plan, uint64_t align)
{
	uint64_t filled;

	fill_holes(plan);
	place(plan, align);
	filled = plan->size;
	sort(plan, by_align);
	place(plan, align);
	if (plan->size < filled)
		return;
	sort(plan, by_order);
	fill_holes(plan);
	place(plan, align);
}

static uint64_t bytes_of(uint64_t bits)
{
	return (bits + 7) / 8;
}

/* What lies before a member in its new place. */
static void count_gap(struct bk_layout_summary *s, struct bk_placed_member *m, uint64_t end_bits)
{
	uint64_t gap = m->offset_bits > end_bits ? m->offset_bits - end_bits : 0, bytes = 0;

	if (m->offset_bits / 8 > bytes_of(end_bits))
		bytes = m->offset_bits / 8 - bytes_of(end_bits);
	m->hole_before_bytes = bytes;
	m->bit_hole_before_bits = gap - 8 * bytes;
	s->holes += bytes != 0;
	s->hole_bytes += bytes;
	s->bit_holes += m->bit_hole_before_bits != 0;
	s->bit_hole_bits += m->bit_hole_before_bits;
}

static void measure(struct bk_type_layout *layout, uint64_t size)
{
	struct bk_layout_summary *s = &layout->summary;
	uint64_t end_bits = 0;

	s->holes = s->bit_holes = 0;
	s->hole_bytes = s->bit_hole_bits = 0;
	for (size_t i = 0; i < layout->members.count; i = end_of_member(layout, i)) {
		struct bk_placed_member *m = &layout->members.at[i];

		count_gap(s, m, end_bits);
		if (m->offset_bits + m->size_bits > end_bits)
			end_bits = m->offset_bits + m->size_bits;
	}
	s->padding_bytes = size - bytes_of(end_bits);
	s->padding_bits = 8 * bytes_of(end_bits) - end_bits;
	s->size_bytes = size;
	s->cachelines = (size + layout->cacheline_bytes - 1) / layout->cacheline_bytes;
}

/* Makes the layout what the plan says. */
static bool apply(struct bk_type_layout *layout, const struct plan *plan,
		  const uint64_t *old_starts)
{
	struct bk_type_layout other = { 0 };

	if (!bk_array_reserve(&other.members, layout->members.count))
		return false;
	for (size_t i = 0; i < plan->units.count; i++) {
		const struct unit *unit = &plan->units.at[i];

		layout->moved += unit->order != i;
		for (size_t n = unit->first; n < unit->end; n++) {
			struct bk_placed_member m = layout->members.at[n];

			/* one of size 0 may have stood in the hole before its unit */
			if (m.offset_bits < 8 * old_starts[unit->order])
				m.offset_bits = 8 * old_starts[unit->order];
			m.offset_bits += 8 * (unit->start - old_starts[unit->order]);
			other.members.at[other.members.count++] = m;
		}
	}
	memcpy(layout->members.at, other.members.at,
	       layout->members.count * sizeof(*layout->members.at));
	bk_array_deinit(&other.members);
	return true;
}

static struct bk_error *reorganize(struct plan *plan, struct bk_type_layout *layout,
				   const struct bk_layouts *layouts)
{
	BK_AUTOFREE uint64_t *old_starts = NULL;
	bool fits;

	if (!make_units(plan, layout, layouts, &fits))
		return bk_error_memory();
	if (!fits || !plan->units.count)
		return NULL;
	old_starts = reallocarray(NULL, plan->units.count, sizeof(*old_starts));
	if (!old_starts)
		return bk_error_memory();
	for (size_t i = 0; i < plan->units.count; i++)
		old_starts[i] = plan->units.at[i].start;
	choose(plan, layout->align_bytes);
	if (plan->size >= layout->summary.size_bytes)
		return NULL;
	if (!apply(layout, plan, old_starts))
		return bk_error_memory();
	layout->saved_bytes = layout->summary.size_bytes - plan->size;
	measure(layout, plan->size);
	return NULL;
}

struct bk_error *bk_layout_reorganize(struct bk_type_layout *layout,
				      const struct bk_layouts *layouts)
{
	struct plan plan = { 0 };
	struct bk_error *error = NULL;

	layout->is_reorganized = true;
	if (bk_graph_kind(layout->graph, layout->record_id) == BK_KIND_STRUCT)
		error = reorganize(&plan, layout, layouts);
	bk_array_deinit(&plan.units);
	return error;
}
