// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The layout algorithm of C compilers, run over one record's members.
 *
 * The rules are those gcc and clang share on System V and BPF targets: a member begins at the next
 * multiple of its alignment; a bitfield begins at the next free bit unless it would then cross a
 * boundary of its declared type's size, in which case it begins at that boundary; packed makes
 * every alignment 1 and lets bitfields cross; the record's size is rounded up to its alignment.
 */
#include "btfkit/cgen/record.h"

#include "btfkit/cgen/scalar.h"
#include "btfkit/graph/type_size.h"

static uint64_t round_up(uint64_t value, uint64_t multiple)
{
	return (value + multiple - 1) / multiple * multiple;
}

uint32_t bk_value_base(const struct bk_graph *graph, uint32_t id)
{
	for (;;) {
		const struct bk_type *t;

		id = bk_skip_typedefs(graph, id);
		t = bk_graph_type(graph, id);
		if (bk_kind(t) != BK_KIND_ARRAY)
			return id;
		id = bk_array_info(t)->elem_type;
	}
}

uint32_t bk_type_align(const struct bk_records *records, uint32_t id)
{
	uint32_t base = bk_value_base(records->graph, id);
	const struct bk_type *t = bk_graph_type(records->graph, base);

	switch (bk_kind(t)) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return 1u << records->by_id[base].align_log2;
	case BK_KIND_INT:
	case BK_KIND_FLOAT:
		return bk_scalar_of(records->graph, t).align;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return t->size && !(t->size & (t->size - 1)) ? t->size : 1;
	case BK_KIND_PTR:
		return records->graph->pointer_size;
	default:
		return 1;
	}
}

/* Whether C can have a value, or for a bitfield a bitfield, of this type. */
static bool is_value(const struct bk_graph *graph, uint32_t id, bool is_bitfield)
{
	uint32_t base = is_bitfield ? bk_skip_typedefs(graph, id) : bk_value_base(graph, id);
	const struct bk_type *t = bk_graph_type(graph, base);

	switch (bk_kind(t)) {
	case BK_KIND_INT:
		return !is_bitfield || bk_scalar_of(graph, t).spelling;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return t->size && t->size <= 8 && !(t->size & (t->size - 1));
	case BK_KIND_FLOAT:
	case BK_KIND_PTR:
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return !is_bitfield;
	default:
		return false;
	}
}

void bk_layout_begin(struct bk_layout *layout, const struct bk_records *records,
		     const struct bk_type *t, struct bk_record record)
{
	*layout = (struct bk_layout){ .records = records, .t = t, .record = record, .align = 1 };
}

/* A member in the terms of the algorithm. */
struct subject {
	uint32_t type_id;
	bool is_named;	     /* else attributes behind it would be its type's */
	uint64_t size_bits;  /* of a bitfield: its width */
	uint32_t unit_bits;  /* of a bitfield: its declared type's size, else 0 */
	uint32_t align;	     /* bytes */
	uint64_t free_bits;  /* where the record is free from */
	uint32_t start_bits; /* where BTF has it */
};

/* Where a compiler would put it, from the first free bit on. */
static uint64_t natural_start(const struct subject *s)
{
	if (!s->unit_bits)
		return round_up(s->free_bits, 8 * (uint64_t)s->align);
	if (s->free_bits % s->unit_bits + s->size_bits > s->unit_bits)
		return round_up(s->free_bits, s->unit_bits);
	return s->free_bits;
}

static bool is_record(const struct bk_graph *graph, uint32_t id)
{
	return bk_kind_is_record(bk_kind(bk_graph_type(graph, bk_value_base(graph, id))));
}

/* The aligned(N) that makes the member begin where it does, 0 if there is none to be had. */
static uint32_t explaining_align(const struct bk_layout *layout, const struct subject *s)
{
	uint64_t limit = 1ull << layout->record.limit_log2;

	if (s->unit_bits || !s->is_named || bk_kind(layout->t) == BK_KIND_UNION)
		return 0;
	for (uint64_t align = 2 * (uint64_t)s->align; align <= limit; align *= 2)
		if (round_up(s->free_bits, 8 * align) == s->start_bits)
			return (uint32_t)align;
	return 0;
}

/*
 * The natural form: padding, or aligned(N), where BTF leaves more room than C would; packed on a
 * record that begins too early for it. A scalar that does so needs the whole record packed.
 */
static void place_naturally(struct bk_layout *layout, const struct subject *s,
			    struct bk_placement *p)
{
	uint64_t natural = natural_start(s);
	uint32_t align = s->align;

