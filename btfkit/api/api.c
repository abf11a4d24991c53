// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The public interface over the library's own. */
#include "btfkit/btfkit.h"

#include "btfkit/graph/names.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/header/vmlinux.h"
#include "btfkit/input/input.h"
#include "btfkit/render/render.h"

struct btfkit_btf {
	struct bk_input input;
	struct bk_names *names;
};

const char *btfkit_version(void)
{
	return BTFKIT_VERSION;
}

/* Ends `error` and returns its text, the caller's to free. Without memory for that, still a text. */
static char *text_of(struct bk_error *error)
{
	char *text = error ? strdup(bk_error_text(error)) : NULL;
	bool is_lost = error && !text;

	bk_error_destroy(error);
	return is_lost ? calloc(1, 1) : text;
}

char *btfkit_open(const char *source, const char *base, struct btfkit_btf **result)
{
	struct btfkit_btf *btf = calloc(1, sizeof(*btf));
	struct bk_error *error;

	*result = NULL;
	if (!btf)
		return text_of(bk_error_memory());
	error = bk_input_init(&btf->input, source, base);
	if (!error)
		error = bk_names_create(btf->input.graph, &btf->names);
	if (error)
		btfkit_close(btf);
	else
		*result = btf;
	return text_of(error);
}

void btfkit_close(struct btfkit_btf *btf)
{
	if (!btf)
		return;
	bk_names_destroy(btf->names);
	bk_input_deinit(&btf->input);
	free(btf);
}

uint32_t btfkit_type_count(const struct btfkit_btf *btf)
{
	return bk_graph_count(btf->input.graph);
}

uint32_t btfkit_first_own_id(const struct btfkit_btf *btf)
{
	return bk_graph_first_id(btf->input.graph);
}

uint32_t btfkit_find(const struct btfkit_btf *btf, const char *kind, const char *name)
{
	enum bk_kind wanted = bk_kind_by_name(kind);
	uint32_t id = wanted < BK_KIND_COUNT ? bk_names_find(btf->names, wanted, name) : 0;

	/* to its users, an enum is an enum */
	return id || wanted != BK_KIND_ENUM ? id : bk_names_find(btf->names, BK_KIND_ENUM64, name);
}

const char *btfkit_kind(const struct btfkit_btf *btf, uint32_t id)
{
	if (id >= btfkit_type_count(btf))
		return NULL;
	return bk_kind_name(bk_kind(bk_graph_type(btf->input.graph, id)));
}

const char *btfkit_name(const struct btfkit_btf *btf, uint32_t id)
{
	if (id >= btfkit_type_count(btf))
		return NULL;
	return bk_graph_name(btf->input.graph, bk_graph_type(btf->input.graph, id));
}

uint64_t btfkit_size_bytes(const struct btfkit_btf *btf, uint32_t id)
{
	return id < btfkit_type_count(btf) ? bk_type_size(btf->input.graph, id) : 0;
}

char *btfkit_write_raw(const struct btfkit_btf *btf, int fd)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;

	bk_sink_init_fd(&sink, fd);
	bk_render_dump_raw(&sink, btf->input.graph, NULL);
	return text_of(bk_sink_finish(&sink));
}

char *btfkit_write_json(const struct btfkit_btf *btf, int fd)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;

	bk_sink_init_fd(&sink, fd);
	bk_render_dump_json(&sink, btf->input.graph, NULL);
	return text_of(bk_sink_finish(&sink));
}

char *btfkit_write_header(const struct btfkit_btf *btf, int fd)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;
	const struct bk_header_options options = { .release = btf->input.source->release,
						   .arch = btf->input.source->arch,
						   .version = BTFKIT_VERSION };
	struct bk_error *error;

	bk_sink_init_fd(&sink, fd);
	error = bk_header_write(&sink, btf->input.graph, &options);
	return text_of(error ? error : bk_sink_finish(&sink));
}
