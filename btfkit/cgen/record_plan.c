// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Chooses a form for every record, in three passes over the order in which records hold each other:
 *
 *  1. innermost first, without any aligned(): what must be packed, and natural alignments;
 *  2. outermost first: to what each record may at most be aligned, given its size and every offset
 *     at which another holds it by value (none beyond 1 byte inside something packed);
 *  3. innermost first again, with aligned() where it explains gaps or sizes within that limit.
 *
 * Containment has no cycles (see graph.h), so the order exists.
 */
#include "btfkit/cgen/record.h"

#include "btfkit/base/array.h"
#include "btfkit/graph/type_size.h"

/* No kernel aligns a type to more than the largest page: 64 KiB. */
enum { MOST_ALIGN_LOG2 = 16 };

typedef BK_ARRAY(uint32_t) ids;

struct visit {
	uint32_t id, next;
};

typedef BK_ARRAY(struct visit) visits;

/* The record that member n holds by value, itself or in an array; 0 if none. */
static uint32_t held_record(const struct bk_graph *graph, const struct bk_type *t, uint32_t n)
{
	uint32_t base = bk_value_base(graph, bk_members(t)[n].type_id);

	return bk_kind_is_record(bk_kind(bk_graph_type(graph, base))) ? base : 0;
}

static bool visit_from(const struct bk_graph *graph, uint32_t root, uint8_t *seen, visits *stack,
		       ids *order)
{
	seen[root] = 1;
	if (!bk_array_push(stack, (struct visit){ root, 0 }))
		return false;
	while (stack->count) {
		struct visit *top = &stack->at[stack->count - 1];
		const struct bk_type *t = bk_graph_type(graph, top->id);
		uint32_t held;

		if (top->next == bk_vlen(t)) {
			if (!bk_array_push(order, top->id))
				return false;
			stack->count--;
			continue;
		}
		held = held_record(graph, t, top->next++);
		if (!held || seen[held])
			continue;
		seen[held] = 1;
		if (!bk_array_push(stack, (struct visit){ held, 0 }))
			return false;
	}
	return true;
}

/* All records, each after those it holds. */
static bool order_by_containment(const struct bk_graph *graph, ids *order)
{
	BK_AUTOFREE uint8_t *seen = calloc(graph->count, 1);
	visits stack = { 0 };
	bool ok = seen != NULL;

	for (uint32_t id = 1; id < graph->count && ok; id++)
		if (!seen[id] && bk_kind_is_record(bk_kind(bk_graph_type(graph, id))))
			ok = visit_from(graph, id, seen, &stack, order);
	bk_array_deinit(&stack);
	return ok;
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
	for (uint32_t n = 0; n < bk_vlen(t); n++)
		bk_layout_next(&layout, n);
	if (layout.broken || size % layout.align)
		return false;
	record->align_log2 = log2_of(layout.align);
	end = (layout.end_bits + 7) / 8;
	if (size - end < layout.align) /* the size is the end rounded up: nothing to explain */
		return true;
	for (uint8_t log2 = record->align_log2 + 1; log2 <= record->limit_log2 && end; log2++) {
		if (size % (1ull << log2) || size - end >= 1ull << log2)
			continue;
		record->explicit_log2 = record->align_log2 = log2;
		return true;
	}
	return true; /* padding at the end makes up for the rest */
}

static struct bk_record choose_form(const struct bk_records *records, const struct bk_type *t,
				    uint8_t limit_log2)
{
	struct bk_record record = { .limit_log2 = limit_log2 };

	for (record.form = BK_RECORD_NATURAL; record.form < BK_RECORD_SCATTER; record.form++)
		if (try_form(records, t, &record))
			break;
	if (record.form == BK_RECORD_SCATTER)
		record.align_log2 = record.explicit_log2 = 0;
	return record;
}

static void choose_forms(struct bk_records *records, const ids *order)
{
	for (size_t i = 0; i < order->count; i++) {
		uint32_t id = order->at[i];

		records->by_id[id] = choose_form(records, bk_graph_type(records->graph, id),
						 records->by_id[id].limit_log2);
	}
}

/* Lowers the limits of what `id` holds, whose own limit is final. */
static void limit_held(struct bk_records *records, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(records->graph, id);
	struct bk_layout layout;

	bk_layout_begin(&layout, records, t, records->by_id[id]);
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		struct bk_placement p = bk_layout_next(&layout, n);
		uint32_t held = held_record(records->graph, t, n);
		uint8_t limit = divisor_log2(p.start_bits / 8);

		if (!held)
			continue;
		if (limit > records->by_id[id].limit_log2)
			limit = records->by_id[id].limit_log2;
		if (p.packed || records->by_id[id].form != BK_RECORD_NATURAL)
			limit = 0;
		if (limit < records->by_id[held].limit_log2)
			records->by_id[held].limit_log2 = limit;
	}
}

static void find_limits(struct bk_records *records, const ids *order)
{
	for (size_t i = 0; i < order->count; i++) {
		uint32_t id = order->at[i];

		records->by_id[id].limit_log2 =
			divisor_log2(bk_graph_type(records->graph, id)->size);
	}
	for (size_t i = order->count; i-- > 0;)
		limit_held(records, order->at[i]);
}

struct bk_error *bk_records_init(struct bk_records *records, const struct bk_graph *graph)
{
	struct bk_error *error = NULL;
	ids order = { 0 };

	*records = (struct bk_records){ .graph = graph };
	records->by_id = calloc(graph->count, sizeof(*records->by_id));
	if (!records->by_id || !order_by_containment(graph, &order)) {
		error = bk_error_memory();
	} else {
		choose_forms(records, &order);
		find_limits(records, &order);
		choose_forms(records, &order);
	}
	bk_array_deinit(&order);
	if (error)
		bk_records_deinit(records);
	return error;
}

void bk_records_deinit(struct bk_records *records)
{
	free(records->by_id);
	*records = (struct bk_records){ 0 };
}
