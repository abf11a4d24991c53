/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The bytes of a file: mapped where that is possible, read where it is not. */
#ifndef BK_SOURCE_FILE_H
#define BK_SOURCE_FILE_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

struct bk_file {
	struct bk_bytes bytes;
	void *mapping; /* munmap() this; NULL: bytes.data is malloc()ed */
};

/*
 * Opens `path` (NULL: standard input, from where it stands on): a regular file, a sysfs file (whose
 * size stat does not always tell), a pipe or a character device that ends. Directories, more than 4 GiB
 * from a stream, and more than 256 MiB from a character device are refused.
 */
struct bk_error *bk_file_init(struct bk_file *file, const char *path) BK_MUST_CHECK;

/*
 * Tells that all of it will be read, from end to end: its pages are mapped now, unless it is large (see
 * consume.h). Where it does not work, reading takes somewhat longer.
 */
void bk_file_fetch(const struct bk_file *file);

void bk_file_deinit(struct bk_file *file);

#endif
