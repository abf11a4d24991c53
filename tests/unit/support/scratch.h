/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A directory for a test's files, gone when the test ends, however it ends but by a crash.
 *
 *	scratch_enter();
 *	scratch_write("vmlinux", build_bytes(b));
 */
#ifndef BK_TEST_SCRATCH_H
#define BK_TEST_SCRATCH_H

#include "btfkit/base/bytes.h"

#include <stdbool.h>

/* Makes an empty directory the current one, for the rest of the test. */
void scratch_enter(void);

/* Removes a directory and all in it. */
void scratch_remove(const char *path);

/* Writes a file there. */
void scratch_write(const char *name, struct bk_bytes bytes);
void scratch_write_text(const char *name, const char *text);

/* The content of a file as a text, kept; NULL where there is none. */
char *scratch_read(const char *name);

/* The names of all there is, sorted, with spaces between; kept. */
char *scratch_list(void);

/* Runs a command of the shell, silently: whether it ended with status 0. */
__attribute__((format(printf, 1, 2))) bool scratch_run(const char *format, ...);

#endif
