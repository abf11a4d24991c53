// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Holes, bit holes and padding.
 *
 * A bitfield takes its bits from a storage unit: the aligned stretch, as long as its declared type,
 * in which it begins. What the last bitfield of a unit leaves of it is a bit hole up to where the
 * unit ends or the next member begins; from there on bytes are counted. A bitfield that begins in a
 * unit of its own leaves whole bytes in front of that unit, and bits inside it.
 */
#include "btfkit/layout/gaps.h"

#include "btfkit/graph/type_size.h"

/* More than any record has, and small enough to add such numbers up. */
static const uint64_t MOST_BITS = 1ull << 40;

static uint64_t at_most(uint64_t value, uint64_t most)
{
	return value < most ? value : most;
}

static uint64_t size_bits_of(const struct bk_graph *graph, uint32_t type_id)
{
	return 8 * at_most(bk_type_size(graph, type_id), MOST_BITS / 8);
}

/* What is left of the storage of the bitfield before, up to `stop`. Returns bits. */
static uint64_t close_unit(struct bk_gaps *gaps, uint64_t stop)
{
	uint64_t end = at_most(stop, gaps->unit_end_bits), left = 0;

	if (gaps->unit_bits && end > gaps->end_bits) {
		left = end - gaps->end_bits;
		gaps->end_bits = end;
	}
	return left;
}

/* The storage is that of the widest type, and reaches on where the bitfield does. */
static void open_unit(struct bk_gaps *gaps, uint64_t unit_start, uint64_t unit_bits, uint64_t end)
{
	if (end <= gaps->unit_end_bits && unit_bits <= gaps->unit_bits)
		return;
	gaps->unit_bits = unit_bits;
	gaps->unit_end_bits = unit_start + unit_bits;
	if (end > gaps->unit_end_bits)
		gaps->unit_end_bits += unit_bits;
}

static void measure_bitfield(struct bk_gaps *gaps, struct bk_gap_member *m, uint64_t unit_bits)
{
	uint64_t unit_start = unit_bits ? m->start_bits - m->start_bits % unit_bits : m->start_bits;

	if (gaps->end_bits < unit_start) {
		m->hole_bytes = unit_start / 8 - gaps->end_bits / 8;
		gaps->end_bits = unit_start;
	}
	if (gaps->end_bits < m->start_bits)
		m->bit_hole_bits += m->start_bits - gaps->end_bits;
	open_unit(gaps, unit_start, unit_bits, m->start_bits + m->size_bits);
}

bool bk_gaps_next(struct bk_gaps *gaps, struct bk_gap_member *m)
{
	const struct bk_member *member;
	uint64_t type_bits;
	uint32_t width;

	if (gaps->next == bk_vlen(gaps->t))
		return false;
	member = bk_members(gaps->t) + gaps->next++;
	type_bits = size_bits_of(gaps->graph, member->type_id);
	width = bk_member_width_bits(gaps->graph, gaps->t, member);
	*m = (struct bk_gap_member){
		.member = member,
		.start_bits = bk_member_start_bits(gaps->graph, gaps->t, member),
		.size_bits = width ? width : type_bits,
		.is_bitfield = width != 0,
	};
	if (bk_kind(gaps->t) == BK_KIND_UNION) {
		gaps->end_bits = m->start_bits + m->size_bits > gaps->end_bits
					 ? m->start_bits + m->size_bits
					 : gaps->end_bits;
		return true;
	}
	m->bit_hole_bits = close_unit(gaps, m->start_bits);
	m->free_bits = gaps->end_bits;
	if (m->is_bitfield) {
		measure_bitfield(gaps, m, type_bits);
	} else {
		if (gaps->end_bits < m->start_bits)
			m->hole_bytes = m->start_bits / 8 - gaps->end_bits / 8;
		gaps->unit_bits = gaps->unit_end_bits = 0;
	}
	if (m->start_bits + m->size_bits > gaps->end_bits)
		gaps->end_bits = m->start_bits + m->size_bits;
	return true;
}

void bk_gaps_padding(const struct bk_gaps *gaps, uint64_t *bytes, uint64_t *bits)
{
	uint64_t size_bits = 8 * (uint64_t)gaps->t->size;
	struct bk_gaps rest = *gaps;

	*bits = close_unit(&rest, size_bits);
	*bytes = rest.end_bits < size_bits ? gaps->t->size - rest.end_bits / 8 : 0;
}