	if (natural < s->start_bits) {
		struct subject moved = *s;

		moved.free_bits = s->start_bits;
		p->align = explaining_align(layout, s);
		p->gap_bits = p->align ? 0 : (uint32_t)(s->start_bits - s->free_bits);
		if (p->align)
			align = p->align;
		natural = natural_start(&moved);
	}
	if (natural > s->start_bits && s->start_bits >= s->free_bits && !s->unit_bits &&
	    s->is_named && is_record(layout->records->graph, s->type_id)) {
		p->packed = true;
		p->gap_bits = (uint32_t)(s->start_bits - round_up(s->free_bits, 8));
		p->at_bits = (uint32_t)round_up(s->free_bits, 8);
		align = 1;
		natural = s->start_bits;
	}
	layout->broken |= natural != s->start_bits;
	if (align > layout->align)
		layout->align = align;
}

static void place_packed(struct bk_layout *layout, const struct subject *s, struct bk_placement *p)
{
	uint64_t natural = s->unit_bits ? s->free_bits : round_up(s->free_bits, 8);

	if (natural < s->start_bits)
		p->gap_bits = (uint32_t)(s->start_bits - s->free_bits);
	layout->broken |= natural > s->start_bits;
}

struct bk_placement bk_layout_next(struct bk_layout *layout, uint32_t n)
{
	const struct bk_graph *graph = layout->records->graph;
	const struct bk_member *m = bk_members(layout->t) + n;
	uint64_t type_bits = bk_type_size(graph, m->type_id);
	struct bk_placement p = { .width_bits = bk_member_width_bits(graph, layout->t, m),
				  .start_bits = bk_member_start_bits(graph, layout->t, m) };
	struct subject s = { .type_id = m->type_id, .start_bits = p.start_bits };
	uint64_t record_bits = 8 * (uint64_t)layout->t->size;

	type_bits = type_bits > record_bits ? record_bits + 1 : 8 * type_bits;
	s.size_bits = p.width_bits ? p.width_bits : type_bits;
	if (s.size_bits > type_bits || s.start_bits + s.size_bits > record_bits ||
	    (!p.width_bits && s.start_bits % 8) || !is_value(graph, m->type_id, p.width_bits)) {
		p.outside = true;
		return p;
	}
	s.is_named = *bk_graph_string(graph, m->name_off) != '\0';
	s.align = bk_type_align(layout->records, m->type_id);
	s.unit_bits = p.width_bits ? (uint32_t)type_bits : 0;
	s.free_bits = bk_kind(layout->t) == BK_KIND_UNION ? 0 : layout->end_bits;
	if (layout->record.form == BK_RECORD_SCATTER) {
		s.free_bits = 0;
		p.gap_bits = s.start_bits;
	} else {
		p.at_bits = (uint32_t)s.free_bits;
		if (layout->record.form == BK_RECORD_PACKED)
			place_packed(layout, &s, &p);
		else
			place_naturally(layout, &s, &p);
		/* a union's members cannot be moved by padding beside them */
		layout->broken |= bk_kind(layout->t) == BK_KIND_UNION && s.start_bits;
	}
	if (s.start_bits + s.size_bits > layout->end_bits)
		layout->end_bits = s.start_bits + s.size_bits;
	return p;
}

uint64_t bk_layout_tail_bits(const struct bk_layout *layout)
{
	uint64_t size = 8 * (uint64_t)layout->t->size, align = layout->align;

	if (layout->record.explicit_log2)
		align = 1ull << layout->record.explicit_log2;
	if (round_up(layout->end_bits, 8 * align) >= size)
		return 0;
	if (bk_kind(layout->t) == BK_KIND_UNION || layout->record.form == BK_RECORD_SCATTER)
		return size; /* one more member, as long as the whole */
	return size - layout->end_bits;
}

uint32_t bk_padding_piece(uint64_t at_bits, uint64_t left_bits, uint32_t align, bool packed,
			  uint32_t *unit)
{
	uint64_t to_byte = at_bits % 8 ? 8 - at_bits % 8 : 8;

	for (*unit = 64; *unit > 8; *unit /= 2)
		if (*unit <= left_bits &&
		    ((packed && at_bits % 8 == 0) || (*unit <= 8 * align && at_bits % *unit == 0)))
			return *unit;
	return (uint32_t)(left_bits < to_byte ? left_bits : to_byte);
}
