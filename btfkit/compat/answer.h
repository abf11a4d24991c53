/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What is known of one kernel after it was asked: results, for text, JSON and pages to be made of.
 *
 * An answer owns all of its texts and refers to nothing of the kernel, which is closed before the next
 * one is opened.
 */
#ifndef BK_COMPAT_ANSWER_H
#define BK_COMPAT_ANSWER_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/graph/expression.h"

/* Where an expression is in a kernel. */
struct bk_compat_place {
	bool exists;
	const char *reason; /* why not; NULL */
	struct bk_expression_place at;
	const char *type; /* as C spells it: of a field, a typedef, a function; NULL: it has none */
};

struct bk_compat_answer {
	struct bk_arena arena;
	const char *source;		/* as it was named, or found in a directory */
	const char *release, *arch;	/* NULL: not known */
	const char *error;		/* why it could not be read; NULL */
	bool is_passed_over;		/* a file of a directory, which holds no BTF */
	struct bk_compat_place *places; /* one for each expression; NULL after an error */
};

/* NULL without memory. */
struct bk_compat_answer *bk_compat_answer_create(const char *source);

void bk_compat_answer_destroy(struct bk_compat_answer *answer);
BK_DEFINE_AUTO(bk_compat_answer_auto, struct bk_compat_answer, bk_compat_answer_destroy)

/* A copy that is the answer's; NULL for NULL. Without memory *failed is set. */
const char *bk_compat_copy(struct bk_compat_answer *answer, const char *text, bool *failed);

/* Looks for the expressions in a kernel. */
struct bk_error *bk_compat_place_all(struct bk_compat_answer *answer, const struct bk_graph *graph,
				     const struct bk_expression *expressions, size_t count)
	BK_MUST_CHECK;

#endif
