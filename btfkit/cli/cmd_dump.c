// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit dump: prints types. */
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/header/vmlinux.h"
#include "btfkit/render/render.h"

struct dump_options {
	struct bk_common common;
	const char *format;
	bool ext;
	struct bk_selection selection;
};

static struct bk_error *add_type(void *options, const char *text)
{
	return bk_selection_add_type(&((struct dump_options *)options)->selection, text);
}

static struct bk_error *add_kinds(void *options, const char *text)
{
	return bk_selection_add_kinds(&((struct dump_options *)options)->selection, text);
}

static struct bk_error *add_ids(void *options, const char *text)
{
	return bk_selection_add_ids(&((struct dump_options *)options)->selection, text);
}

const struct bk_option bk_dump_options[] = {
	{ 0, "format", "FORMAT", "raw (the default), c or json",
	  offsetof(struct dump_options, format), NULL },
	{ 0, "ext", NULL, "print .BTF.ext: func, line and CO-RE records",
	  offsetof(struct dump_options, ext), NULL },
	{ 0, "type", "NAME", "only types of that name or glob, also 'struct NAME' and the like", 0,
	  add_type },
	{ 0, "kind", "KIND,...", "only types of these kinds", 0, add_kinds },
	{ 0, "id", "ID,...", "only these type ids (or ranges: 7-9)", 0, add_ids },
	{ 0 },
};

enum format { RAW, C, JSON };

static struct bk_error *choose_format(const struct dump_options *options, enum format *format)
{
	static const char *const names[] = { [RAW] = "raw", [C] = "c", [JSON] = "json" };

	*format = options->common.json ? JSON : RAW;
	if (!options->format)
		return NULL;
	for (*format = RAW; *format <= JSON; (*format)++)
		if (strcmp(options->format, names[*format]) == 0)
			break;
	if (*format > JSON)
		return bk_error_create(BK_ERR_USAGE, "--format takes raw, c or json, not '%s'",
				       options->format);
	if (options->common.json && *format != JSON)
		return bk_error_create(BK_ERR_USAGE, "--json and --format %s contradict each other",
				       options->format);
	return NULL;
}

static struct bk_error *print_types(const struct dump_options *options, enum format format,
				    const struct bk_input *input, struct bk_sink *sink)
{
	const struct bk_selection *selection = &options->selection;
	const struct bk_header_options header = { .release = input->source->release,
						  .arch = input->source->arch,
						  .version = BTFKIT_VERSION };

	BK_TRY(bk_error_in(bk_selection_check(selection, input->graph), "%s", input->source->name));
	if (bk_selection_is_empty(selection))
		selection = NULL;
	switch (format) {
	case RAW:
		bk_render_dump_raw(sink, input->graph, selection);
		return NULL;
	case JSON:
		bk_render_dump_json(sink, input->graph, selection);
		return NULL;
	case C:
		break;
	}
	return bk_error_in(selection ? bk_header_write_selected(sink, input->graph, selection)
				     : bk_header_write(sink, input->graph, &header),
			   "%s", input->source->name);
}

static struct bk_error *check_ext(const struct dump_options *options, enum format format)
{
	if (format == C)
		return bk_error_create(BK_ERR_USAGE, "--ext does not go with --format c");
	if (!bk_selection_is_empty(&options->selection))
		return bk_error_create(BK_ERR_USAGE,
				       "--ext does not go with --type, --kind or --id");
	return NULL;
}

static struct bk_error *print_ext(enum format format, const struct bk_input *input,
				  struct bk_sink *sink)
{
	BK_AUTO(bk_ext_graph_auto) struct bk_ext_graph *ext = NULL;
	const struct bk_source *source = input->source;

	if (!source->btf_ext.size)
		return bk_error_create(BK_ERR_NOT_FOUND, "%s: it has no .BTF.ext section",
				       source->name);
	BK_TRY(bk_error_in(bk_ext_graph_create(source->btf_ext, input->graph, &ext), "%s",
			   source->name));
	return format == JSON ? bk_render_ext_json(sink, ext) : bk_render_ext_text(sink, ext);
}

static struct bk_error *dump(const struct dump_options *options, const char *spec)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	enum format format;

	BK_TRY(choose_format(options, &format));
	if (options->ext)
		BK_TRY(check_ext(options, format));
	BK_TRY(bk_remark_type(bk_open_input(&input, spec, &options->common), spec));
	BK_TRY(bk_out_init(&out, &options->common));
	if (options->ext)
		BK_TRY(print_ext(format, &input, &out.sink));
	else
		BK_TRY(print_types(options, format, &input, &out.sink));
	return bk_out_commit(&out);
}

struct bk_error *bk_cmd_dump(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct dump_options options = { 0 };
	struct bk_error *error;
	int first;

	(void)status;
	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common)) {
		if (argc - first > 1)
			error = bk_error_create(BK_ERR_USAGE, "dump takes one SOURCE, not %d",
						argc - first);
		else
			error = dump(&options, argv[first]);
	}
	bk_selection_deinit(&options.selection);
	return error;
}
