/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What `btfkit dedup` tells of what it did. */
#ifndef BK_RENDER_RENDER_DEDUP_H
#define BK_RENDER_RENDER_DEDUP_H

#include "btfkit/base/sink.h"
#include "btfkit/dedup/explain.h"

struct bk_dedup_report {
	const struct bk_dedup *dedup;
	const struct bk_dedup_input *inputs; /* as many as dedup->input_count */
	uint64_t milliseconds;
	uint64_t peak_bytes;		  /* memory of the process, 0: unknown */
	const struct bk_explain *explain; /* NULL: not asked for */
	bool only_explain;		  /* as text, without figures */
	bool with_roots;
};

/* A line for each kind, with counts and bytes before and after; then what is to be explained. */
void bk_render_dedup_text(struct bk_sink *sink, const struct bk_dedup_report *report);

/* Schema: btfkit.dedup/1. */
void bk_render_dedup_json(struct bk_sink *sink, const struct bk_dedup_report *report);

#endif
