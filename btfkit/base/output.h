/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A file that appears whole or not at all.
 *
 * The bytes go to a temporary file beside the target, which is renamed over it by
 * bk_output_commit(). Where the target is no regular file (a device, a FIFO) it is written to
 * directly, and so are /dev/stdout and other names of open files. A symbolic link is followed: what
 * it points to is replaced.
 */
#ifndef BK_BASE_OUTPUT_H
#define BK_BASE_OUTPUT_H

#include "btfkit/base/error.h"

#include <stdbool.h>

struct bk_output {
	int fd;		 /* write here */
	char *path;	 /* the target, links resolved */
	char *temporary; /* NULL: the target itself is open */
};

/* Opens `path` for writing. After an error there is nothing to deinit. */
struct bk_error *bk_output_init(struct bk_output *output, const char *path) BK_MUST_CHECK;

/* Makes what was written the file's content. Call deinit afterwards all the same. */
struct bk_error *bk_output_commit(struct bk_output *output) BK_MUST_CHECK;

/* Closes; without a commit before it, nothing of what was written remains. */
void bk_output_deinit(struct bk_output *output);

/* Whether `path` is a directory that is there. */
bool bk_output_is_directory(const char *path);

/* Makes the directories that `path` lies in, as far as they are not there. */
struct bk_error *bk_output_make_directories(const char *path) BK_MUST_CHECK;

/*
 * Removes the temporary file of an output that is neither committed nor deinited. For signal
 * handlers: all it does is allowed there.
 */
void bk_output_abandon(void);

#endif
