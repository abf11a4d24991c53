// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit diff: what changed between two kernels' types. */
#include "btfkit/base/heap.h"
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/cli/pager.h"
#include "btfkit/cli/program_uses.h"
#include "btfkit/render/render_diff.h"
#include "btfkit/render/render_suggest.h"
#include "btfkit/source/file.h"

#include <string.h>

/* Two kernels surely fill it; of what comes behind only what is used shall be in memory. */
enum { HUGE_HEAP = 2 << 20 };

struct diff_options {
	struct bk_common common;
	const char *new_base, *html;
	bool summary, suggest;
	struct bk_selection selection;
	uint32_t impacts;
	struct bk_uses uses;
	bool has_uses;
	BK_ARRAY(struct bk_program) programs; /* of --for, as source */
};

static struct bk_error *add_type(void *options, const char *text)
{
	return bk_selection_add_type(&((struct diff_options *)options)->selection, text);
}

static struct bk_error *add_suggested(void *options, const char *text)
{
	((struct diff_options *)options)->suggest = true;
	return add_type(options, text);
}

/* The kinds that are compared; an enumeration is one whatever its size. */
static struct bk_error *add_kinds(void *options, const char *text)
{
	const uint32_t compared = 1u << BK_KIND_STRUCT | 1u << BK_KIND_UNION | 1u << BK_KIND_ENUM |
				  1u << BK_KIND_ENUM64 | 1u << BK_KIND_TYPEDEF |
				  1u << BK_KIND_FUNC | 1u << BK_KIND_VAR;
	struct bk_selection *selection = &((struct diff_options *)options)->selection;

	BK_TRY(bk_selection_add_kinds(selection, text));
	if (selection->kinds & ~compared)
		return bk_error_create(BK_ERR_USAGE,
				       "--kind takes struct, union, enum, typedef, func and var, "
				       "not '%s'",
				       text);
	if (selection->kinds & (1u << BK_KIND_ENUM | 1u << BK_KIND_ENUM64))
		selection->kinds |= 1u << BK_KIND_ENUM | 1u << BK_KIND_ENUM64;
	return NULL;
}

static struct bk_error *add_impacts(void *options, const char *text)
{
	struct diff_options *diff_options = options;
	BK_AUTOFREE char *copy = strdup(text);
	char *rest = copy, *word;

	if (!copy)
		return bk_error_memory();
	while ((word = strsep(&rest, ",")) != NULL) {
		int impact = 0;

		while (impact < BK_IMPACTS && strcmp(word, bk_impact_names[impact]) != 0)
			impact++;
		if (impact == BK_IMPACTS)
			return bk_error_create(
				BK_ERR_USAGE,
				"--impact takes none, relocated, silent and breaking, not '%s'",
				word);
		diff_options->impacts |= 1u << impact;
	}
	return NULL;
}

/* The object's strings are copied, so it need not stay open. */
static struct bk_error *add_object(struct diff_options *options, const char *path)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(bk_ext_graph_auto) struct bk_ext_graph *ext = NULL;

	BK_TRY(bk_input_init(&input, path, NULL));
	if (!input.source->btf_ext.size)
		return bk_error_create(BK_ERR_NOT_FOUND,
				       "%s: --for takes a BPF program: it has no .BTF.ext",
				       input.source->name);
	BK_TRY(bk_error_in(bk_ext_graph_create(input.source->btf_ext, input.graph, &ext), "%s",
			   input.source->name));
	return bk_error_in(bk_uses_add(&options->uses, ext), "%s", input.source->name);
}

/* Whether a file is text: C has no use for NUL, and everything else that is read has it. */
static bool is_text(struct bk_bytes bytes)
{
	return bytes.size && !memchr(bytes.data, '\0', bytes.size);
}

/* A program is its source, or what it was compiled to. */
static struct bk_error *add_program(void *options, const char *path)
{
	struct diff_options *diff_options = options;
	BK_AUTO(bk_file_deinit) struct bk_file file = { 0 };

	diff_options->has_uses = true;
	BK_TRY(bk_error_in(bk_file_init(&file, path), "%s", path));
	if (!is_text(file.bytes))
		return add_object(diff_options, path);
	return bk_array_push(&diff_options->programs, (struct bk_program){ .path = path })
		       ? NULL
		       : bk_error_memory();
}

/* Programs are written for the old kernel, or else for the new one. */
static struct bk_error *read_programs(struct diff_options *options, const struct bk_graph *old,
				      const struct bk_graph *new)
{
	struct bk_error *error, *other;

	if (!options->programs.count)
		return NULL;
	error = bk_program_uses_add(&options->uses, options->programs.at, options->programs.count,
				    old);
	if (!error || bk_error_code(error) != BK_ERR_MALFORMED)
		return error;
	other = bk_program_uses_add(&options->uses, options->programs.at, options->programs.count,
				    new);
	bk_error_destroy(other ? other : error);
	return other ? error : NULL;
}

