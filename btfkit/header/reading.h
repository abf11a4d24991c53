/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A program as libclang reads it, with a header in memory for vmlinux.h.
 *
 *	BK_TRY(bk_clang_open(&r.clang));
 *	error = bk_reading_init(&r, program, header, size, 0);
 *	if (!error)
 *		error = bk_reading_errors(&r, program->path);
 *	bk_reading_deinit(&r);			in any case
 */
#ifndef BK_HEADER_READING_H
#define BK_HEADER_READING_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/header/clang.h"
#include "btfkit/header/usage.h"

/* A file that was read. */
struct bk_read_file {
	void *file; /* libclang's */
	const char *name;
};

struct bk_reading {
	const struct bk_clang *clang; /* open */
	void *index, *unit;
	BK_ARRAY(const char *) args;
	struct bk_arena arena;
	BK_ARRAY(struct bk_cx_unsaved) headers; /* where vmlinux.h is looked for */
	BK_ARRAY(struct bk_read_file) files;	/* without vmlinux.h */
	bool includes_header, moved, failed;
};

/* Reads it; `options` are libclang's. Errors of the program's own are not asked for. */
struct bk_error *bk_reading_init(struct bk_reading *reading, const struct bk_program *program,
				 const char *header, size_t size, unsigned int options)
	BK_MUST_CHECK;

/* Clang's errors, one a line; NULL: there are none. */
struct bk_error *bk_reading_errors(const struct bk_reading *reading, const char *path)
	BK_MUST_CHECK;

/* Whether a path is that of a vmlinux.h. */
bool bk_reading_is_header(const char *path);

void bk_reading_deinit(struct bk_reading *reading);

#endif
