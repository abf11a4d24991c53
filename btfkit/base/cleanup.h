/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Scope-bound release of resources, on GCC's and clang's cleanup attribute.
 *
 *	BK_AUTO(bk_sink_deinit) struct bk_sink sink;	(storage: the function gets its address)
 *	BK_AUTOFREE char *text = NULL;			(malloc()ed memory)
 *
 * A variable so marked must be initialised before the first return that follows it.
 */
#ifndef BK_BASE_CLEANUP_H
#define BK_BASE_CLEANUP_H

#include <stdlib.h>

#define BK_AUTO(function) __attribute__((cleanup(function)))
#define BK_AUTOFREE	  __attribute__((cleanup(bk_autofree)))

static inline void bk_autofree(void *pointer_to_pointer)
{
	free(*(void **)pointer_to_pointer);
}

/* Defines name(T **), for BK_AUTO on a pointer that destroy(T *) releases. */
#define BK_DEFINE_AUTO(name, type, destroy) \
	static inline void name(type **object) \
	{ \
		destroy(*object); \
	}

#endif
