// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Chooses a form for every record, in three passes over the order in which records hold each other:
 *
 *  1. innermost first, without any aligned(): what must be packed, and natural alignments;
 *  2. outermost first: to what each record may at most be aligned, given its size and every offset
 *     at which another holds it by value (none beyond 1 byte inside something packed);
 *  3. innermost first again, with aligned() where it explains gaps or sizes within that limit.
 *
 * Containment has no cycles (see graph.h), so the order exists; the graph brings it along.
 */
#include "btfkit/cgen/record.h"

#include "btfkit/base/array.h"
#include "btfkit/cgen/scalar.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

/* No kernel aligns a type to more than the largest page: 64 KiB. */
enum { MOST_ALIGN_LOG2 = 16 };

typedef BK_ARRAY(uint32_t) id_list;

/* The record that member n holds by value, itself or in an array; 0 if none. */
static uint32_t held_record(const struct bk_records *records, const struct bk_type *t, uint32_t n)
{
	const struct bk_value *value = &records->values[bk_members(t)[n].type_id];

	return value->sort == BK_VALUE_RECORD ? value->base : 0;
}

static uint8_t log2_of(uint64_t power)
{
	return (uint8_t)__builtin_ctzll(power);
}

/* The largest power of two that divides `value`, as a logarithm, within what alignments can be. */
static uint8_t divisor_log2(uint64_t value)
{
	uint8_t log2 = value ? log2_of(value) : MOST_ALIGN_LOG2;

	return log2 < MOST_ALIGN_LOG2 ? log2 : MOST_ALIGN_LOG2;
}

/* Tries one form; on success completes `record`. */
static bool try_form(const struct bk_records *records, const struct bk_type *t,
		     struct bk_record *record)
{
	uint64_t size = t->size, end;
	struct bk_layout layout;

	record->explicit_log2 = 0;
	bk_layout_begin(&layout, records, t, *record);
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && !layout.broken; n++)
		bk_layout_next(&layout, n);
	if (layout.broken || size & (layout.align - 1))
		return false;
	record->align_log2 = log2_of(layout.align);
	record->is_plain = layout.is_plain && record->form == BK_RECORD_NATURAL;
	end = (layout.end_bits + 7) / 8;
	if (size - end < layout.align) /* the size is the end rounded up: nothing to explain */
		return true;
	record->is_plain = false;
	for (uint8_t log2 = record->align_log2 + 1; log2 <= record->limit_log2 && end; log2++) {
		if (size & ((1ull << log2) - 1) || size - end >= 1ull << log2)
			continue;
		record->explicit_log2 = record->align_log2 = log2;
		return true;
	}
	return true; /* padding at the end makes up for the rest */
}

/* A record in the quick check: how far it reaches, and its greatest alignment. */
struct extent {
	uint64_t end_bits;
	uint8_t align_log2;
	bool has_records;
};

/* Whether a member comes to lie where BTF has it by itself; adds it to the extent. */
static inline bool extend(const struct bk_records *records, struct extent *extent,
			  const struct bk_type *t, const struct bk_member *m, uint64_t free_bits)
{
	const struct bk_value value = records->values[m->type_id];
	uint8_t align_log2 = records->align_log2[value.base];
	uint64_t at, end, unit = 8 * (uint64_t)value.size, mask;
	uint32_t width = bk_member_bitfield_bits(t, m);

	if (width) {
		if (!m->name_off)
			return false; /* padding, and an empty name soon turns out to be */
		if (value.sort != BK_VALUE_BITFIELD || value.is_array || width > unit)
			return false;
		mask = (free_bits & (unit - 1)) + width > unit ? unit - 1 : 0;
	} else {
		if (value.sort == BK_VALUE_NONE)
			return false;
		mask = (8ull << align_log2) - 1;
	}
	at = (free_bits + mask) & ~mask;
	end = at + (width ? width : unit);
	if (end > extent->end_bits)
		extent->end_bits = end;
	if (align_log2 > extent->align_log2)
		extent->align_log2 = align_log2;
	extent->has_records |= value.sort == BK_VALUE_RECORD;
	return at == bk_member_offset_bits(t, m);
}

