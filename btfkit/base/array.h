/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Growable arrays of any element type.
 *
 *	BK_ARRAY(uint32_t) ids = { 0 };
 *	if (!bk_array_push(&ids, 42))
 *		return bk_error_memory();
 *	for (size_t i = 0; i < ids.count; i++) use(ids.at[i]);
 *	bk_array_deinit(&ids);
 *
 * `at` moves when the array grows: keep indexes, not pointers.
 */
#ifndef BK_BASE_ARRAY_H
#define BK_BASE_ARRAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define BK_ARRAY(type) \
	struct { \
		type *at; \
		size_t count, room; \
	}

/* Makes room for `more` further elements; false, with the array as it was, without memory. */
#define bk_array_reserve(array, more) \
	bk_array_grow((void **)&(array)->at, &(array)->room, (array)->count, (more), \
		      sizeof(*(array)->at))

#define bk_array_push(array, ...) \
	(bk_array_reserve(array, 1) && ((array)->at[(array)->count++] = (__VA_ARGS__), true))

#define bk_array_deinit(array) \
	(free((array)->at), (array)->at = NULL, (array)->count = (array)->room = 0)

static inline bool bk_array_grow(void **at, size_t *room, size_t count, size_t more, size_t size)
{
	size_t want;
	void *grown;

	if (more <= *room - count)
		return true;
	if (__builtin_add_overflow(count, more, &want))
		return false;
	if (want < 2 * count)
		want = 2 * count;
	if (want < 16)
		want = 16;
	grown = reallocarray(*at, want, size);
	if (!grown)
		return false;
	*at = grown;
	*room = want;
	return true;
}

#endif
