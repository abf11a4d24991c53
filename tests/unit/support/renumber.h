/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The same types under other numbers: what must not depend on ids and string offsets. */
#ifndef BK_TEST_RENUMBER_H
#define BK_TEST_RENUMBER_H

#include "btfkit/graph/graph.h"

/*
 * BTF of the graph's types in a random order, their strings in another. `graph` has no base and no
 * kinds but the known ones. The bytes are kept, in host byte order; the same for the same seed.
 */
struct bk_bytes renumber(const struct bk_graph *graph, uint64_t seed);

#endif
