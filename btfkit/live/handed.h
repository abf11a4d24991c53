/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The kernel's types in memory, for a libbpf that is to search them hundreds of times.
 *
 * It goes through all types for each name that is asked for, and in a kernel two thirds of them are
 * functions and their prototypes, which stand behind all else and which no relocation is about. So they
 * are left out; what is handed over keeps its ids, names and all that it is made of.
 */
#ifndef BK_LIVE_HANDED_H
#define BK_LIVE_HANDED_H

#include "btfkit/graph/graph.h"

struct bk_handed {
	int fd;
	char path
		[32]; /* what libbpf can open; "": nothing was made, it reads the kernel's itself */
};

/* The id behind the last type that a relocation can be about or come to; `graph` has no base. */
uint32_t bk_handed_end(const struct bk_graph *graph);

/* Where it cannot be done, without /proc or memory say, the path is empty. */
void bk_handed_init(struct bk_handed *handed, const struct bk_graph *graph);

void bk_handed_deinit(struct bk_handed *handed);

#endif
