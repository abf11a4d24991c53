// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening inputs and outputs as the common options say. */
#include "btfkit/cli/input.h"

#include "btfkit/base/heap.h"

#include <stdio.h>
#include <unistd.h>

static struct bk_error *make_graph(const struct bk_source *source, struct bk_bytes bytes,
				   const struct bk_graph *base, struct bk_graph **graph)
{
	return bk_error_in(bk_graph_create(bytes, base, graph), "%s", source->name);
}

static struct bk_error *open_base(struct bk_input *input, const char *spec)
{
	BK_TRY(bk_source_create(spec, &input->base_source));
	return make_graph(input->base_source, input->base_source->btf, NULL, &input->base_graph);
}

/* The base, from the first of the places that the contract lists. */
static struct bk_error *find_base(struct bk_input *input, const struct bk_common *common)
{
	const struct bk_source *source = input->source;

	if (common->base && source->btf_base.size)
		return bk_error_create(BK_ERR_UNSUPPORTED,
				       "%s: it has a distilled base (.BTF.base), which cannot be "
				       "replaced by --base yet",
				       source->name);
	if (common->base)
		return open_base(input, common->base);
	if (source->btf_base.size)
		return bk_error_in(make_graph(source, source->btf_base, NULL, &input->base_graph),
				   ".BTF.base");
	if (bk_source_is_running_module(source))
		return open_base(input, BK_RUNNING_KERNEL);
	return NULL;
}

static struct bk_error *open_input(struct bk_input *input, const char *spec,
				   const struct bk_common *common)
{
	BK_TRY(bk_source_create(spec, &input->source));
	BK_TRY(find_base(input, common));
	return make_graph(input->source, input->source->btf, input->base_graph, &input->graph);
}

static bool is_verbose(const struct bk_common *common)
{
	return common->verbose && !common->quiet;
}

static void tell_graph(const struct bk_source *source, const struct bk_graph *graph,
		       const char *role)
{
	uint32_t count = graph->count - graph->first_id;

	fprintf(stderr, "btfkit: %s: %s%u type%s\n", source->name, role, count,
		count == 1 ? "" : "s");
}

/* For -v: a line for the base, where there is one, and one for what was asked for. */
static void tell_input(const struct bk_input *input)
{
	if (input->base_source)
		tell_graph(input->base_source, input->base_graph, "the base: ");
	else if (input->base_graph)
		tell_graph(input->source, input->base_graph, ".BTF.base: ");
	tell_graph(input->source, input->graph, "");
}

struct bk_error *bk_input_init(struct bk_input *input, const char *spec,
			       const struct bk_common *common)
{
	struct bk_error *error;

	*input = (struct bk_input){ 0 };
	bk_heap_prepare();
	error = open_input(input, spec, common);
	if (error)
		bk_input_deinit(input);
	else if (is_verbose(common))
		tell_input(input);
	return error;
}

void bk_input_deinit(struct bk_input *input)
{
	bk_graph_destroy(input->graph);
	bk_graph_destroy(input->base_graph);
	bk_source_destroy(input->source);
	bk_source_destroy(input->base_source);
	*input = (struct bk_input){ 0 };
}

struct bk_error *bk_out_init(struct bk_out *out, const struct bk_common *common)
{
	*out = (struct bk_out){ .path = common->output,
				.is_verbose = is_verbose(common),
				.file = { .fd = -1 } };
	if (out->path)
		BK_TRY(bk_output_init(&out->file, out->path));
	bk_sink_init_fd(&out->sink, out->path ? out->file.fd : STDOUT_FILENO);
	return NULL;
}

struct bk_error *bk_out_commit(struct bk_out *out)
{
	BK_TRY(bk_error_in(bk_sink_finish(&out->sink), "%s",
			   out->path ? out->path : "standard output"));
	if (!out->path)
		return NULL;
	BK_TRY(bk_output_commit(&out->file));
	if (out->is_verbose)
		fprintf(stderr, "btfkit: %s: written\n", out->path);
	return NULL;
}

void bk_out_deinit(struct bk_out *out)
{
	bk_sink_deinit(&out->sink);
	bk_output_deinit(&out->file);
}
