/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A few names looked for among the many of a graph: a set of the names' beginnings tells of almost all
 * others, at a look, that they are not among them.
 */
#ifndef BK_CORERELO_NAME_FILTER_H
#define BK_CORERELO_NAME_FILTER_H

#include "btfkit/graph/graph.h"

#include <endian.h>

struct bk_name_filter {
	uint64_t bits[64];
};

/* The first eight bytes, the first one lowest; nothing but zeros from the NUL on. */
static inline uint64_t bk_beginning_of(const char *name)
{
	uint64_t word = 0;

	for (unsigned int i = 0; i < 8 && name[i]; i++)
		word |= (uint64_t)(uint8_t)name[i] << (8 * i);
	return word;
}

/* The same of a name in a graph, at a look. */
static inline uint64_t bk_name_beginning(const struct bk_graph *graph, uint32_t name_off)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t word = 0, zeros;
	size_t left;

	while (name_off < graph->first_string)
		graph = graph->base;
	name_off -= graph->first_string;
	left = graph->strings.size - name_off;
	if (__builtin_expect(left >= 8, 1))
		memcpy(&word, graph->strings.data + name_off, 8);
	else
		memcpy(&word, graph->strings.data + name_off, left);
	word = le64toh(word);
	zeros = (word - ones) & ~word & (ones << 7);
	return zeros ? word & (((zeros & -zeros) >> 7) - 1) : word;
}

static inline uint32_t bk_name_filter_bit(uint64_t beginning)
{
	return (uint32_t)(beginning * 0x9e3779b97f4a7c15 >> 52);
}

static inline void bk_name_filter_add(struct bk_name_filter *filter, uint64_t beginning)
{
	const uint32_t bit = bk_name_filter_bit(beginning);

	filter->bits[bit / 64] |= 1ULL << bit % 64;
}

static inline bool bk_name_filter_may_have(const struct bk_name_filter *filter, uint64_t beginning)
{
	const uint32_t bit = bk_name_filter_bit(beginning);

	return filter->bits[bit / 64] >> bit % 64 & 1;
}

#endif
