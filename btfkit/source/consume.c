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
	LARGE = 16 << 20, /* smaller files were mapped with all pages (file.c) */
	STEP = 4 << 20,	  /* fetched at a time; the sizes of all pages divide it */
	GIVEN = 1 << 20,  /* given back at a time, but for the last */
};

void bk_consumer_init(struct bk_consumer *consumer, const struct bk_source *source)
{
	const uint8_t *mapping = source->file.mapping;
	bool is_mapped = mapping && source->btf.data >= mapping &&
			 source->btf.data < mapping + source->file.bytes.size;

	*consumer = (struct bk_consumer){ 0 };
	if (!is_mapped)
		return;
	consumer->source = source;
	consumer->dropped = (size_t)(source->btf.data - mapping) / GIVEN * GIVEN;
	consumer->fetched =
		source->file.bytes.size > LARGE ? consumer->dropped / STEP * STEP : SIZE_MAX;
}

void bk_consumer_pause(struct bk_consumer *consumer)
{
	size_t start;

	if (!consumer->source)
		return;
	start = (size_t)(consumer->source->btf.data - (uint8_t *)consumer->source->file.mapping);
	madvise(consumer->source->file.mapping, consumer->source->file.bytes.size, MADV_DONTNEED);
	consumer->fetched = start / STEP * STEP;
}

static void fetch(struct bk_consumer *consumer, uint8_t *mapping, size_t until, size_t end)
{
	while (consumer->fetched < end && consumer->fetched < until) {
		size_t size = end - consumer->fetched < STEP ? end - consumer->fetched : STEP;

		madvise(mapping + consumer->fetched, size, MADV_POPULATE_READ);
		consumer->fetched += STEP;
	}
}

void bk_consumer_advance(struct bk_consumer *consumer, size_t offset)
{
	uint8_t *mapping;
	size_t start, at, end, size;

	if (!consumer->source)
		return;
	mapping = consumer->source->file.mapping;
	start = (size_t)(consumer->source->btf.data - mapping);
	at = start + offset;
	end = start + consumer->source->btf.size;
	fetch(consumer, mapping, at + STEP, end);
	if (at < consumer->dropped) /* once more */
		consumer->dropped = at / GIVEN * GIVEN;
	size = at - consumer->dropped;
	if (at < end)
		size = size / GIVEN * GIVEN;
	if (!size)
		return;
	madvise(mapping + consumer->dropped, size, MADV_DONTNEED);
	consumer->dropped += size;
}
