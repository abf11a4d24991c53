// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening inputs and outputs as the common options say. */
#include "btfkit/cli/io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_verbose(const struct bk_common *common)
{
	return common->verbose && !common->quiet;
}

static void tell_graph(const struct bk_source *source, const struct bk_graph *graph,
		       const char *role)
{
	uint32_t count = graph->count - graph->first_id;

	fprintf(stderr, "btfkit: %s: %s%u type%s", source->where, role, count,
		count == 1 ? "" : "s");
	if (source->release)
		fprintf(stderr, " of %s", source->release);
	if (source->arch)
		fprintf(stderr, " (%s)", source->arch);
	fprintf(stderr, "\n");
}

/* For -v: a line for the base, where there is one, and one for what was asked for. */
static void tell_opened(const struct bk_input *input)
{
	if (input->base_source)
		tell_graph(input->base_source, input->base_graph, "the base: ");
	else if (input->base_graph)
		tell_graph(input->source, input->base_graph, ".BTF.base: ");
	tell_graph(input->source, input->graph, "");
}

struct bk_error *bk_open_input_sharing(struct bk_input *input, const char *spec,
				       const struct bk_common *common, struct bk_base *base)
{
	BK_TRY(bk_input_init_sharing(input, spec, common->base, base));
	bk_tell_input(input, common);
	return NULL;
}

void bk_tell_input(const struct bk_input *input, const struct bk_common *common)
{
	if (is_verbose(common))
		tell_opened(input);
	else if (!common->quiet && bk_graph_count(input->graph) == bk_graph_first_id(input->graph))
		fprintf(stderr, "btfkit: %s: its BTF is empty: a header without types\n",
			input->source->name);
}

struct bk_error *bk_open_input(struct bk_input *input, const char *spec,
			       const struct bk_common *common)
{
	return bk_open_input_sharing(input, spec, common, NULL);
}

struct bk_error *bk_remark_type(struct bk_error *error, const char *spec)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ *?";

	if (!error || !spec || !*spec || spec[strspn(spec, letters)] || access(spec, F_OK) == 0)
		return error;
	return bk_error_remark(error, "a type of that name: --type '%s'", spec);
}

struct bk_error *bk_out_init(struct bk_out *out, const struct bk_common *common)
{
	*out = (struct bk_out){ .path = common->output,
				.is_verbose = is_verbose(common),
				.file = { .fd = -1 } };
	if (out->path && strcmp(out->path, "-") == 0)
		out->path = NULL;
	if (out->path)
		BK_TRY(bk_output_init(&out->file, out->path));
	bk_sink_init_fd(&out->sink, out->path ? out->file.fd : STDOUT_FILENO);
	return NULL;
}

bool bk_out_has_color(const struct bk_out *out, const struct bk_common *common)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (common->color && strcmp(common->color, "auto") != 0)
		return strcmp(common->color, "always") == 0;
	return !out->path && isatty(STDOUT_FILENO) && !(no_color && *no_color) && term &&
	       strcmp(term, "dumb") != 0;
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
