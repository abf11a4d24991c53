// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Settings of the allocator, for glibc. */
#include "btfkit/base/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* The heap grows by AHEAD at a time. */
enum { HUGE_PAGE = 2 << 20, AHEAD = 32 << 20 };

enum { LARGE = 16 << 20 }; /* zeros that will not stay in one huge page */

void bk_heap_prepare_huge(size_t most_huge)
{
#ifdef __GLIBC__
	static uintptr_t start; /* of what is settled first, and stays so */
	static uintptr_t settled;
	void *volatile probe; /* or the compiler would see through it */
	uintptr_t end;

	/* all from the heap, which grows in large steps and never shrinks */
	mallopt(M_MMAP_THRESHOLD, 32 << 20); /* the most it takes */
	mallopt(M_TRIM_THRESHOLD, -1);
	mallopt(M_TOP_PAD, AHEAD);
	if (!start)
		start = ((uintptr_t)sbrk(0) + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
	probe = malloc(256 << 10); /* more than is free at the top: the heap grows now */
	free(probe);
	end = (uintptr_t)sbrk(0) & ~(uintptr_t)(HUGE_PAGE - 1);
	if (end > start + most_huge)
		end = start + most_huge;
	if (end > start)
		madvise((void *)start, end - start, MADV_HUGEPAGE);
	if (settled > end)
		madvise((void *)end, settled - end, MADV_NOHUGEPAGE);
	settled = end;
#else
	(void)most_huge;
#endif
}

void bk_heap_prepare(void)
{
	bk_heap_prepare_huge(6 << 20);
}

/* calloc() may clear them: that is what they are to be spared. */
void *bk_zeros_create(size_t size)
{
	void *start = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uintptr_t from, end;

	if (start == MAP_FAILED)
		return NULL;
	from = ((uintptr_t)start + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
	end = ((uintptr_t)start + size) & ~(uintptr_t)(HUGE_PAGE - 1);
	if (size >= LARGE && end > from)
		madvise((void *)from, end - from, MADV_HUGEPAGE);
	return start;
}

void bk_zeros_destroy(void *zeros, size_t size)
{
	if (zeros)
		munmap(zeros, size);
}
