/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Files read once from start to end: given back behind, large ones fetched ahead by a thread. */
#ifndef BK_SOURCE_CONSUME_H
#define BK_SOURCE_CONSUME_H

#include "btfkit/source/source.h"

struct bk_fetcher;

/*
 * For a source that can be used so: its BTF is part of a mapped file.
 * What was given back can still be read, at the price of reading it from the file again.
 */
struct bk_consumer {
	const struct bk_source *source; /* NULL: nothing to be done */
	size_t dropped;			/* so many bytes of the mapping are */
	bool is_paused;
	bool is_large; /* to be fetched by a thread */
	struct bk_fetcher *fetcher;
};

void bk_consumer_init(struct bk_consumer *consumer, const struct bk_source *source);

/* Before the source is destroyed. */
void bk_consumer_deinit(struct bk_consumer *consumer);

/* Gives back what stands around the BTF. */
void bk_consumer_trim(struct bk_consumer *consumer);

/* Gives all of it back; it is fetched again when it is read. */
void bk_consumer_pause(struct bk_consumer *consumer);

/* Tells that what stands before `offset` of the BTF (its size: all) is not needed for now. */
void bk_consumer_advance(struct bk_consumer *consumer, size_t offset);

#endif
