/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a type is underneath its typedefs, and how many bytes it takes, as BTF says. */
#ifndef BK_GRAPH_TYPE_SIZE_H
#define BK_GRAPH_TYPE_SIZE_H

#include "btfkit/graph/graph.h"

/* `id` without CONST, VOLATILE, RESTRICT and TYPE_TAG in front. */
uint32_t bk_skip_modifiers(const struct bk_graph *graph, uint32_t id);

/* The same, and without TYPEDEFs. */
uint32_t bk_skip_typedefs(const struct bk_graph *graph, uint32_t id);

/*
 * The size of a value of the type in bytes; 0 for what has none (void, FWD, prototypes, functions,
 * kinds nobody knows). Hostile arrays of arrays stop at UINT64_MAX.
 */
uint64_t bk_type_size(const struct bk_graph *graph, uint32_t id);

/*
 * The width of a member in bits where it is a bitfield, else 0. Older encoders did not mark the
 * member but made its INT narrower than its bytes, or shifted it (INT's bits_offset).
 */
uint32_t bk_member_width_bits(const struct bk_graph *graph, const struct bk_type *t,
			      const struct bk_member *m);

/* Where the member begins, in bits, the INT's own bits_offset included. */
uint32_t bk_member_start_bits(const struct bk_graph *graph, const struct bk_type *t,
			      const struct bk_member *m);

#endif
