/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Many pieces of work in several threads, whose results are taken in the order of the pieces.
 *
 *	const struct bk_ordered job = { .count = n, .threads = 4, .context = &mine,
 *					.work = read_one, .take = print_one };
 *	BK_TRY(bk_ordered_run(&job));
 *
 * So that output never depends on which thread was quicker. A thread that is far ahead of the oldest
 * piece still in work waits: no more than twice as many results as threads are ever kept.
 */
#ifndef BK_BASE_ORDERED_H
#define BK_BASE_ORDERED_H

#include "btfkit/base/error.h"

#include <stddef.h>

struct bk_ordered {
	size_t count;
	unsigned int threads; /* the calling one included; 0 is 1 */
	void *context;
	/* Does piece `n`; called in any of the threads, several at once. NULL: out of memory. */
	void *(*work)(void *context, size_t n);
	/*
	 * Takes over the result of piece `n`: in the order of n, in any of the threads, but one at a
	 * time. An error ends it all.
	 */
	struct bk_error *(*take)(void *context, size_t n, void *result);
	/* Ends a result that is not taken any more. */
	void (*drop)(void *result);
};

/* The first error of `take`, or that there is no memory. Where no thread can be made fewer will do. */
struct bk_error *bk_ordered_run(const struct bk_ordered *job) BK_MUST_CHECK;

/* How many processors this process may use; 1 at least. */
unsigned int bk_processor_count(void);

#endif
