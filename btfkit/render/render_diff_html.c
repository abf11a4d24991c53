// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Diffs as one page of HTML: the JSON document, all members of changed records, and a script. */
#include "btfkit/base/json.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/render/diff_page.h"
#include "btfkit/render/embed.h"
#include "btfkit/render/render_diff.h"

/* [name, offset in bits, size in bits, type]; `scratch` is memory for the type. */
static void put_member(struct bk_json *json, const struct bk_graph *graph,
		       const struct bk_diff_member *m, struct bk_sink *scratch)
{
	bk_json_open(json, '[');
	bk_json_string(json, m->path);
	bk_json_u64(json, m->offset_bits);
	bk_json_u64(json, m->size_bits);
	scratch->at = scratch->start;
	bk_type_name(graph, m->type_id, scratch);
	bk_putc(scratch, '\0');
	bk_json_string(json, scratch->start);
	bk_json_close(json, ']');
}

/* For each type null, or the lists of its old and its new members. */
static void put_outlines(struct bk_sink *sink, const struct bk_diff *diff, struct bk_sink *scratch)
{
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '[');
	for (size_t i = 0; i < diff->types.count; i++) {
		const struct bk_diff_member *m;
		struct bk_type_diff type;

		bk_diff_type_at(diff, i, &type);
		m = diff->outlines.at + type.first_outline;
		if (!type.outline_counts[0] && !type.outline_counts[1]) {
			bk_json_null(&json);
			continue;
		}
		bk_json_open(&json, '[');
		for (int side = 0; side < 2; side++) {
			bk_json_open(&json, '[');
			for (size_t n = 0; n < type.outline_counts[side]; n++)
				put_member(&json, side ? diff->new : diff->old, m++, scratch);
			bk_json_close(&json, ']');
		}
		bk_json_close(&json, ']');
	}
	bk_json_close(&json, ']');
}

struct bk_error *bk_render_diff_html(struct bk_sink *sink, const struct bk_diff_report *report)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink data;
	BK_AUTO(bk_sink_deinit) struct bk_sink scratch;
	struct bk_diff_report whole = *report;

	whole.summary = false;
	bk_sink_init_memory(&data, SIZE_MAX);
	bk_sink_init_memory(&scratch, SIZE_MAX);
	bk_puts(sink, bk_diff_page_head);
	BK_TRY(bk_render_diff_json(&data, &whole));
	BK_TRY(bk_sink_finish(&data));
	bk_put_embedded(sink, "diff", &data);
	data.at = data.start;
	put_outlines(&data, report->diff, &scratch);
	BK_TRY(bk_sink_finish(&data));
	BK_TRY(bk_sink_finish(&scratch));
	bk_put_embedded(sink, "outlines", &data);
	bk_puts(sink, bk_diff_page_tail);
	return NULL;
}
