// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What tests/diff/ needs to know of BTF, and to do with it, that btfkit itself is not to be asked:
 *
 *	btf_tool layouts FILE			lines that two BTFs of the same types have alike
 *	btf_tool uses FILE			C that uses all types which `layouts` tells of
 *	btf_tool constants FILE			C that asserts the values of enumerators
 *	btf_tool same FILE FILE [BASE]		which types both have, and have twice; split BTF on BASE
 *	btf_tool renumber SEED FILE OUT		writes the same types under other numbers
 *	btf_tool repeat COUNT FILE OUT		writes them so many times over, as before deduplication
 *	btf_tool reach OBJECT KERNEL RELEASE	whether each program comes to an unresolved instruction
 *
 * FILE is raw BTF, or ELF with it. See layouts.h, renumber.h and same_types.h in tests/unit/support.
 */
#include "btfkit/base/strmap.h"
#include "btfkit/cgen/cname.h"
#include "btfkit/dedup/record_words.h"
#include "btfkit/format/header.h"
#include "btfkit/needs/needs.h"
#include "btfkit/source/source.h"
#include "tests/unit/support/layouts.h"
#include "tests/unit/support/renumber.h"
#include "tests/unit/support/same_types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void must(struct bk_error *error)
{
	if (!error)
		return;
	fprintf(stderr, "btf_tool: %s\n", bk_error_text(error));
	exit(2);
}

/* How often each name stands for an enumerator or a typedef: they share a name space in C. */
static void count_names(struct bk_strmap *names, const struct bk_graph *graph)
{
	for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		bool is_enum = bk_kind_is_enum(bk_kind(t)), inserted;

		for (uint32_t n = 0; n < (is_enum ? bk_vlen(t) : 0); n++)
			++*bk_strmap_insert(names, bk_graph_string(graph, bk_enum_name_off(t, n)),
					    0, &inserted);
		if (bk_kind(t) == BK_KIND_TYPEDEF)
			++*bk_strmap_insert(names, bk_graph_name(graph, t), 0, &inserted);
	}
}

static void put_constant(struct bk_sink *sink, const char *name, const struct bk_type *t,
			 uint32_t n)
{
	int64_t value = bk_enum_value(t, n);
	bool is_negative = bk_kind_flag(t) && value < 0;

	bk_printf(sink, "_Static_assert(%s == 0x%llxULL && (%s < 0) == %d, \"%s\");\n", name,
		  (unsigned long long)value, name, is_negative, name);
}

static void put_constants(struct bk_sink *sink, const struct bk_graph *graph)
{
	struct bk_strmap names = BK_STRMAP_INIT;

	count_names(&names, graph);
	for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
		const struct bk_type *t = bk_graph_type(graph, id);

		if (!bk_kind_is_enum(bk_kind(t)))
			continue;
		for (uint32_t n = 0; n < bk_vlen(t); n++) {
			const char *name = bk_graph_string(graph, bk_enum_name_off(t, n));

			if (*bk_strmap_find(&names, name) == 1 &&
			    bk_classify_name(name, strlen(name), NULL) == BK_NAME_PLAIN)
				put_constant(sink, name, t, n);
		}
	}
	bk_strmap_deinit(&names);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
		perror(path);
		exit(2);
	}
}

static void renumber_to(const struct bk_graph *graph, const char *seed, const char *path)
{
	struct bk_bytes bytes = renumber(graph, strtoull(seed, NULL, 10));

	write_file(path, bytes.data, bytes.size);
}

/* One copy of all types, in which they are called by numbers larger by `shift`. */
static uint32_t *put_copy(const struct bk_graph *graph, uint32_t shift, uint32_t *to)
{
	for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
		const uint32_t *record = (const uint32_t *)bk_graph_type(graph, id);
		uint32_t count = bk_word_count(record), refs = bk_ref_count(record);

		memcpy(to, record, 4 * (size_t)count);
		for (uint32_t n = 0; n < refs; n++) {
			uint32_t *ref = &to[bk_ref_word(bk_words_of(record), n)];

			*ref += *ref ? shift : 0;
		}
		to += count;
	}
	return to;
}

static void repeat(const struct bk_graph *graph, const char *times, const char *path)
{
	const uint32_t own = bk_graph_count(graph) - 1;
	unsigned long copies = strtoul(times, NULL, 10);
	uint8_t *bytes = malloc(copies * graph->bytes.size + BK_BTF_HEADER_MIN);
	uint32_t *end = (void *)(bytes + BK_BTF_HEADER_MIN);

	for (uint32_t copy = 0; bytes && copy < copies; copy++)
		end = put_copy(graph, copy * own, end);
	if (bytes) {
		uint8_t *strings = (uint8_t *)end;

		memcpy(strings, graph->strings.data, graph->strings.size);
		bk_btf_header_write(bytes, BK_BTF_HEADER_MIN,
				    (uint32_t)(strings - bytes - BK_BTF_HEADER_MIN),
				    (uint32_t)graph->strings.size);
		write_file(path, bytes, (size_t)(strings - bytes) + graph->strings.size);
	}
	free(bytes);
}

