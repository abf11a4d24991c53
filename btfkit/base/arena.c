// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A bump allocator over a list of blocks. */
#include "btfkit/base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct bk_arena_block {
	struct bk_arena_block *next;
	alignas(max_align_t) char bytes[];
};

enum { BLOCK_SIZE = 64 * 1024 };

void *bk_arena_alloc(struct bk_arena *arena, size_t size)
{
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	char *piece;

	if (rounded < size)
		return NULL;
	if (rounded > (size_t)(arena->end - arena->at)) {
		size_t room = rounded > BLOCK_SIZE / 4 ? rounded : BLOCK_SIZE;
		struct bk_arena_block *block;

		if (room > (size_t)-1 - sizeof(*block))
			return NULL;
		block = malloc(sizeof(*block) + room);
		if (!block)
			return NULL;
		block->next = arena->blocks;
		arena->blocks = block;
		if (room == rounded) /* a large piece has a block of its own */
			return block->bytes;
		arena->at = block->bytes;
		arena->end = block->bytes + room;
	}
	piece = arena->at;
	arena->at += rounded;
	return piece;
}

char *bk_arena_copy(struct bk_arena *arena, const char *bytes, size_t size)
{
	char *copy = bk_arena_alloc(arena, size + 1);

	if (copy) {
		memcpy(copy, bytes, size);
		copy[size] = '\0';
	}
	return copy;
}

void bk_arena_deinit(struct bk_arena *arena)
{
	while (arena->blocks) {
		struct bk_arena_block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	*arena = (struct bk_arena)BK_ARENA_INIT;
}
