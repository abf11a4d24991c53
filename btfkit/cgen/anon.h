/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What becomes of types that have no name: written where they are used, or given a name.
 *
 * A C compiler wants an anonymous struct, union or enum written out where it is used. That is not
 * always possible: an enumeration written twice would define its constants twice, a struct in a
 * parameter list is another one than outside, and BTF (not C) can have anonymous types that refer
 * to each other in a circle. Such types are spelled by a typedef of theirs, or are named after
 * their content: anon_1f0e2d3c.
 */
#ifndef BK_CGEN_ANON_H
#define BK_CGEN_ANON_H

#include "btfkit/cgen/identity.h"

enum bk_anon_fate {
	BK_ANON_UNUSED,	 /* nothing that a header holds refers to it */
	BK_ANON_INLINE,	 /* written where it is used */
	BK_ANON_TYPEDEF, /* written in one typedef, elsewhere spelled by its name */
	BK_ANON_NAMED,	 /* bk_identity_name() has a made-up tag; defined on its own */
	BK_ANON_OPAQUE,	 /* a prototype that contains itself, or nests too deep for C */
};

struct bk_anon {
	uint8_t *fate;	      /* by id: of anonymous records and enums, and of prototypes */
	uint32_t *typedef_of; /* by id: with BK_ANON_TYPEDEF, the typedef */
};

/*
 * Decides for all that named records and typedefs refer to, and the prototypes of `functions`
 * (FUNC ids), which a header declares. Made-up names are added to `identity`.
 */
struct bk_error *bk_anon_init(struct bk_anon *anon, const struct bk_graph *graph,
			      struct bk_identity *identity, const uint32_t *functions,
			      size_t function_count) BK_MUST_CHECK;

void bk_anon_deinit(struct bk_anon *anon);

/*
 * What the spelling of a type ends in, behind pointers, arrays and modifiers: a scalar, a tag, a
 * typedef, a prototype or void; the one that stands for it.
 */
uint32_t bk_spelling_end(const struct bk_graph *graph, const struct bk_identity *identity,
			 uint32_t id);

#endif
