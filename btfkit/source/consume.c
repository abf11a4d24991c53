// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A kernel's types before deduplication are hundreds of megabytes, each of which is looked at once.
 * Page faults and what the kernel does for them would take a quarter of the time, so a thread goes
 * ahead and takes them; and most of the memory would be what is done with, so it clears up behind.
 */
#include "btfkit/source/consume.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ \
	22 /* Linux 5.14; unknown to older C libraries, refused by older kernels */
#endif

enum {
	LARGE = 16 << 20, /* smaller files were fetched with all pages (file.c) */
	STEP = 1 << 20,	  /* fetched or given back at a time; the sizes of all pages divide it */
	AHEAD = 6 << 20,  /* so much is fetched at most before it is read, */
	LEFT = 4 << 20,	  /* and so much left at most behind */
};

/* Positions are offsets in the mapping. */
struct bk_fetcher {
	uint8_t *mapping;
	size_t end;
	size_t fetched, dropped;
	size_t at; /* what stands before it was read */
	bool is_over;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* `at` has, or it is over */
};

/*
 * Fetches the next step. On a busy machine what it fetches may be done with before it has come: that
 * must not stay in memory.
 */
static void fetch_step(struct bk_fetcher *f, size_t size)
{
	size_t from = f->fetched, late;

	pthread_mutex_unlock(&f->lock);
	madvise(f->mapping + from, size, MADV_POPULATE_READ);
	pthread_mutex_lock(&f->lock);
	f->fetched += size;
	late = f->dropped > from ? f->dropped - from : 0;
	if (late)
		madvise(f->mapping + from, late < size ? late : size, MADV_DONTNEED);
}

static void *fetch(void *argument)
{
	struct bk_fetcher *f = argument;

	pthread_mutex_lock(&f->lock);
	while (!f->is_over) {
		size_t at = f->at, size;

		if (f->fetched < f->dropped)
			f->fetched = f->dropped;
		size = f->end - f->fetched < STEP ? f->end - f->fetched : STEP;
		if (size && f->fetched < at + AHEAD) {
			fetch_step(f, size);
		} else if (f->dropped + STEP <= at) {
			uint8_t *from = f->mapping + f->dropped;

			f->dropped += STEP;
			pthread_mutex_unlock(&f->lock);
			madvise(from, STEP, MADV_DONTNEED);
			pthread_mutex_lock(&f->lock);
		} else {
			pthread_cond_wait(&f->moved, &f->lock);
		}
	}
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

/* Without a thread it goes on without, somewhat slower. */
static struct bk_fetcher *fetcher_create(uint8_t *mapping, size_t start, size_t end)
{
	struct bk_fetcher *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->mapping = mapping;
	f->fetched = f->dropped = f->at = start;
	f->end = end;
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->moved, NULL);
	if (pthread_create(&f->thread, NULL, fetch, f) == 0)
		return f;
	pthread_cond_destroy(&f->moved);
	pthread_mutex_destroy(&f->lock);
	free(f);
	return NULL;
}

static void fetcher_move(struct bk_fetcher *f, size_t at, bool is_over)
{
	pthread_mutex_lock(&f->lock);
	f->at = at;
	f->is_over = is_over;
	/* memory must not depend on whether the thread gets a processor */
	for (; f->dropped + LEFT <= at; f->dropped += STEP)
		madvise(f->mapping + f->dropped, STEP, MADV_DONTNEED);
	pthread_cond_signal(&f->moved);
	pthread_mutex_unlock(&f->lock);
}

/* Returns how far it has given back. */
static size_t fetcher_end(struct bk_consumer *consumer)
{
	struct bk_fetcher *f = consumer->fetcher;
	size_t dropped;

	fetcher_move(f, f->at, true);
	pthread_join(f->thread, NULL);
	dropped = f->dropped;
	pthread_cond_destroy(&f->moved);
	pthread_mutex_destroy(&f->lock);
	free(f);
	consumer->fetcher = NULL;
	return dropped;
}

void bk_consumer_init(struct bk_consumer *consumer, const struct bk_source *source)
{
	const uint8_t *mapping = source->file.mapping;
	bool is_mapped = mapping && source->btf.data >= mapping &&
			 source->btf.data < mapping + source->file.bytes.size;

	*consumer = (struct bk_consumer){ 0 };
	if (!is_mapped)
		return;
	consumer->source = source;
	consumer->dropped = (size_t)(source->btf.data - mapping) / STEP * STEP;
	consumer->is_large = source->file.bytes.size > LARGE;
}

/* Only whole pages: in those at the ends there is something else, too. */
static void give_back_between(uint8_t *mapping, size_t from, size_t to)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	from = (from + page - 1) / page * page;
	to = to / page * page;
	if (from < to)
		madvise(mapping + from, to - from, MADV_DONTNEED);
}

void bk_consumer_trim(struct bk_consumer *consumer)
{
	const struct bk_source *source = consumer->source;
	uint8_t *mapping;
	size_t start;

	if (!source)
		return;
	mapping = source->file.mapping;
	start = (size_t)(source->btf.data - mapping);
	give_back_between(mapping, 0, start);
	give_back_between(mapping, start + source->btf.size, source->file.bytes.size);
}

void bk_consumer_deinit(struct bk_consumer *consumer)
{
	if (consumer->fetcher)
		(void)fetcher_end(consumer);
}

void bk_consumer_pause(struct bk_consumer *consumer)
{
	const struct bk_source *source = consumer->source;

	if (!source)
		return;
	madvise(source->file.mapping, source->file.bytes.size, MADV_DONTNEED);
	consumer->is_paused = true;
}

/* The first time: what was not mapped with all its pages is fetched now. */
static void begin(struct bk_consumer *consumer, uint8_t *mapping, size_t end)
{
	size_t start = consumer->dropped;

	if (consumer->is_large)
		consumer->fetcher = fetcher_create(mapping, start, end);
	else if (consumer->is_paused)
		madvise(mapping + start, end - start, MADV_POPULATE_READ);
	consumer->is_large = consumer->is_paused = false;
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
	begin(consumer, mapping, end);
	if (consumer->fetcher && at < end) {
		fetcher_move(consumer->fetcher, at, false);
		return;
	}
	if (consumer->fetcher)
		consumer->dropped = fetcher_end(consumer);
	if (at < consumer->dropped) /* once more */
		consumer->dropped = at / STEP * STEP;
	size = at - consumer->dropped;
	if (at < end)
		size = size / STEP * STEP;
	if (!size)
		return;
	consumer->dropped += size;
	if (at == end) /* and what was mapped along with it */
		madvise(mapping, consumer->source->file.bytes.size, MADV_DONTNEED);
	else
		madvise(mapping + consumer->dropped - size, size, MADV_DONTNEED);
}
