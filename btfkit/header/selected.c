// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Definitions of single types, out of any header's order. */
#include "btfkit/header/parts.h"
#include "btfkit/header/vmlinux.h"

/* What has no definition of its own: scalars, pointers, prototypes, sections, tags. */
static void put_comment(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	enum bk_kind kind = bk_kind(t);
	const char *name = bk_graph_name(cgen->graph, t);

	bk_printf(sink, "/* [%u] %s: ", id, bk_kind_name(kind));
	if (kind == BK_KIND_DATASEC || kind == BK_KIND_DECL_TAG || kind >= BK_KIND_COUNT)
		for (; *name; name++) /* which must not end the comment */
			bk_putc(sink, *name == '*' || *name < ' ' ? '?' : *name);
	else
		bk_cgen_declare(cgen, sink, id, "", 0);
	bk_puts(sink, " */\n");
}

static void put_type(struct bk_cgen *cgen, struct bk_sink *sink, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(cgen->graph, id);
	enum bk_kind kind = bk_kind(t);

	id = bk_identity_of(cgen->identity, id);
	if (bk_cgen_is_definable(cgen, id) ||
	    (bk_kind_is_enum(kind) && bk_vlen(t) && cgen->anon.fate[id] == BK_ANON_UNUSED)) {
		if (!cgen->defined[id])
			bk_cgen_define(cgen, sink, id);
	} else if (kind == BK_KIND_FWD) {
		bk_cgen_put_name(cgen, sink, id);
		bk_puts(sink, ";\n");
	} else if (bk_kind_is_record(kind)) { /* anonymous: by its content */
		bk_cgen_declare(cgen, sink, id, "", 0);
		bk_puts(sink, ";\n");
	} else if (kind == BK_KIND_FUNC || kind == BK_KIND_VAR) {
		bk_puts(sink, kind == BK_KIND_VAR ? "extern " : "");
		bk_cgen_declare(cgen, sink, kind == BK_KIND_VAR ? t->type_id : id,
				bk_graph_name(cgen->graph, t), 0);
		bk_puts(sink, ";\n");
	} else {
		put_comment(cgen, sink, id);
	}
}

struct bk_error *bk_header_write_selected(struct bk_sink *sink, const struct bk_graph *graph,
					  const struct bk_selection *selection)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	BK_AUTO(bk_cgen_auto) struct bk_cgen *cgen = NULL;
	BK_AUTO(bk_sink_deinit) struct bk_sink body = { .fd = -1 };

	BK_TRY(bk_names_create_of(graph, BK_CGEN_KINDS, &names));
	BK_TRY(bk_cgen_create(graph, names, NULL, 0, NULL, &cgen));
	cgen->out_of_order = true;
	bk_sink_init_memory(&body, bk_header_limit(graph));
	for (uint32_t id = graph->first_id; id < graph->count && !body.error; id++)
		if (bk_selection_has(selection, graph, id))
			put_type(cgen, &body, id);
	BK_TRY(bk_sink_finish(&body));
	bk_put(sink, body.start, body.at - body.start);
	return NULL;
}
