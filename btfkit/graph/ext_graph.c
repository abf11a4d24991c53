// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Checks the references of .BTF.ext and groups its records by ELF section. */
#include "btfkit/graph/ext_graph.h"

#include "btfkit/base/strmap.h"

static struct bk_error *check_string(const struct bk_graph *graph, uint32_t offset,
				     const char *role)
{
	uint32_t end = graph->first_string + (uint32_t)graph->strings.size;

	if (offset < end)
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED, "%s offset %u past the string section (%u bytes)",
			       role, offset, end);
}

static struct bk_error *check_id(const struct bk_graph *graph, uint32_t id)
{
	if (id < graph->count)
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED, "type %u does not exist (ids end at %u)", id,
			       graph->count - 1);
}

static struct bk_error *check_func(const struct bk_graph *graph, uint32_t id)
{
	enum bk_kind kind;

	BK_TRY(check_id(graph, id));
	kind = bk_kind(bk_graph_type(graph, id));
	if (kind == BK_KIND_FUNC)
		return NULL;
	return bk_error_create(BK_ERR_MALFORMED, "type %u is a %s, not a FUNC", id,
			       bk_kind_name(kind));
}

static struct bk_error *check_record(const struct bk_graph *graph, enum bk_ext_part part,
				     const struct bk_ext_record *record)
{
	BK_TRY(check_string(graph, record->section_name_off, "section name"));
	switch (part) {
	case BK_EXT_FUNC_INFO:
		return check_func(graph, record->func.type_id);
	case BK_EXT_LINE_INFO:
		BK_TRY(check_string(graph, record->line.file_name_off, "file name"));
		return check_string(graph, record->line.text_off, "source line");
	case BK_EXT_CORE_RELO:
		BK_TRY(check_id(graph, record->relo.type_id));
		return check_string(graph, record->relo.access_off, "access string");
	case BK_EXT_PARTS:
		break;
	}
	return NULL;
}

static struct bk_error *check_records(const struct bk_graph *graph, const struct bk_ext *ext)
{
	for (enum bk_ext_part part = BK_EXT_FUNC_INFO; part < BK_EXT_PARTS; part++)
		for (size_t i = 0; i < ext->parts[part].count; i++) {
			const struct bk_ext_record *record = &ext->parts[part].at[i];

			BK_TRY(bk_ext_error_in(check_record(graph, part, record), part,
					       record->at));
		}
	return NULL;
}

struct grouping {
	struct bk_ext_graph *result;
	const struct bk_ext *ext;
	struct bk_strmap index; /* of sections, by name */
};

/* How many records from the `first` on have their section's name at the same place. */
static size_t run_length(const struct bk_ext *ext, enum bk_ext_part part, size_t first)
{
	const struct bk_ext_record *at = ext->parts[part].at;
	size_t end = first + 1;

	while (end < ext->parts[part].count &&
	       at[end].section_name_off == at[first].section_name_off)
		end++;
	return end - first;
}

/* Counts the record's section, which is made at its first record. */
static struct bk_error *count_run(struct grouping *g, enum bk_ext_part part, size_t first,
				  size_t length)
{
	struct bk_ext_graph *result = g->result;
	uint32_t name_off = g->ext->parts[part].at[first].section_name_off;
	struct bk_ext_section fresh = { .name = bk_graph_string(result->graph, name_off) };
	uint32_t next = (uint32_t)result->sections.count;
	bool inserted;
	uint32_t *index = bk_strmap_insert(&g->index, fresh.name, next, &inserted);

	if (!index || (inserted && !bk_array_push(&result->sections, fresh)))
		return bk_error_memory();
	result->sections.at[*index].parts[part].count += length;
	return NULL;
}

/* Copies the records behind those of its section that are there already. */
static void copy_run(const struct grouping *g, enum bk_ext_part part, size_t first, size_t length)
{
	struct bk_ext_graph *result = g->result;
	const struct bk_ext_record *from = g->ext->parts[part].at + first;
	const char *name = bk_graph_string(result->graph, from->section_name_off);
	struct bk_ext_section *section = &result->sections.at[*bk_strmap_find(&g->index, name)];
	size_t to = section->parts[part].at - result->records[part] + section->parts[part].count;

	memcpy(result->records[part] + to, from, length * sizeof(*from));
	section->parts[part].count += length;
}

/*
 * Moves the records of one part into the order of sections, by counting: a section may come in
 * several blocks, between which others stand.
 */
static struct bk_error *group_part(struct grouping *g, enum bk_ext_part part)
{
	struct bk_ext_graph *result = g->result;
	size_t count = g->ext->parts[part].count, length;
	const struct bk_ext_record *to;

	result->records[part] = calloc(count + 1, sizeof(**result->records));
	if (!result->records[part])
		return bk_error_memory();
	for (size_t i = 0; i < count; i += length) {
		length = run_length(g->ext, part, i);
		BK_TRY(count_run(g, part, i, length));
	}
	to = result->records[part];
	for (size_t s = 0; s < result->sections.count; s++) {
		result->sections.at[s].parts[part].at = to;
		to += result->sections.at[s].parts[part].count;
		result->sections.at[s].parts[part].count = 0;
	}
	for (size_t i = 0; i < count; i += length) {
		length = run_length(g->ext, part, i);
		copy_run(g, part, i, length);
	}
	return NULL;
}

static void grouping_deinit(struct grouping *g)
{
	bk_strmap_deinit(&g->index);
}

static struct bk_error *group(struct bk_ext_graph *result, const struct bk_ext *ext)
{
	BK_AUTO(grouping_deinit)
	struct grouping g = { .result = result, .ext = ext, .index = BK_STRMAP_INIT };

	for (enum bk_ext_part part = BK_EXT_FUNC_INFO; part < BK_EXT_PARTS; part++)
		BK_TRY(group_part(&g, part));
	return NULL;
}

static struct bk_error *build(struct bk_ext_graph *result, struct bk_bytes bytes)
{
	BK_AUTO(bk_ext_deinit) struct bk_ext ext = { 0 };

	BK_TRY(bk_ext_init(&ext, bytes));
	BK_TRY(check_records(result->graph, &ext));
	return group(result, &ext);
}

struct bk_error *bk_ext_graph_create(struct bk_bytes bytes, const struct bk_graph *graph,
				     struct bk_ext_graph **result)
{
	struct bk_ext_graph *ext_graph = calloc(1, sizeof(*ext_graph));
	struct bk_error *error;

	*result = NULL;
	if (!ext_graph)
		return bk_error_memory();
	ext_graph->graph = graph;
	error = build(ext_graph, bytes);
	if (error)
		bk_ext_graph_destroy(ext_graph);
	else
		*result = ext_graph;
	return error;
}

void bk_ext_graph_destroy(struct bk_ext_graph *ext_graph)
{
	if (!ext_graph)
		return;
	for (int part = 0; part < BK_EXT_PARTS; part++)
		free(ext_graph->records[part]);
	bk_array_deinit(&ext_graph->sections);
	free(ext_graph);
}
