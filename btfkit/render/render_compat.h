/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which kernels have what, as text and JSON: of expressions, and of BPF objects. */
#ifndef BK_RENDER_RENDER_COMPAT_H
#define BK_RENDER_RENDER_COMPAT_H

#include "btfkit/base/sink.h"
#include "btfkit/compat/answer.h"

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
void bk_render_places_json(struct bk_sink *sink, const struct bk_compat_report *report);
void bk_render_places_lines(struct bk_sink *sink, const struct bk_compat_report *report);

#endif
