/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Words that one thread may read while another one writes them. Who reads a number sees all that was
 * written before the number was: the record of a class, say. On most machines these are plain moves.
 */
#ifndef BK_DEDUP_SHARED_H
#define BK_DEDUP_SHARED_H

#include <stdint.h>

static inline uint32_t bk_shared_get(const uint32_t *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

/* For a number that is only compared with others: what belongs to it is not looked at. */
static inline uint32_t bk_shared_peek(const uint32_t *at)
{
	return __atomic_load_n(at, __ATOMIC_RELAXED);
}

static inline void bk_shared_set(uint32_t *at, uint32_t value)
{
	__atomic_store_n(at, value, __ATOMIC_RELEASE);
}

#endif
