// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Layouts as JSON. */
#include "btfkit/graph/type_name.h"
#include "btfkit/render/render_layout.h"
#include "btfkit/render/render_layout_users.h"

static void field_type(struct bk_layout_json *document, const struct bk_graph *graph, uint32_t id)
{
	struct bk_sink *scratch = &document->scratch;

	scratch->at = scratch->start;
	bk_type_name(graph, id, scratch);
	bk_putc(scratch, '\0');
	bk_json_field_string(&document->json, "type", scratch->start);
}

/* The member at `index` and those inside it; returns the index behind them. */
static size_t put_member(struct bk_layout_json *document, const struct bk_type_layout *layout,
			 size_t index)
{
	const struct bk_placed_member *m = &layout->members.at[index++];
	struct bk_json *json = &document->json;

	bk_json_open(json, '{');
	bk_json_field_string(json, "name", m->name);
	field_type(document, layout->graph, m->type_id);
	bk_json_field_u64(json, "offset_bits", m->offset_bits);
	bk_json_field_u64(json, "size_bits", m->size_bits);
	bk_json_field_bool(json, "bitfield", m->is_bitfield);
	bk_json_field_u64(json, "hole_before_bits",
			  8 * m->hole_before_bytes + m->bit_hole_before_bits);
	if (m->body != BK_NO_BODY) {
		bk_json_field_open(json, "members", '[');
		while (index < layout->members.count && layout->members.at[index].depth > m->depth)
			index = put_member(document, layout, index);
		bk_json_close(json, ']');
	}
	bk_json_close(json, '}');
	return index;
}

static void put_summary(struct bk_json *json, const struct bk_layout_summary *summary)
{
	bk_json_field_open(json, "summary", '{');
	bk_json_field_u64(json, "members", summary->members);
	bk_json_field_u64(json, "holes", summary->holes);
	bk_json_field_u64(json, "hole_bytes", summary->hole_bytes);
	bk_json_field_u64(json, "bit_holes", summary->bit_holes);
	bk_json_field_u64(json, "bit_hole_bits", summary->bit_hole_bits);
	bk_json_field_u64(json, "padding_bytes", summary->padding_bytes);
	bk_json_field_u64(json, "padding_bits", summary->padding_bits);
	bk_json_field_u64(json, "cachelines", summary->cachelines);
	bk_json_close(json, '}');
}

static const char *kind_word(const struct bk_type *t)
{
	if (bk_kind(t) == BK_KIND_TYPEDEF)
		return "typedef";
	return bk_kind(t) == BK_KIND_UNION ? "union" : "struct";
}

void bk_layout_json_begin(struct bk_layout_json *document, struct bk_sink *sink)
{
	document->json = (struct bk_json){ .sink = sink };
	bk_sink_init_memory(&document->scratch, SIZE_MAX);
	bk_json_open(&document->json, '{');
	bk_json_field_string(&document->json, "schema", "btfkit.layout/1");
	bk_json_field_open(&document->json, "types", '[');
}

void bk_layout_json_put(struct bk_layout_json *document, const struct bk_type_layout *layout,
			const struct bk_find_result *users)
{
	const struct bk_type *t = bk_graph_type(layout->graph, layout->type_id);
	struct bk_json *json = &document->json;
	size_t index = 0;

	bk_json_open(json, '{');
	bk_json_field_string(json, "kind", kind_word(t));
	bk_json_field_string(json, "name", bk_graph_name(layout->graph, t));
	bk_json_field_u64(json, "size_bytes", layout->summary.size_bytes);
	bk_json_field_u64(json, "align_bytes", layout->align_bytes);
	bk_json_field_u64(json, "cacheline_bytes", layout->cacheline_bytes);
	bk_json_field_open(json, "members", '[');
	while (index < layout->members.count)
		index = put_member(document, layout, index);
	bk_json_close(json, ']');
	put_summary(json, &layout->summary);
	if (layout->is_reorganized) {
		bk_json_field_u64(json, "saved_bytes", layout->saved_bytes);
		bk_json_field_u64(json, "moved", layout->moved);
	}
	if (users)
		bk_render_layout_users_json(json, users);
	bk_json_close(json, '}');
}

struct bk_error *bk_layout_json_end(struct bk_layout_json *document)
{
	struct bk_error *error = bk_sink_finish(&document->scratch);

	bk_sink_deinit(&document->scratch);
	bk_json_close(&document->json, ']');
	bk_json_close(&document->json, '}');
	bk_putc(document->json.sink, '\n');
	return error;
}