/* The quick check that nine of ten records pass: C lays it out right just as it is. */
static bool is_plain(const struct bk_records *records, const struct bk_type *t,
		     struct bk_record *record)
{
	const struct bk_member *m = bk_members(t), *end = m + bk_vlen(t);
	bool is_union = bk_kind(t) == BK_KIND_UNION;
	struct extent extent = { 0 };
	uint64_t align_bits;

	for (; m < end; m++)
		if (!extend(records, &extent, t, m, is_union ? 0 : extent.end_bits))
			return false;
	align_bits = 8ull << extent.align_log2;
	record->form = BK_RECORD_NATURAL;
	record->align_log2 = extent.align_log2;
	record->explicit_log2 = 0;
	record->is_plain = true;
	record->has_records = extent.has_records;
	return ((extent.end_bits + align_bits - 1) & ~(align_bits - 1)) == 8 * (uint64_t)t->size;
}

static void choose_other_form(const struct bk_records *records, const struct bk_type *t,
			      struct bk_record *record)
{
	for (record->form = BK_RECORD_NATURAL; record->form < BK_RECORD_SCATTER; record->form++)
		if (try_form(records, t, record))
			return;
	record->align_log2 = record->explicit_log2 = 0;
	record->is_plain = false;
}

static void choose_form(struct bk_records *records, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(records->graph, id);
	struct bk_record *record = &records->by_id[id];

	record->has_records = true; /* unless the quick check sees it hold none */
	if (records->has_narrow_ints || !is_plain(records, t, record))
		choose_other_form(records, t, record);
	if (records->given_log2 && record->align_log2 < records->given_log2[id])
		record->explicit_log2 = record->align_log2 = records->given_log2[id];
	records->align_log2[id] = record->align_log2;
}

/* Whether something the record holds has more alignment than the record itself. */
static bool holds_more_aligned(const struct bk_records *records, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(records->graph, id);

	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		uint32_t held = held_record(records, t, n);

		if (held && records->by_id[held].align_log2 > records->by_id[id].align_log2)
			return true;
	}
	return false;
}

/* Lowers the limits of what `id` holds, whose own limit is final. */
static void limit_held(struct bk_records *records, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(records->graph, id);
	struct bk_layout layout;

	bk_layout_begin(&layout, records, t, records->by_id[id]);
	for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen; n++) {
		struct bk_placement p = { .start_bits =
						  bk_member_offset_bits(t, bk_members(t) + n) };
		uint32_t held = held_record(records, t, n);
		uint8_t limit;

		if (!records->by_id[id].is_plain)
			p = bk_layout_next(&layout, n);
		if (!held)
			continue;
		limit = divisor_log2(p.start_bits / 8);
		if (limit > records->by_id[id].limit_log2)
			limit = records->by_id[id].limit_log2;
		if (p.packed || records->by_id[id].form != BK_RECORD_NATURAL)
			limit = 0;
		if (limit < records->by_id[held].limit_log2)
			records->by_id[held].limit_log2 = limit;
	}
}

static void find_limits(struct bk_records *records, const id_list *order)
{
	for (size_t i = 0; i < order->count; i++) {
		uint32_t id = order->at[i];

		records->by_id[id].limit_log2 =
			records->given_log2 ? records->given_log2[id]
					    : divisor_log2(bk_graph_type(records->graph, id)->size);
	}
	for (size_t i = order->count; i-- > 0;)
		if (records->by_id[order->at[i]].has_records)
			limit_held(records, order->at[i]);
}

static void choose_forms(struct bk_records *records, const id_list *order)
{
	for (size_t i = 0; i < order->count; i++)
		choose_form(records, order->at[i]);
}

/* The third pass can change only what the first found odd, and what holds what it changes. */
static void choose_forms_again(struct bk_records *records, const id_list *order)
{
	for (size_t i = 0; i < order->count; i++) {
		uint32_t id = order->at[i];
		const struct bk_record *record = &records->by_id[id];

		if (!record->is_plain || (record->has_records && holds_more_aligned(records, id)))
			choose_form(records, id);
	}
}

/* A type that is its own base; sets its alignment, too. */
static struct bk_value base_value(struct bk_records *records, uint32_t id, const struct bk_type *t)
{
	bool is_power = t->size && !(t->size & (t->size - 1));
	struct bk_value value = { .base = id, .sort = BK_VALUE_PLAIN, .size = t->size };
	uint8_t *align = &records->align_log2[id];
	struct bk_scalar scalar;

