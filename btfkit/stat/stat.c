// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Counting what a BTF is made of. What compares and judges stands in the files beside this one. */
#include "btfkit/stat/stat.h"

#include "btfkit/graph/ids.h"
#include "btfkit/stat/doctor.h"
#include "btfkit/stat/largest.h"
#include "btfkit/stat/namesakes.h"
#include "btfkit/stat/record_size.h"
#include "btfkit/stat/string_use.h"

static void count_kinds(struct bk_stat *stat)
{
	const struct bk_graph *graph = stat->graph;

	for (uint32_t id = graph->first_id; id < graph->count; id++) {
		struct bk_tally *kind = &stat->kinds[bk_graph_kind(graph, id)];
		uint32_t bytes = bk_record_size(graph, id);

		kind->count++;
		kind->bytes += bytes;
		stat->types.count++;
		stat->types.bytes += bytes;
	}
}

static void count_kfuncs(struct bk_stat *stat)
{
	const struct bk_graph *graph = stat->graph;
	const uint32_t *ids;
	uint32_t count = bk_own_ids(graph, BK_KIND_DECL_TAG, &ids);

	for (uint32_t i = 0; i < count; i++) {
		const struct bk_type *t = bk_graph_type(graph, ids[i]);

		stat->kfuncs += bk_decl_tag_component(t) == -1 &&
				bk_graph_kind(graph, t->type_id) == BK_KIND_FUNC &&
				strcmp(bk_graph_name(graph, t), "bpf_kfunc") == 0;
	}
}

/* Whether `next` may follow `id` in sorted BTF. No name comes before all others, as "" does. */
static bool is_ordered(const struct bk_graph *graph, uint32_t id, uint32_t next)
{
	const struct bk_type *a = bk_graph_type(graph, id), *b = bk_graph_type(graph, next);

	/* one name of megabytes can be that of many types */
	return a->name_off == b->name_off ||
	       strcmp(bk_graph_name(graph, a), bk_graph_name(graph, b)) <= 0;
}

static bool is_sorted(const struct bk_graph *graph)
{
	for (uint32_t id = graph->first_id; id + 1 < graph->count; id++)
		if (!is_ordered(graph, id, id + 1))
			return false;
	return true;
}

static void read_header(struct bk_stat *stat)
{
	const struct bk_btf_header *header = &stat->header;

	stat->outside_bytes = stat->graph->bytes.size - header->header_size - header->types.size -
			      header->layouts.size - header->strings.size;
}

static struct bk_error *examine(struct bk_stat *stat, const struct bk_stat_options *options,
				struct bk_namesakes *namesakes, struct bk_string_use *strings)
{
	BK_TRY(bk_btf_header_read(stat->graph->bytes, &stat->header));
	read_header(stat);
	count_kinds(stat);
	count_kfuncs(stat);
	stat->is_sorted = is_sorted(stat->graph);
	BK_TRY(bk_stat_find_largest(stat, options->top));
	BK_TRY(bk_stat_count_strings(stat, options->ext, options->top, strings));
	BK_TRY(bk_namesakes_init(namesakes, stat, options->top));
	return bk_doctor_examine(stat, options, namesakes, strings);
}

struct bk_error *bk_stat_create(const struct bk_graph *graph, const struct bk_stat_options *options,
				struct bk_stat **result)
{
	struct bk_stat *stat = calloc(1, sizeof(*stat));
	struct bk_namesakes namesakes = { 0 };
	struct bk_string_use strings = { 0 };
	struct bk_error *error;

	*result = NULL;
	if (!stat)
		return bk_error_memory();
	stat->graph = graph;
	error = examine(stat, options, &namesakes, &strings);
	bk_namesakes_deinit(&namesakes);
	bk_string_use_deinit(&strings);
	if (error)
		bk_stat_destroy(stat);
	else
		*result = stat;
	return error;
}

void bk_stat_destroy(struct bk_stat *stat)
{
	if (!stat)
		return;
	for (size_t i = 0; i < stat->findings.count; i++)
		bk_array_deinit(&stat->findings.at[i].examples);
	bk_array_deinit(&stat->findings);
	bk_array_deinit(&stat->largest_records);
	bk_array_deinit(&stat->largest_types);
	bk_arena_deinit(&stat->arena);
	free(stat);
}

const char *bk_severity_name(enum bk_severity severity)
{
	static const char *const names[] = { [BK_SEVERITY_ERROR] = "error",
					     [BK_SEVERITY_WARNING] = "warning",
					     [BK_SEVERITY_NOTE] = "note" };

	return names[severity];
}
