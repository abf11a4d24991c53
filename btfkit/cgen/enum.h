/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The signs of enumerations.
 *
 * BTF tells since 2022 (pahole 1.24, Linux 6.0) whether an enum has a sign, and has ENUM64 for wide
 * values. What is older has neither: -1 is there as 4294967295, and of values of 8 bytes only the
 * lower half. Where a whole kernel has no enum with a sign, values just below 2^32 are taken for
 * negative ones, which nearly all are.
 */
#ifndef BK_CGEN_ENUM_H
#define BK_CGEN_ENUM_H

#include "btfkit/graph/graph.h"

/* Whether nothing in a kernel's graph tells which enums have a sign. */
bool bk_graph_lacks_signs(const struct bk_graph *graph);

struct bk_enum_sign {
	bool is_signed;
	bool is_guessed; /* that it is */
};

/* Of an ENUM or ENUM64 of a graph of which bk_graph_lacks_signs() says `lacks_signs`. */
struct bk_enum_sign bk_enum_sign_of(const struct bk_type *t, bool lacks_signs);

/* The value of enumerator n with that sign. */
static inline int64_t bk_enum_signed_value(const struct bk_type *t, uint32_t n,
					   struct bk_enum_sign sign)
{
	int64_t value = bk_enum_value(t, n);

	return sign.is_guessed ? (int32_t)value : value;
}

#endif
