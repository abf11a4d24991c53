// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finds what is asked for, has the rest trimmed away, and writes a header of what is left. */
#include "btfkit/header/trimmed.h"

#include "btfkit/cgen/cgen.h"
#include "btfkit/cgen/enum.h"
#include "btfkit/header/object_types.h"
#include "btfkit/header/parts.h"

static struct bk_error *keep_selected(struct bk_trim *trim, const struct bk_graph *graph,
				      const struct bk_trim_request *request)
{
	const uint32_t kinds = BK_KINDS_IN_NAME_SPACES | 1u << BK_KIND_FUNC;

	if (!request->selection || bk_selection_is_empty(request->selection))
		return NULL;
	BK_TRY(bk_selection_check(request->selection, graph));
	for (struct bk_ids ids = bk_ids_of(graph, kinds); bk_ids_next(&ids);)
		if (bk_selection_has(request->selection, graph, ids.id) &&
		    !bk_trim_define(trim, ids.id, request->depth))
			return bk_error_memory();
	return NULL;
}

static struct bk_error *keep_kfuncs(struct bk_trim *trim, const struct bk_graph *graph)
{
	BK_AUTO(bk_kfuncs_deinit) struct bk_kfuncs kfuncs = { 0 };

	BK_TRY(bk_kfuncs_init(&kfuncs, graph));
	if (!kfuncs.ids.count)
		return bk_error_create(
			BK_ERR_NOT_FOUND,
			"no function is tagged as a kfunc (pahole does so since 1.26)");
	for (size_t i = 0; i < kfuncs.ids.count; i++)
		if (!bk_trim_define(trim, kfuncs.ids.at[i], 0))
			return bk_error_memory();
	return NULL;
}

/* The name before the suffix that tells namesakes apart: "FOO" of "FOO___2". */
static size_t stem_size(const char *name)
{
	const char *suffix = strstr(name, "___");

	return suffix && suffix > name ? (size_t)(suffix - name) : strlen(name);
}

static struct bk_error *keep_enums(struct bk_trim *trim, const struct bk_graph *graph,
				   const struct bk_usage *usage)
{
	BK_AUTO(bk_strmap_deinit) struct bk_strmap stems = BK_STRMAP_INIT;
	BK_AUTO(bk_arena_deinit) struct bk_arena arena = BK_ARENA_INIT;
	bool inserted;

	for (size_t i = 0; i < usage->list.count; i++) {
		const char *name = usage->list.at[i].name;
		char *stem;

		if (usage->list.at[i].sort != BK_USED_ENUMERATOR)
			continue;
		stem = bk_arena_copy(&arena, name, stem_size(name));
		if (!stem || !bk_strmap_insert(&stems, name, 0, &inserted) ||
		    !bk_strmap_insert(&stems, stem, 0, &inserted))
			return bk_error_memory();
	}
	if (!stems.count)
		return NULL;
	for (struct bk_ids ids = bk_ids_of(graph, BK_KINDS_ENUM); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(graph, ids.id);

		for (uint32_t n = 0; n < bk_vlen(t); n++) {
			if (!bk_strmap_find(&stems, bk_graph_string(graph, bk_enum_name_off(t, n))))
				continue;
			if (!bk_trim_define(trim, ids.id, 0))
				return bk_error_memory();
			break;
		}
	}
	return NULL;
}

static struct bk_error *keep_functions(struct bk_trim *trim, const struct bk_graph *graph,
				       const struct bk_usage *usage)
{
	BK_AUTO(bk_kfuncs_deinit) struct bk_kfuncs kfuncs = { 0 };

	if (!usage->index[BK_USED_FUNCTION].count)
		return NULL;
	BK_TRY(bk_kfuncs_init(&kfuncs, graph));
	for (size_t i = 0; i < kfuncs.list.count; i++)
		if (bk_strmap_find(&usage->index[BK_USED_FUNCTION], kfuncs.list.at[i].name) &&
		    !bk_trim_define(trim, kfuncs.list.at[i].id, 0))
			return bk_error_memory();
	return NULL;
}

/* "task_struct.pid", ".atomic_t.counter": see usage.h. */
static struct bk_error *keep_member(struct bk_trim *trim, const char *path)
{
	bool is_typedef = *path == '.', found;
	const char *dot = strrchr(path, '.');
	BK_AUTOFREE char *outer =
		strndup(path + is_typedef, (size_t)(dot - path) - (size_t)is_typedef);
	uint32_t record;

	if (!outer)
		return bk_error_memory();
	record = bk_trim_find_record(trim, outer, is_typedef);
	if (record && !bk_trim_keep_member(trim, record, dot + 1, &found))
		return bk_error_memory();
	return NULL;
}

