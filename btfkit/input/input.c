// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening a source and the base it needs. */
#include "btfkit/input/input.h"

#include "btfkit/format/header.h"
#include "btfkit/graph/rebase.h"

static struct bk_error *make_graph(const struct bk_source *source, struct bk_bytes bytes,
				   const struct bk_graph *base, struct bk_graph **graph)
{
	return bk_error_in(bk_graph_create(bytes, base, graph), "%s", source->where);
}

static struct bk_error *read_base(struct bk_base *base, const char *spec)
{
	struct bk_error *error = bk_source_create(spec, &base->source);

	if (!error)
		error = bk_error_in(bk_graph_create(base->source->btf, NULL, &base->graph),
				    "%s, the base", base->source->where);
	if (!error)
		return NULL;
	bk_base_deinit(base);
	base->is_unreadable = true;
	return error;
}

static struct bk_error *open_base(struct bk_input *input, const char *spec, struct bk_base *shared)
{
	struct bk_base own = { 0 }, *base = shared ? shared : &own;

	if (!base->graph)
		BK_TRY(read_base(base, spec));
	input->base_source = base->source;
	input->base_graph = base->graph;
	input->shares_base = shared != NULL;
	return NULL;
}

/* The base, from the first of the places that btfkit(1) lists. */
static struct bk_error *find_base(struct bk_input *input, const char *base, struct bk_base *shared)
{
	const struct bk_source *source = input->source;

	if (base)
		return open_base(input, base, shared);
	if (source->btf_base.size)
		return bk_error_in(bk_graph_create(source->btf_base, NULL, &input->base_graph),
				   "%s: .BTF.base", source->where);
	if (source->is_running_module)
		return open_base(input, BK_RUNNING_KERNEL, shared);
	return NULL;
}

/* A module with a distilled base on another: first as it came, then put onto that one. */
static struct bk_error *rebase(struct bk_input *input)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *distilled = NULL, *split = NULL;
	const struct bk_source *source = input->source;

	BK_TRY(bk_error_in(bk_graph_create(source->btf_base, NULL, &distilled), "%s: .BTF.base",
			   source->where));
	BK_TRY(make_graph(source, source->btf, distilled, &split));
	return bk_error_in(bk_graph_rebase(split, input->base_graph, &input->graph), "%s on %s",
			   source->where, input->base_source->where);
}

/* Adds to an error of a module on a base whose releases they are, where both are known. */
static struct bk_error *with_releases(const struct bk_input *input, struct bk_error *error)
{
	const struct bk_source *source = input->source, *base = input->base_source;

	if (!error || !source->release || !base->release ||
	    strcmp(source->release, base->release) == 0)
		return error;
	return bk_error_remark(error, "it is of %s, the base of %s", source->release,
			       base->release);
}

static struct bk_error *open_input(struct bk_input *input, const char *base, struct bk_base *shared)
{
	BK_TRY(find_base(input, base, shared));
	if (!input->base_source)
		return make_graph(input->source, input->source->btf, input->base_graph,
				  &input->graph);
	if (input->source->btf_base.size)
		return with_releases(input, rebase(input));
	return with_releases(
		input,
		bk_error_in(bk_graph_create(input->source->btf, input->base_graph, &input->graph),
			    "%s on %s", input->source->where, input->base_source->where));
}

struct bk_error *bk_input_init_sharing(struct bk_input *input, const char *spec, const char *base,
				       struct bk_base *shared)
{
	struct bk_source *source;

	*input = (struct bk_input){ 0 };
	BK_TRY(bk_source_create(spec, &source));
	return bk_input_init_opened(input, source, base, shared);
}

struct bk_error *bk_input_init_opened(struct bk_input *input, struct bk_source *source,
				      const char *base, struct bk_base *shared)
{
	struct bk_error *error;

	*input = (struct bk_input){ .source = source };
	error = open_input(input, base, shared);
	if (error)
		bk_input_deinit(input);
	return error;
}

bool bk_input_is_split(const struct bk_source *source)
{
	struct bk_btf_header header;
	struct bk_error *error;

	if (source->btf_base.size || source->is_running_module)
		return true;
	error = bk_btf_header_read(source->btf, &header);
	if (error) {
		bk_error_destroy(error);
		return false;
	}
	return header.strings.size && header.strings.data[0] != '\0';
}

struct bk_error *bk_input_init(struct bk_input *input, const char *spec, const char *base)
{
	return bk_input_init_sharing(input, spec, base, NULL);
}

void bk_input_deinit(struct bk_input *input)
{
	bk_graph_destroy(input->graph);
	if (!input->shares_base)
		bk_graph_destroy(input->base_graph);
	bk_source_destroy(input->source);
	if (!input->shares_base)
		bk_source_destroy(input->base_source);
	*input = (struct bk_input){ 0 };
}

void bk_base_deinit(struct bk_base *base)
{
	bk_graph_destroy(base->graph);
	bk_source_destroy(base->source);
	*base = (struct bk_base){ 0 };
}
