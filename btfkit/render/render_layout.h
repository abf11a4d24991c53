/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Layouts of records as text, table and JSON. */
#ifndef BK_RENDER_RENDER_LAYOUT_H
#define BK_RENDER_RENDER_LAYOUT_H

#include "btfkit/base/json.h"
#include "btfkit/find/find.h"
#include "btfkit/layout/chosen.h"
#include "btfkit/layout/layout.h"

/*
 * `btfkit layout`: a record in C with the place of each member, its gaps, cache lines and a summary.
 * With `color`, for a terminal. Control characters in names become `?`. Fails without memory.
 */
struct bk_error *bk_render_layout_text(struct bk_sink *sink, const struct bk_type_layout *layout,
				       bool color) BK_MUST_CHECK;

/* A line a record: what `btfkit layout --sort` and the like list. */
void bk_render_layout_table(struct bk_sink *sink, const struct bk_graph *graph,
			    const struct bk_chosen *chosen);

/*
 * As JSON, schema: btfkit.layout/1. Begin, each record, end, which tells whether memory sufficed.
 * `users`, who uses the record, may be NULL.
 */
struct bk_layout_json {
	struct bk_json json;
	struct bk_sink scratch;
};

void bk_layout_json_begin(struct bk_layout_json *document, struct bk_sink *sink);
void bk_layout_json_put(struct bk_layout_json *document, const struct bk_type_layout *layout,
			const struct bk_find_result *users);
struct bk_error *bk_layout_json_end(struct bk_layout_json *document) BK_MUST_CHECK;

#endif