const struct bk_option bk_diff_options[] = {
	{ 0, "for", "PROGRAM",
	  "only what a BPF program, as source or object, uses (clang flags come last)", 0,
	  add_program },
	{ 0, "type", "NAME", "only types of that name or glob, also 'struct NAME' and the like", 0,
	  add_type },
	{ 0, "kind", "KIND,...", "only these: struct, union, enum, typedef, func, var", 0,
	  add_kinds },
	{ 0, "impact", "IMPACT,...", "only what is none, relocated, silent or breaking", 0,
	  add_impacts },
	{ 0, "summary", NULL, "only say how much changed", offsetof(struct diff_options, summary),
	  NULL },
	{ 0, "suggest", "TYPE", "write C that reads what is different about TYPE on both kernels",
	  0, add_suggested },
	{ 0, "html", "FILE", "write a page with search and pictures to FILE",
	  offsetof(struct diff_options, html), NULL },
	{ 0, "new-base", "SOURCE", "the base of NEW, where it is not that of OLD",
	  offsetof(struct diff_options, new_base), NULL },
	{ 0 },
};

static struct bk_diff_origin origin_of(const struct bk_input *input)
{
	return (struct bk_diff_origin){ .source = input->source->name,
					.release = input->source->release,
					.arch = input->source->arch };
}

/* The page goes to its own file; what is printed beside it is a summary. */
static struct bk_error *write_page(const struct diff_options *options,
				   const struct bk_diff_report *report)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_common common = options->common;

	common.output = options->html;
	BK_TRY(bk_out_init(&out, &common));
	BK_TRY(bk_render_diff_html(&out.sink, report));
	return bk_out_commit(&out);
}

static struct bk_error *print(const struct diff_options *options, const struct bk_input *old,
			      const struct bk_input *new, const struct bk_diff *diff)
{
	BK_AUTO(bk_pager_finish) struct bk_pager pager = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_diff_report report = { .diff = diff,
					 .old = origin_of(old),
					 .new = origin_of(new),
					 .summary = options->summary || options->html };

	if (options->html)
		BK_TRY(write_page(options, &report));
	if (options->html && strcmp(options->html, "-") == 0)
		return NULL;
	BK_TRY(bk_out_init(&out, &options->common));
	report.color = bk_out_has_color(&out, &options->common);
	if (options->suggest) {
		BK_TRY(bk_render_suggestions(&out.sink, &report));
	} else if (options->common.json) {
		BK_TRY(bk_render_diff_json(&out.sink, &report));
	} else {
		bk_pager_start(&pager, &options->common);
		BK_TRY(bk_render_diff_text(&out.sink, &report));
	}
	return bk_out_commit(&out);
}

static struct bk_error *compare(struct diff_options *options, char **specs, int *status)
{
	BK_AUTO(bk_input_deinit) struct bk_input old = { 0 };
	BK_AUTO(bk_input_deinit) struct bk_input new = { 0 };
	BK_AUTO(bk_diff_auto) struct bk_diff *diff = NULL;
	const struct bk_selection *selection = &options->selection;
	struct bk_diff_options how = { .impacts = options->impacts,
				       .outlines = options->html != NULL };
	struct bk_common new_common = options->common;

	if (!bk_selection_is_empty(selection))
		how.selection = selection;
	if (options->has_uses)
		how.uses = &options->uses;
	if (options->new_base)
		new_common.base = options->new_base;
	bk_heap_prepare_huge(HUGE_HEAP);
	BK_TRY(bk_open_input(&old, specs[0], &options->common));
	BK_TRY(bk_open_input(&new, specs[1], &new_common));
	BK_TRY(read_programs(options, old.graph, new.graph));
	BK_TRY(bk_error_in(bk_diff_create(old.graph, new.graph, &how, &diff), "%s and %s",
			   old.source->name, new.source->name));
	BK_TRY(print(options, &old, &new, diff));
	if (diff->types.count)
		*status = BK_EXIT_NO;
	return NULL;
}

static struct bk_error *check_options(const struct diff_options *options)
{
	const char *beside = options->html ? "html" : NULL;

	if (options->common.json && beside)
		return bk_error_create(BK_ERR_USAGE, "--html and --json contradict each other");
	if (options->suggest && (beside || options->common.json || options->summary))
		return bk_error_create(BK_ERR_USAGE, "--suggest and --%s contradict each other",
				       beside		      ? beside
				       : options->common.json ? "json"
							      : "summary");
	return NULL;
}

struct bk_error *bk_cmd_diff(const struct bk_command *command, int argc, char **argv, int *status)
{
	int own = bk_options_end(argc, argv, "for", "for"), first;
	struct diff_options options = { 0 };
	struct bk_error *error;

	error = bk_options_parse(command, own, argv, &options, &first);
	for (size_t i = 0; i < options.programs.count && own < argc; i++) {
		options.programs.at[i].flags = (const char *const *)argv + own + 1;
		options.programs.at[i].flag_count = argc - own - 1;
	}
	if (!error && !bk_options_answer(command, &options.common)) {
		if (own - first != 2)
			error = bk_error_create(BK_ERR_USAGE,
						"diff takes two sources, OLD and NEW, not %d",
						own - first);
		else
			error = check_options(&options);
		if (!error)
			error = compare(&options, argv + first, status);
	}
	bk_selection_deinit(&options.selection);
	bk_uses_deinit(&options.uses);
	bk_array_deinit(&options.programs);
	return error;
}
