/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which kernels have what, as text and JSON: of expressions, and of BPF objects. */
#ifndef BK_RENDER_RENDER_COMPAT_H
#define BK_RENDER_RENDER_COMPAT_H

#include "btfkit/base/json.h"
#include "btfkit/compat/summary.h"

struct bk_compat_report {
	const struct bk_compat_answer *const *answers; /* in the order of the kernels */
	size_t answer_count;
	const struct bk_expression *expressions;
	size_t expression_count;
	size_t width; /* of the terminal, 0: any */
	bool color;
};

/* A table of kernels and expressions, then for each expression what it is where. */
struct bk_error *bk_render_places_text(struct bk_sink *sink, const struct bk_compat_report *report)
	BK_MUST_CHECK;

/* Schema btfkit.compat/1, as one document, or a line for each kernel and expression. */
struct bk_error *bk_render_places_json(struct bk_sink *sink, const struct bk_compat_report *report)
	BK_MUST_CHECK;
void bk_render_places_lines(struct bk_sink *sink, const struct bk_compat_report *report);

/* A table of kernels and objects with the verdicts, then what stands in the way, object by object. */
struct bk_error *bk_render_compat_text(struct bk_sink *sink,
				       const struct bk_compat_summary *summary, size_t width,
				       bool color) BK_MUST_CHECK;

/* One self-contained page: the table as a heat map, and what stands in the way, with search. */
struct bk_error *bk_render_compat_html(struct bk_sink *sink,
				       const struct bk_compat_summary *summary) BK_MUST_CHECK;

/*
 * Schema btfkit.compat/1: begun, continued with each answer as it comes, ended. `subjects` are the
 * objects that the results' indexes mean.
 */
void bk_render_compat_json_begin(struct bk_json *json, struct bk_sink *sink);
void bk_render_compat_json_answer(struct bk_json *json, const struct bk_compat_answer *answer,
				  const char *const *subjects);
struct bk_error *bk_render_compat_json_end(struct bk_json *json,
					   const struct bk_compat_summary *summary) BK_MUST_CHECK;

/* A line for each result, which can be read by itself. */
void bk_render_compat_lines(struct bk_sink *sink, const struct bk_compat_answer *answer,
			    const char *const *subjects);

#endif