static struct bk_error *keep_members(struct bk_trim *trim, const struct bk_usage *usage, bool all)
{
	for (size_t i = 0; i < usage->list.count; i++) {
		const struct bk_used *used = &usage->list.at[i];
		bool is_typedef = used->sort == BK_USED_TYPEDEF;
		uint32_t record;

		if (used->sort == BK_USED_MEMBER)
			BK_TRY(keep_member(trim, used->name));
		if ((used->sort != BK_USED_TAG && !is_typedef) || !(used->whole || all))
			continue;
		record = bk_trim_find_record(trim, used->name, is_typedef);
		if (record && !bk_trim_keep_members(trim, record))
			return bk_error_memory();
	}
	return NULL;
}

/* A word may name nothing. */
static struct bk_error *unless_missing(struct bk_error *error)
{
	if (!error || bk_error_code(error) != BK_ERR_NOT_FOUND)
		return error;
	bk_error_destroy(error);
	return NULL;
}

/* All that the programs' words may mean. Their order, which is a hash map's, decides nothing. */
static struct bk_error *keep_words(struct bk_trim *trim, const struct bk_usage *usage, bool all)
{
	for (uint32_t i = 0; i < usage->words.room; i++) {
		const struct bk_strmap_slot *word = &usage->words.slots[i];

		if (word->key && word->value & BK_WORD_TAG)
			BK_TRY(unless_missing(bk_trim_define_tag(trim, word->key, all)));
		if (word->key && word->value & BK_WORD_PLAIN)
			BK_TRY(unless_missing(bk_trim_define_typedef(trim, word->key, all)));
	}
	return NULL;
}

/* `all`: every record that is mentioned is kept whole. */
static struct bk_error *keep_used(struct bk_trim *trim, const struct bk_graph *graph,
				  const struct bk_usage *usage, bool all)
{
	bool whole = all;

	/* who leaves out members gives the numbers up as well */
	if (usage->numbers && bk_trim_keep_numbers(trim))
		all = true;
	for (size_t i = 0; i < usage->list.count; i++) {
		const struct bk_used *used = &usage->list.at[i];

		if (used->sort == BK_USED_TAG && strncmp(used->name, "anon_", 5) != 0)
			BK_TRY(bk_trim_define_tag(trim, used->name, used->complete || all));
		if (used->sort == BK_USED_TYPEDEF)
			BK_TRY(bk_trim_define_typedef(trim, used->name, used->complete || all));
	}
	if (usage->words_count || whole)
		BK_TRY(keep_words(trim, usage, whole));
	BK_TRY(keep_members(trim, usage, all));
	BK_TRY(keep_enums(trim, graph, usage));
	return keep_functions(trim, graph, usage);
}

/* The trimmed graph is BTF of ours, so an error in it is one of ours. */
static struct bk_error *write_graph(struct bk_sink *sink, struct bk_bytes bytes,
				    const struct bk_header_options *options,
				    const struct bk_remarks *remarks, const uint8_t *alignments)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	struct bk_header_options nameless = *options;

	BK_TRY(bk_graph_create(bytes, NULL, &graph));
	nameless.release = nameless.arch = NULL;
	nameless.all_tags = true;
	nameless.given_log2 = alignments;
	nameless.remarks = remarks;
	return bk_header_write(sink, graph, &nameless);
}

static struct bk_error *write_trimmed(struct bk_sink *sink, struct bk_trim *trim,
				      const struct bk_header_options *options)
{
	BK_AUTO(bk_remarks_deinit) struct bk_remarks remarks = { 0 };
	struct bk_bytes bytes = { 0 };
	struct bk_error *error;
	uint8_t *alignments;

	BK_TRY(bk_trim_remarks(trim, options->remarks, &remarks));
	BK_TRY(bk_trim_alignments(trim, &alignments));
	error = bk_trim_finish(trim, &bytes);
	if (!error)
		error = write_graph(sink, bytes, options, &remarks, alignments);
	free(alignments);
	free((void *)(uintptr_t)bytes.data);
	return error;
}

static struct bk_error *trim_and_write(struct bk_sink *sink, const struct bk_graph *graph,
				       const struct bk_names *names,
				       const struct bk_trim_request *request,
				       const struct bk_usage *usage, bool all,
				       const struct bk_header_options *options)
{
	BK_AUTO(bk_trim_auto) struct bk_trim *trim = NULL;

	BK_TRY(bk_trim_create(graph, names, &trim));
	bk_trim_give_alignments(trim, options->given_log2);
	if (request->fields)
		bk_trim_drop_members(trim);
	BK_TRY(keep_selected(trim, graph, request));
	if (request->kfuncs)
		BK_TRY(keep_kfuncs(trim, graph));
	for (size_t i = 0; i < request->object_count; i++)
		BK_TRY(bk_object_keep(trim, graph, names, request->objects[i].graph,
				      request->objects[i].ext));
	BK_TRY(keep_used(trim, graph, usage, all));
	return write_trimmed(sink, trim, options);
}

