/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Where expressions are, read again of lines that were written with --json-lines. */
#ifndef BK_COMPAT_JOIN_PLACES_H
#define BK_COMPAT_JOIN_PLACES_H

#include "btfkit/base/json_value.h"
#include "btfkit/base/strmap.h"
#include "btfkit/compat/answer.h"

/*
 * In the order in which they came. An answer's `places` has room for the expressions there were when it
 * was last added to, until bk_compat_joined_places_finish().
 */
struct bk_compat_joined_places {
	BK_ARRAY(struct bk_compat_answer *) answers; /* a kernel each */
	BK_ARRAY(uint32_t) rooms;		     /* of the places of each */
	BK_ARRAY(struct bk_expression) expressions;
	struct bk_strmap kernel_indexes, expression_indexes; /* by texts of the above */
};

/* Whether a line is about an expression, or a kernel that could not be asked for any. */
bool bk_compat_is_place(const struct bk_value *line);

/* Of a kernel and expression that come twice the later result counts. */
struct bk_error *bk_compat_join_place(struct bk_compat_joined_places *joined,
				      const struct bk_value *line) BK_MUST_CHECK;

/* Gives every answer of a kernel that was read a place for each of the expressions. */
struct bk_error *bk_compat_joined_places_finish(struct bk_compat_joined_places *joined)
	BK_MUST_CHECK;

void bk_compat_joined_places_deinit(struct bk_compat_joined_places *joined);

#endif
