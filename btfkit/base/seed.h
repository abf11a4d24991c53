/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A number nobody can know beforehand, so that nobody can prepare input whose hashes collide. */
#ifndef BK_BASE_SEED_H
#define BK_BASE_SEED_H

#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

/* The same all through a process. No output may depend on it. */
static inline uint64_t bk_seed(void)
{
	const void *random = (const void *)getauxval(AT_RANDOM); /* 16 bytes from the kernel */
	uint64_t seed = 0;

	if (random)
		memcpy(&seed, random, sizeof(seed));
	return seed;
}

#endif