/* A header in memory, with a NUL behind it. */
static struct bk_error *end_text(struct bk_sink *text)
{
	bk_putc(text, '\0');
	return bk_sink_finish(text);
}

static size_t text_size(const struct bk_sink *text)
{
	return (size_t)(text->at - text->start) - 1;
}

static struct bk_error *read_with_whole(struct bk_usage *usage, const struct bk_graph *graph,
					const struct bk_trim_request *request,
					const struct bk_elsewhere *elsewhere)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink whole = { .fd = -1 };
	const struct bk_header_options options = { .version = "",
						   .elsewhere = elsewhere,
						   .given_log2 = request->given_log2 };

	bk_sink_init_memory(&whole, SIZE_MAX);
	BK_TRY(bk_header_write(&whole, graph, &options));
	BK_TRY(end_text(&whole));
	for (size_t i = 0; i < request->program_count; i++)
		BK_TRY(bk_usage_read(usage, &request->programs[i], whole.start, text_size(&whole)));
	if (usage->includes_header)
		return NULL;
	return bk_error_create(BK_ERR_NOT_FOUND, "%s%s does not include vmlinux.h",
			       request->programs[0].path,
			       request->program_count > 1 ? ", and none of the others," : "");
}

/*
 * A program that includes other headers beside vmlinux.h may have types twice. If it does not compile
 * with all types, it is read without any, for what others define, and once more without those.
 */
struct bk_error *bk_header_read_programs(struct bk_usage *usage, const struct bk_graph *graph,
					 const struct bk_trim_request *request,
					 struct bk_elsewhere *elsewhere)
{
	static const char stub[] = "#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n#endif\n";
	struct bk_error *first = read_with_whole(usage, graph, request, elsewhere);
	struct bk_error *error = NULL;

	if (!first || bk_error_code(first) != BK_ERR_MALFORMED)
		return first;
	for (size_t i = 0; i < request->program_count && !error; i++)
		error = bk_usage_read_definitions(elsewhere, &request->programs[i], stub);
	if (!error) {
		bk_usage_deinit(usage);
		error = read_with_whole(usage, graph, request, elsewhere);
	}
	if (!error || bk_error_code(error) != BK_ERR_MALFORMED) {
		bk_error_destroy(first);
		return error;
	}
	bk_error_destroy(error);
	return first;
}

static struct bk_error *check_programs(const struct bk_trim_request *request,
				       const struct bk_sink *text)
{
	for (size_t i = 0; i < request->program_count; i++)
		BK_TRY(bk_usage_check(&request->programs[i], text->start, text_size(text)));
	return NULL;
}

/*
 * The programs are read again with what was made for them. If they miss something in it, which
 * would be a fault of usage.c, they get all that they mention in full.
 */
static struct bk_error *write_for_programs(struct bk_sink *sink, const struct bk_graph *graph,
					   const struct bk_names *names,
					   const struct bk_trim_request *request,
					   const struct bk_usage *usage,
					   const struct bk_header_options *options)
{
	struct bk_error *error = NULL;

	for (int all = 0; all < 2; all++) {
		BK_AUTO(bk_sink_deinit) struct bk_sink text = { .fd = -1 };

		bk_error_destroy(error);
		bk_sink_init_memory(&text, SIZE_MAX);
		BK_TRY(trim_and_write(&text, graph, names, request, usage, all, options));
		BK_TRY(end_text(&text));
		error = check_programs(request, &text);
		if (!error) {
			bk_put(sink, text.start, text_size(&text));
			return NULL;
		}
	}
	return bk_error_in(error, "with the trimmed header, which is a fault of btfkit's");
}

struct bk_error *bk_header_write_trimmed(struct bk_sink *sink, const struct bk_graph *graph,
					 const struct bk_trim_request *request,
					 const struct bk_header_options *options)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	BK_AUTO(bk_usage_deinit) struct bk_usage usage = { 0 };
	BK_AUTO(bk_elsewhere_deinit) struct bk_elsewhere elsewhere = { 0 };
	struct bk_header_options beside = *options;

	BK_TRY(bk_names_create_of(graph, BK_CGEN_KINDS, &names));
	beside.lacks_signs |= bk_graph_lacks_signs(graph);
	if (!request->program_count)
		return trim_and_write(sink, graph, names, request, &usage, false, &beside);
	/* names that are left out anyhow are left out for the programs as well */
	BK_TRY(bk_elsewhere_add_all(&elsewhere, options->elsewhere) ? NULL : bk_error_memory());
	BK_TRY(bk_header_read_programs(&usage, graph, request, &elsewhere));
	beside.elsewhere = &elsewhere;
	return write_for_programs(sink, graph, names, request, &usage, &beside);
}
