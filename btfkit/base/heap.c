// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Settings of the allocator, for glibc. */
#include "btfkit/base/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The heap grows by AHEAD at a time; its first MOST_HUGE bytes come in huge pages. Not all of it: each
 * such page is memory in use as soon as one byte of it is.
 */
enum { HUGE_PAGE = 2 << 20, MOST_HUGE = 6 << 20, AHEAD = 32 << 20 };

void bk_heap_prepare(void)
{
#ifdef __GLIBC__
	void *volatile probe; /* or the compiler would see through it */
	uintptr_t start, end;

	/* all from the heap, which grows in large steps and never shrinks */
	mallopt(M_MMAP_THRESHOLD, 32 << 20); /* the most it takes */
	mallopt(M_TRIM_THRESHOLD, -1);
	mallopt(M_TOP_PAD, AHEAD);
	start = ((uintptr_t)sbrk(0) + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
	probe = malloc(256 << 10); /* more than is free at the top: the heap grows now */
	free(probe);
	end = (uintptr_t)sbrk(0) & ~(uintptr_t)(HUGE_PAGE - 1);
	if (end > start + MOST_HUGE)
		end = start + MOST_HUGE;
	if (end > start)
		madvise((void *)start, end - start, MADV_HUGEPAGE);
#endif
}

void bk_heap_huge(void *start, size_t size)
{
	uintptr_t from = ((uintptr_t)start + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
	uintptr_t end = ((uintptr_t)start + size) & ~(uintptr_t)(HUGE_PAGE - 1);

	if (end > from)
		madvise((void *)from, end - from, MADV_HUGEPAGE);
}
