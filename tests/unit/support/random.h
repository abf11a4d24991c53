/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Random numbers that are the same on every machine: a test that fails names its seed. */
#ifndef BK_TEST_RANDOM_H
#define BK_TEST_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

static inline struct random random_start(uint64_t seed)
{
	return (struct random){ 0x9e3779b97f4a7c15 * (seed + 1) };
}

/* Less than `limit`, which is at least 1. */
static inline uint32_t random_below(struct random *r, uint32_t limit)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;
	return (uint32_t)(r->state >> 32) % limit;
}

/* True once in `times`. */
static inline bool random_once_in(struct random *r, uint32_t times)
{
	return random_below(r, times) == 0;
}

#endif
