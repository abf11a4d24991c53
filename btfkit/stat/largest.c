// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The largest types, by a heap that has the smallest of those kept at its top. */
#include "btfkit/stat/largest.h"

#include "btfkit/stat/record_size.h"

struct heap {
	struct bk_large_type *at;
	size_t count, room;
};

/* Of two of one size the one with the lower id is the larger. */
static bool is_smaller(struct bk_large_type a, struct bk_large_type b)
{
	return a.bytes != b.bytes ? a.bytes < b.bytes : a.id > b.id;
}

static void sift_up(struct heap *heap, size_t i)
{
	for (size_t up; i > 0 && is_smaller(heap->at[i], heap->at[up = (i - 1) / 2]); i = up) {
		struct bk_large_type type = heap->at[i];

		heap->at[i] = heap->at[up];
		heap->at[up] = type;
	}
}

static void sift_down(struct heap *heap, size_t i)
{
	for (;;) {
		size_t least = i, child = 2 * i + 1;
		struct bk_large_type type = heap->at[i];

		for (size_t n = child; n < child + 2 && n < heap->count; n++)
			if (is_smaller(heap->at[n], heap->at[least]))
				least = n;
		if (least == i)
			return;
		heap->at[i] = heap->at[least];
		heap->at[least] = type;
		i = least;
	}
}

static void offer(struct heap *heap, uint32_t id, uint32_t bytes)
{
	struct bk_large_type type = { id, bytes };

	if (heap->count < heap->room) {
		heap->at[heap->count++] = type;
		sift_up(heap, heap->count - 1);
	} else if (heap->room && is_smaller(heap->at[0], type)) {
		heap->at[0] = type;
		sift_down(heap, 0);
	}
}

static int largest_first(const void *a, const void *b)
{
	const struct bk_large_type *x = a, *y = b;

	return is_smaller(*x, *y) - is_smaller(*y, *x);
}

struct bk_error *bk_stat_find_largest(struct bk_stat *stat, uint32_t top)
{
	const struct bk_graph *graph = stat->graph;
	struct heap records = { 0 }, types = { 0 };

	if (top > stat->types.count)
		top = (uint32_t)stat->types.count;
	if (!bk_array_reserve(&stat->largest_records, top) ||
	    !bk_array_reserve(&stat->largest_types, top))
		return bk_error_memory();
	records.at = stat->largest_records.at;
	types.at = stat->largest_types.at;
	records.room = types.room = top;
	for (uint32_t id = graph->first_id; id < graph->count; id++) {
		offer(&records, id, bk_record_size(graph, id));
		if (bk_kind_is_record(bk_graph_kind(graph, id)))
			offer(&types, id, bk_graph_type(graph, id)->size);
	}
	stat->largest_records.count = records.count;
	stat->largest_types.count = types.count;
	if (records.count)
		qsort(records.at, records.count, sizeof(*records.at), largest_first);
	if (types.count)
		qsort(types.at, types.count, sizeof(*types.at), largest_first);
	return NULL;
}