/* A line `PROGRAM VERDICT` each, as tests/load_programs.c writes it: accepted, poison, or unknown. */
static void put_reached(struct bk_sink *sink, const struct bk_object *object,
			const struct bk_relocated *relocated, struct bk_kernel_names *kernel)
{
	for (uint32_t i = 0; i < object->functions.count; i++) {
		BK_AUTO(bk_needs_auto) struct bk_needs *needs = NULL;
		bool is_live = false, is_unknown = false;

		if (!object->functions.at[i].is_program)
			continue;
		must(bk_needs_create_for(object, relocated, kernel, i, &needs));
		for (size_t n = 0; needs->reach && n < needs->reach->findings.count; n++) {
			is_live |= needs->reach->findings.at[n].life == BK_LIVE;
			is_unknown |= needs->reach->findings.at[n].life == BK_LIFE_UNKNOWN;
		}
		bk_printf(sink, "%s %s\n", object->functions.at[i].name,
			  is_live	 ? "poison"
			  : is_unknown	 ? "unknown"
			  : needs->reach ? "accepted"
					 : "malformed");
	}
}

static void reach(const char *object_name, const char *kernel_name, const char *release)
{
	BK_AUTO(bk_source_auto) struct bk_source *object_source = NULL, *source = NULL;
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;
	BK_AUTO(bk_object_auto) struct bk_object *object = NULL;
	BK_AUTO(bk_relocated_auto) struct bk_relocated *relocated = NULL;
	BK_AUTO(bk_kernel_names_auto) struct bk_kernel_names *names = NULL;
	const struct bk_graph *graphs[1];
	struct bk_sink sink;

	must(bk_source_create(object_name, &object_source));
	must(bk_object_open(object_source, &object));
	must(bk_source_create(kernel_name, &source));
	must(bk_graph_create(source->btf, NULL, &graph));
	graphs[0] = graph;
	must(bk_relocator_create(graphs, 1, &relocator));
	must(bk_relocate(relocator, object, &relocated));
	must(bk_kernel_names_create(graphs, 1, release, NULL, NULL, &names));
	bk_kernel_names_set_source(names, source);
	bk_sink_init_fd(&sink, STDOUT_FILENO);
	put_reached(&sink, object, relocated, names);
	must(bk_sink_finish(&sink));
	bk_sink_deinit(&sink);
}

static void same(char **names, int count)
{
	struct bk_source *sources[3] = { NULL };
	struct bk_graph *graphs[3] = { NULL };
	struct bk_sink sink;

	for (int n = count; n--;) {
		must(bk_source_create(names[n], &sources[n]));
		must(bk_error_in(
			bk_graph_create(sources[n]->btf, n < 2 ? graphs[2] : NULL, &graphs[n]),
			"%s", names[n]));
	}
	bk_sink_init_fd(&sink, STDOUT_FILENO);
	put_same_types(&sink, (const struct bk_graph *const *)graphs);
	must(bk_sink_finish(&sink));
	bk_sink_deinit(&sink);
	for (int n = 0; n < count; n++) {
		bk_graph_destroy(graphs[n]);
		bk_source_destroy(sources[n]);
	}
}

int main(int argc, char **argv)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;
	const char *command = argc > 1 ? argv[1] : "";
	bool renumbers = strcmp(command, "renumber") == 0;
	bool writes = renumbers || strcmp(command, "repeat") == 0;

	if (argc == 5 && strcmp(command, "reach") == 0) {
		reach(argv[2], argv[3], argv[4]);
		return 0;
	}
	if ((argc == 4 || argc == 5) && strcmp(command, "same") == 0) {
		same(argv + 2, argc - 2);
		return 0;
	}
	if (argc != (writes ? 5 : 3)) {
		fprintf(stderr, "btf_tool: see tests/btf_tool.c\n");
		return 2;
	}
	must(bk_source_create(argv[writes ? 3 : 2], &source));
	must(bk_error_in(bk_graph_create(source->btf, NULL, &graph), "%s", source->name));
	bk_sink_init_fd(&sink, STDOUT_FILENO);
	if (renumbers)
		renumber_to(graph, argv[2], argv[4]);
	else if (writes)
		repeat(graph, argv[2], argv[4]);
	else if (strcmp(command, "layouts") == 0)
		put_layouts(&sink, graph);
	else if (strcmp(command, "uses") == 0)
		put_uses(&sink, graph);
	else if (strcmp(command, "constants") == 0)
		put_constants(&sink, graph);
	must(bk_sink_finish(&sink));
	return 0;
}
