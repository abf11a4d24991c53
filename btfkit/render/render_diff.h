/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What changed between two kernels, as text and JSON. */
#ifndef BK_RENDER_RENDER_DIFF_H
#define BK_RENDER_RENDER_DIFF_H

#include "btfkit/base/sink.h"
#include "btfkit/diff/diff.h"

/* Where a side is from. */
struct bk_diff_origin {
	const char *source;
	const char *release, *arch; /* NULL: unknown */
};

struct bk_diff_report {
	const struct bk_diff *diff;
	struct bk_diff_origin old, new;
	bool color;
	bool summary; /* nothing but it */
};

/*
 * A summary, then each type with its changes, old and new offsets beside them. Control characters in
 * names become `?`. Fails without memory.
 */
struct bk_error *bk_render_diff_text(struct bk_sink *sink, const struct bk_diff_report *report)
	BK_MUST_CHECK;

/* Schema: btfkit.diff/1; with `summary` without "types". Fails without memory. */
struct bk_error *bk_render_diff_json(struct bk_sink *sink, const struct bk_diff_report *report)
	BK_MUST_CHECK;

/*
 * One HTML page without anything from elsewhere: the same as JSON inside of it, and what draws the two
 * layouts of each record beside each other. The diff must have outlines. Fails without memory.
 */
struct bk_error *bk_render_diff_html(struct bk_sink *sink, const struct bk_diff_report *report)
	BK_MUST_CHECK;

#endif