	switch (bk_kind(t)) {
	case BK_KIND_INT:
	case BK_KIND_FLOAT:
		scalar = bk_scalar_of(records->graph, t);
		*align = log2_of(scalar.align);
		if (bk_kind(t) == BK_KIND_INT && scalar.spelling)
			value.sort = BK_VALUE_BITFIELD;
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		value.sort = is_power && t->size <= 8 ? BK_VALUE_BITFIELD : BK_VALUE_NONE;
		*align = is_power ? log2_of(t->size) : 0;
		break;
	case BK_KIND_PTR:
		value.size = records->graph->pointer_size;
		*align = log2_of(value.size);
		break;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		value.sort = BK_VALUE_RECORD;
		break;
	default:
		value.sort = BK_VALUE_NONE;
		value.size = 0;
		break;
	}
	return value;
}

/* The value of a type whose target's value, if it has one, is known. */
static struct bk_value value_of(struct bk_records *records, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(records->graph, id);
	struct bk_value value;

	if (bk_kind(t) == BK_KIND_TYPEDEF || bk_kind_is_modifier(bk_kind(t)))
		return records->values[t->type_id];
	if (bk_kind(t) != BK_KIND_ARRAY)
		return base_value(records, id, t);
	value = records->values[bk_array_info(t)->elem_type];
	value.is_array = true;
	if (__builtin_mul_overflow(value.size, bk_array_info(t)->nelems, &value.size))
		value.size = UINT32_MAX;
	return value;
}

/*
 * The values of all types that hold others, and the order of the records among them, innermost
 * first: the graph keeps them in such an order, a base's before its split's.
 */
static bool visit_holders(struct bk_records *records, const struct bk_graph *graph, id_list *order)
{
	uint32_t count;
	const uint32_t *holders = bk_graph_holders(graph, &count);

	if (graph->base && !visit_holders(records, graph->base, order))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		records->values[holders[i]] = value_of(records, holders[i]);
		if (records->values[holders[i]].base == holders[i] &&
		    !bk_array_push(order, holders[i]))
			return false;
	}
	return true;
}

static bool find_values(struct bk_records *records, id_list *order)
{
	const uint32_t others = 1u << BK_KIND_INT | 1u << BK_KIND_FLOAT | 1u << BK_KIND_PTR |
				1u << BK_KIND_FWD | BK_KINDS_ENUM;

	for (struct bk_ids of = bk_ids_of(records->graph, others); bk_ids_next(&of);)
		records->values[of.id] =
			base_value(records, of.id, bk_graph_type(records->graph, of.id));
	return visit_holders(records, records->graph, order);
}

static bool has_narrow_ints(const struct bk_graph *graph)
{
	for (struct bk_ids ids = bk_ids_of(graph, 1u << BK_KIND_INT); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(graph, ids.id);

		if (bk_int_bits(t) != 8 * t->size || bk_int_bits_offset(t))
			return true;
	}
	return false;
}

struct bk_error *bk_records_init(struct bk_records *records, const struct bk_graph *graph,
				 const uint8_t *given_log2)
{
	struct bk_error *error = NULL;
	id_list order = { 0 };

	*records = (struct bk_records){ .graph = graph, .given_log2 = given_log2 };
	records->by_id = calloc(graph->count, sizeof(*records->by_id));
	records->values = calloc(graph->count, sizeof(*records->values));
	records->align_log2 = calloc(graph->count, sizeof(*records->align_log2));
	records->has_narrow_ints = has_narrow_ints(graph);
	if (!records->by_id || !records->values || !records->align_log2 ||
	    !find_values(records, &order)) {
		error = bk_error_memory();
	} else {
		choose_forms(records, &order);
		find_limits(records, &order);
		choose_forms_again(records, &order);
	}
	bk_array_deinit(&order);
	if (error)
		bk_records_deinit(records);
	return error;
}

void bk_records_deinit(struct bk_records *records)
{
	free(records->by_id);
	free(records->values);
	free(records->align_log2);
	*records = (struct bk_records){ 0 };
}
