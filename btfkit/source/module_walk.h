/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The kernel modules that lie in a directory, a package or an archive, or that one file is: opened one
 * after another, so that no more than one is in memory.
 */
#ifndef BK_SOURCE_MODULE_WALK_H
#define BK_SOURCE_MODULE_WALK_H

#include "btfkit/source/source.h"

struct bk_module_walk {
	/* Gets each file that may be a module, to be destroyed. An error ends the walk. */
	struct bk_error *(*visit)(void *context, struct bk_source *source);
	void *context;
	size_t unread; /* files that look like modules, but cannot be opened */
	char *why;     /* of the first of those, to be freed; NULL: there is none */
};

/*
 * Modules are told by content: ELF files that are to be linked, and raw BTF; compressed or not.
 * Files of a directory come sorted by path, members of an archive as they stand there; their
 * sources' names are "DIRECTORY/..." and "ARCHIVE:MEMBER". Errors name the file.
 */
struct bk_error *bk_module_walk(struct bk_module_walk *walk, const char *path) BK_MUST_CHECK;

#endif
