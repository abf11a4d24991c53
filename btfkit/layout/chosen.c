// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Lists of records: chosen by a selection, sorted whatever their ids are. */
#include "btfkit/layout/chosen.h"

#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_name.h"

#include <string.h>

static bool add(struct bk_chosen *chosen, const struct bk_layouts *layouts, uint32_t id)
{
	struct bk_chosen_record record = { .id = id };

	bk_layouts_summarize(layouts, id, &record.summary);
	return bk_array_push(&chosen->records, record);
}

/* The id under which type `id` is listed, if the selection means it; else 0. */
static uint32_t listed(const struct bk_graph *graph, const struct bk_selection *selection,
		       uint32_t id)
{
	const struct bk_pattern *pattern = selection->patterns.at;

	if (bk_layout_is_named_record(graph, id))
		return bk_selection_has(selection, graph, id) ? id : 0;
	/* a TYPEDEF of a record that has a name itself */
	if (!pattern || pattern->is_glob || bk_graph_kind(graph, id) != BK_KIND_TYPEDEF ||
	    !bk_selection_has(selection, graph, id))
		return 0;
	return bk_layout_record(graph, id);
}

static int compare_words(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_type_names(const struct bk_graph *graph, uint32_t a, uint32_t b)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;
	size_t second;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_type_name(graph, a, &sink);
	bk_putc(&sink, '\0');
	second = (size_t)(sink.at - sink.start);
	bk_type_name(graph, b, &sink);
	bk_putc(&sink, '\0');
	return sink.error ? 0 : strcmp(sink.start, sink.start + second);
}

/* Of two records with one name, by what they hold, which is the same whatever their ids. */
static int compare_members(const struct bk_graph *graph, uint32_t id_a, uint32_t id_b)
{
	const struct bk_type *a = bk_graph_type(graph, bk_layout_record(graph, id_a));
	const struct bk_type *b = bk_graph_type(graph, bk_layout_record(graph, id_b));
	int order = compare_words(a->size, b->size);

	if (!order)
		order = compare_words(bk_vlen(a), bk_vlen(b));
	for (uint32_t n = 0; !order && n < bk_vlen(a); n++) {
		const struct bk_member *x = bk_members(a) + n, *y = bk_members(b) + n;

		order = strcmp(bk_graph_string(graph, x->name_off),
			       bk_graph_string(graph, y->name_off));
		if (!order)
			order = compare_words(x->offset, y->offset);
		if (!order && x->type_id != y->type_id)
			order = compare_type_names(graph, x->type_id, y->type_id);
	}
	return order;
}

static int by_name(const struct bk_graph *graph, const struct bk_chosen_record *a,
		   const struct bk_chosen_record *b)
{
	const struct bk_type *x = bk_graph_type(graph, a->id), *y = bk_graph_type(graph, b->id);
	int order = strcmp(bk_graph_name(graph, x), bk_graph_name(graph, y));

	if (!order)
		order = compare_words(bk_kind(x), bk_kind(y));
	if (!order)
		order = compare_members(graph, a->id, b->id);
	return order ? order : compare_words(a->id, b->id);
}

static int compare_names(const void *a, const void *b, void *graph)
{
	return by_name(graph, a, b);
}

static int compare_sizes(const void *a, const void *b, void *graph)
{
	const struct bk_chosen_record *x = a, *y = b;
	int order = compare_words(y->summary.size_bytes, x->summary.size_bytes);

	return order ? order : by_name(graph, x, y);
}

static int compare_holes(const void *a, const void *b, void *graph)
{
	const struct bk_chosen_record *x = a, *y = b;
	int order = compare_words(8 * y->summary.hole_bytes + y->summary.bit_hole_bits,
				  8 * x->summary.hole_bytes + x->summary.bit_hole_bits);

	return order ? order : by_name(graph, x, y);
}

void bk_chosen_sort(struct bk_chosen *chosen, const struct bk_graph *graph,
		    enum bk_layout_sort sort)
{
	static int (*const compare[])(const void *, const void *, void *) = {
		[BK_SORT_NAME] = compare_names,
		[BK_SORT_SIZE] = compare_sizes,
		[BK_SORT_HOLES] = compare_holes,
	};

	if (chosen->records.count)
		qsort_r(chosen->records.at, chosen->records.count, sizeof(*chosen->records.at),
			compare[sort], (void *)(uintptr_t)graph);
}

/* A record that is meant twice, by its name and by a TYPEDEF's, is listed once. */
static void drop_doubles(struct bk_chosen *chosen)
{
	size_t kept = 0;

	for (size_t i = 0; i < chosen->records.count; i++)
		if (!i || chosen->records.at[i].id != chosen->records.at[kept - 1].id)
			chosen->records.at[kept++] = chosen->records.at[i];
	chosen->records.count = kept;
}

/* `selection` has one pattern, or none. */
static struct bk_error *choose(struct bk_chosen *chosen, const struct bk_layouts *layouts,
			       const struct bk_graph *graph, const struct bk_selection *selection)
{
	const uint32_t kinds = BK_KINDS_RECORD | 1u << BK_KIND_TYPEDEF;
	size_t before = chosen->records.count;

	for (struct bk_ids ids = bk_ids_of(graph, kinds); bk_ids_next(&ids);) {
		uint32_t id;

		if (ids.id < graph->first_id && !selection->patterns.count)
			break;
		id = listed(graph, selection, ids.id);
		if (id && !add(chosen, layouts, id))
			return bk_error_memory();
	}
	if (chosen->records.count > before || !selection->patterns.count)
		return NULL;
	BK_TRY(bk_selection_check(selection, graph));
	return bk_error_create(BK_ERR_NOT_FOUND, "'%s' is no struct or union",
			       selection->patterns.at[0].name);
}

/* Pattern by pattern, for none may be in vain. */
static struct bk_error *choose_all(struct bk_chosen *chosen, const struct bk_layouts *layouts,
				   const struct bk_graph *graph,
				   const struct bk_selection *selection)
{
	if (!selection->patterns.count)
		return choose(chosen, layouts, graph, selection);
	for (size_t i = 0; i < selection->patterns.count; i++) {
		struct bk_selection one = *selection;

		one.patterns.at += i;
		one.patterns.count = 1;
		BK_TRY(choose(chosen, layouts, graph, &one));
	}
	return NULL;
}

struct bk_error *bk_chosen_init(struct bk_chosen *chosen, const struct bk_layouts *layouts,
				const struct bk_graph *graph, const struct bk_selection *selection)
{
	struct bk_error *error;

	*chosen = (struct bk_chosen){ 0 };
	error = choose_all(chosen, layouts, graph, selection);
	if (error) {
		bk_chosen_deinit(chosen);
		return error;
	}
	bk_chosen_sort(chosen, graph, BK_SORT_NAME);
	drop_doubles(chosen);
	return NULL;
}

void bk_chosen_deinit(struct bk_chosen *chosen)
{
	bk_array_deinit(&chosen->records);
}

void bk_chosen_keep_holes(struct bk_chosen *chosen)
{
	size_t kept = 0;

	for (size_t i = 0; i < chosen->records.count; i++)
		if (chosen->records.at[i].summary.holes || chosen->records.at[i].summary.bit_holes)
			chosen->records.at[kept++] = chosen->records.at[i];
	chosen->records.count = kept;
}
