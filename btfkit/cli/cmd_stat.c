// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit stat: what a BTF is made of, and what is odd about it; what the running kernel has. */
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/render/render.h"
#include "btfkit/render/render_stat.h"

#include <errno.h>

enum { DEFAULT_TOP = 5 };

struct stat_options {
	struct bk_common common;
	const char *top;
	bool loaded;
};

const struct bk_option bk_stat_options[] = {
	{ 0, "top", "N", "how many types and examples each list shows (5)",
	  offsetof(struct stat_options, top), NULL },
	{ 0, "loaded", NULL, "list the BTFs that are loaded into the running kernel",
	  offsetof(struct stat_options, loaded), NULL },
	{ 0 },
};

static struct bk_error *read_top(const struct stat_options *options, uint32_t *top)
{
	unsigned long value;
	char *end;

	*top = DEFAULT_TOP;
	if (!options->top)
		return NULL;
	errno = 0;
	value = strtoul(options->top, &end, 10);
	if (*options->top < '0' || *options->top > '9' || *end || errno || value > UINT32_MAX)
		return bk_error_create(BK_ERR_USAGE, "--top takes a number, not '%s'",
				       options->top);
	*top = (uint32_t)value;
	return NULL;
}

static struct bk_error *print_stat(const struct stat_options *options, const struct bk_input *input,
				   struct bk_sink *sink)
{
	BK_AUTO(bk_ext_graph_auto) struct bk_ext_graph *ext = NULL;
	BK_AUTO(bk_stat_auto) struct bk_stat *stat = NULL;
	const struct bk_source *source = input->source;
	struct bk_stat_options stat_options = { .release = source->release };
	struct bk_stat_origin origin = { .source = source->name,
					 .release = source->release,
					 .arch = source->arch };

	BK_TRY(read_top(options, &stat_options.top));
	if (source->btf_ext.size)
		BK_TRY(bk_error_in(bk_ext_graph_create(source->btf_ext, input->graph, &ext), "%s",
				   source->name));
	stat_options.ext = ext;
	BK_TRY(bk_error_in(bk_stat_create(input->graph, &stat_options, &stat), "%s", source->name));
	if (input->graph->base)
		origin.base = input->base_source ? input->base_source->name : ".BTF.base";
	if (options->common.json)
		bk_render_stat_json(sink, stat, &origin);
	else
		bk_render_stat_text(sink, stat, &origin);
	return NULL;
}

static struct bk_error *run(const struct stat_options *options, const char *spec)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };

	BK_TRY(bk_open_input(&input, spec, &options->common));
	BK_TRY(bk_out_init(&out, &options->common));
	BK_TRY(print_stat(options, &input, &out.sink));
	return bk_out_commit(&out);
}

static struct bk_error *list_loaded(const struct stat_options *options, const char *spec)
{
	BK_AUTO(bk_loaded_auto) struct bk_loaded *loaded = NULL;
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };

	if (spec)
		return bk_error_create(BK_ERR_USAGE, "--loaded takes no SOURCE");
	if (options->top || options->common.base)
		return bk_error_create(BK_ERR_USAGE, "--loaded does not go with --top or --base");
	BK_TRY(bk_loaded_create(bk_bpf_system, &loaded));
	BK_TRY(bk_out_init(&out, &options->common));
	if (options->common.json)
		bk_render_loaded_json(&out.sink, loaded);
	else
		bk_render_loaded_text(&out.sink, loaded);
	return bk_out_commit(&out);
}

struct bk_error *bk_cmd_stat(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct stat_options options = { 0 };
	int first;

	(void)status;
	BK_TRY(bk_options_parse(command, argc, argv, &options, &first));
	if (bk_options_answer(command, &options.common))
		return NULL;
	if (argc - first > 1)
		return bk_error_create(BK_ERR_USAGE, "stat takes one SOURCE, not %d", argc - first);
	return options.loaded ? list_loaded(&options, argv[first]) : run(&options, argv[first]);
}
