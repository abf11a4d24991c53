/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * INT and FLOAT in the C of whoever compiles the header: spelling, size, alignment.
 *
 * The compiler meant is clang for the bpf target or a host's, with the kernel's pointer size; on
 * both, a scalar's alignment is its size (of _Complex ones that of a half). Sizes are what BTF says:
 * a type whose name promises another size (the `long` of a 32-bit kernel is 8 bytes under bpf) is
 * spelled by its size.
 */
#ifndef BK_CGEN_SCALAR_H
#define BK_CGEN_SCALAR_H

#include "btfkit/graph/graph.h"

struct bk_scalar {
	const char *spelling; /* NULL: C has no such scalar; it takes a struct of bytes */
	uint32_t align;	      /* bytes */
};

/* Of an INT or FLOAT. */
struct bk_scalar bk_scalar_of(const struct bk_graph *graph, const struct bk_type *t);

/* The unsigned type with that many bits (8, 16, 32, 64), for padding. */
const char *bk_unsigned_spelling(uint32_t bits);

#endif
