/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files of `btfkit min` are called. */
#ifndef BK_CLI_MIN_NAMES_H
#define BK_CLI_MIN_NAMES_H

#include <stddef.h>

/*
 * The file in `directory` for a kernel that was given as `source`, or found below the directory whose
 * path is its first `skipped` bytes: "DIRECTORY/ubuntu/5.4.0-91-generic.btf" for
 * "hub/ubuntu/5.4.0-91-generic.btf.tar.xz" and "hub". NULL without memory.
 */
char *bk_min_name(const char *directory, const char *source, size_t skipped);

#endif
