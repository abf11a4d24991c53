// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A kernel's types before deduplication are hundreds of megabytes, each of which is looked at once.
 * The page faults would take a quarter of the time if they were not all taken at once, and most of
 * the memory would be what is done with.
 */
#include "btfkit/source/consume.h"

#include <sys/mman.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ \
	22 /* Linux 5.14; unknown to older C libraries, refused by older kernels */
#endif

enum {
	LARGE = 16 << 20, /* smaller files are mapped with all pages (file.c) */
	STEP = 4 << 20,	  /* fetched and given back at a time; all pages' sizes divide it */
};

void bk_consumer_init(struct bk_consumer *consumer, const struct bk_source *source)
{
	const uint8_t *mapping = source->file.mapping;
	bool is_mapped = mapping && source->btf.data >= mapping &&
			 source->btf.data < mapping + source->file.bytes.size;

	*consumer = (struct bk_consumer){ 0 };
	if (!is_mapped || source->btf.size <= LARGE)
		return;
	consumer->source = source;
	consumer->fetched = (size_t)(source->btf.data - mapping) / STEP * STEP;
	consumer->dropped = consumer->fetched;
}

void bk_consumer_advance(struct bk_consumer *consumer, size_t offset)
{
	uint8_t *mapping;
	size_t at, end;

	if (!consumer->source)
		return;
	mapping = consumer->source->file.mapping;
	at = (size_t)(consumer->source->btf.data - mapping) + offset;
	end = (size_t)(consumer->source->btf.data - mapping) + consumer->source->btf.size;
	while (consumer->fetched < end && consumer->fetched < at + STEP) {
		size_t size = end - consumer->fetched < STEP ? end - consumer->fetched : STEP;

		madvise(mapping + consumer->fetched, size, MADV_POPULATE_READ);
		consumer->fetched += STEP;
	}
	for (; consumer->dropped + STEP <= at; consumer->dropped += STEP)
		madvise(mapping + consumer->dropped, STEP, MADV_DONTNEED);
}
