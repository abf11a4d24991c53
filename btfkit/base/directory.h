/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A directory for several files. One that was not there appears whole or not at all: it is made under
 * another name and renamed in the end. In one that is there each file does, see output.h.
 */
#ifndef BK_BASE_DIRECTORY_H
#define BK_BASE_DIRECTORY_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/error.h"

struct bk_directory {
	char *path;
	char *temporary; /* NULL: it was there */
	BK_ARRAY(const char *) files;
	struct bk_arena arena; /* of the files' paths */
};

/* After an error deinit as well. */
struct bk_error *bk_directory_init(struct bk_directory *directory, const char *path) BK_MUST_CHECK;

/* The same for reading only: nothing is made. */
struct bk_error *bk_directory_init_read(struct bk_directory *directory, const char *path)
	BK_MUST_CHECK;

/* Where to write a file of the directory; valid until the end. NULL without memory. */
const char *bk_directory_file(struct bk_directory *directory, const char *name);

/* Gives it its name. Call deinit afterwards all the same. */
struct bk_error *bk_directory_commit(struct bk_directory *directory) BK_MUST_CHECK;

/* Without a commit before it, nothing of a directory that was not there remains. */
void bk_directory_deinit(struct bk_directory *directory);

#endif
