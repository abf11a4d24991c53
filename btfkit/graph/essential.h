/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The part of a name that counts in CO-RE: what stands before the last three underscores that have
 * no further one beside them, and something on both sides. `task_struct___old` is a flavor of
 * `task_struct`; `a____b` and `___x` are no flavors.
 */
#ifndef BK_GRAPH_ESSENTIAL_H
#define BK_GRAPH_ESSENTIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline size_t bk_essential_size(const char *name)
{
	const size_t size = strlen(name);

	if (!strstr(name, "___"))
		return size;
	for (size_t i = size < 5 ? 0 : size - 4; i-- > 0;)
		if (name[i] != '_' && memcmp(name + i + 1, "___", 3) == 0 && name[i + 4] != '_')
			return i + 1;
	return size;
}

static inline bool bk_essential_equals(const char *a, const char *b)
{
	const size_t size = bk_essential_size(a);

	return size == bk_essential_size(b) && memcmp(a, b, size) == 0;
}

#endif
