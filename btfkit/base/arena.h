/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Memory that is taken in small pieces and given back all at once.
 *
 * An allocation returns NULL without memory.
 */
#ifndef BK_BASE_ARENA_H
#define BK_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct bk_arena_block;

struct bk_arena {
	struct bk_arena_block *blocks;
	char *at, *end;
};

#define BK_ARENA_INIT \
	{ \
		0 \
	}

/* `size` bytes aligned for any type, not cleared; NULL without memory. Valid until deinit. */
void *bk_arena_alloc(struct bk_arena *arena, size_t size);

/* A copy of `size` bytes with a NUL behind them; NULL without memory. */
char *bk_arena_copy(struct bk_arena *arena, const char *bytes, size_t size);

void bk_arena_deinit(struct bk_arena *arena);

#endif
