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

#include "btfkit/graph/type_size.h"

/* To a multiple of a power of two. */
static uint64_t round_up(uint64_t value, uint64_t power)
{
	return (value + power - 1) & ~(power - 1);
}

uint32_t bk_type_align(const struct bk_records *records, uint32_t id)
{
	return 1u << records->align_log2[records->values[id].base];
}

void bk_layout_begin(struct bk_layout *layout, const struct bk_records *records,
		     const struct bk_type *t, struct bk_record record)
{
	*layout = (struct bk_layout){
		.records = records, .t = t, .record = record, .align = 1, .is_plain = true
	};
}

/* A member in the terms of the algorithm. */
struct subject {
	bool is_record;
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
	if ((s->free_bits & (s->unit_bits - 1)) + s->size_bits > s->unit_bits)
		return round_up(s->free_bits, s->unit_bits);
	return s->free_bits;
}

/* The aligned(N) that makes the member begin where it does, 0 if there is none to be had. */
static uint32_t explaining_align(const struct bk_layout *layout, const struct subject *s)
{
	uint64_t limit = 1ull << layout->record.limit_log2;

	/* where alignments are given, gaps are what was cut out */
	if (s->unit_bits || !s->is_named || bk_kind(layout->t) == BK_KIND_UNION ||
	    layout->records->given_log2)
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
	    s->is_named && s->is_record) {
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

/* Whether C can hold the member where BTF has it, as far as that can be told from it alone. */
static bool can_hold(const struct bk_layout *layout, const struct bk_value *value,
		     const struct bk_placement *p)
{
	uint64_t record_bits = 8 * (uint64_t)layout->t->size, type_bits = 8 * (uint64_t)value->size;
	uint64_t size_bits = p->width_bits ? p->width_bits : type_bits;

	if (p->start_bits + size_bits > record_bits || size_bits > type_bits)
		return false;
	if (p->width_bits)
		return value->sort == BK_VALUE_BITFIELD && !value->is_array;
	return value->sort != BK_VALUE_NONE && p->start_bits % 8 == 0;
}

struct bk_placement bk_layout_next(struct bk_layout *layout, uint32_t n)
{
	const struct bk_records *records = layout->records;
	const struct bk_member *m = bk_members(layout->t) + n;
	const struct bk_value *value = &records->values[m->type_id];
	bool is_union = bk_kind(layout->t) == BK_KIND_UNION;
	bool is_named;
	struct bk_placement p = { .width_bits = bk_member_bitfield_bits(layout->t, m),
				  .start_bits = bk_member_offset_bits(layout->t, m) };
	struct subject s;

	if (records->has_narrow_ints || (!p.width_bits && p.start_bits % 8)) {
		p.width_bits = bk_member_width_bits(records->graph, layout->t, m);
		p.start_bits = bk_member_start_bits(records->graph, layout->t, m);
	}
	is_named = m->name_off && *bk_graph_string(records->graph, m->name_off);
	if (p.width_bits && !is_named) { /* written as the padding that it is */
		p.outside = p.unnamed = true;
		layout->is_plain = false;
		return p;
	}
	if (!can_hold(layout, value, &p)) {
		p.outside = true;
		layout->is_plain = false;
		return p;
	}
	s = (struct subject){
		.is_record = value->sort == BK_VALUE_RECORD,
		.is_named = is_named,
		.size_bits = p.width_bits ? p.width_bits : 8 * (uint64_t)value->size,
		.unit_bits = p.width_bits ? 8 * value->size : 0,
		.align = bk_type_align(records, m->type_id),
		.free_bits = is_union ? 0 : layout->end_bits,
		.start_bits = p.start_bits,
	};
	if (layout->record.form == BK_RECORD_SCATTER) {
		p.gap_bits = s.start_bits;
	} else {
		p.at_bits = (uint32_t)s.free_bits;
		if (layout->record.form == BK_RECORD_PACKED)
			place_packed(layout, &s, &p);
		else
			place_naturally(layout, &s, &p);
		/* a union's members cannot be moved by padding beside them */
		layout->broken |= is_union && s.start_bits;
	}
	layout->is_plain &= !p.gap_bits && !p.align && !p.packed;
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
