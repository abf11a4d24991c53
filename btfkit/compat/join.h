/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Results that were written with --json-lines, here or elsewhere, read again: all of them on objects,
 * or all on expressions.
 */
#ifndef BK_COMPAT_JOIN_H
#define BK_COMPAT_JOIN_H

#include "btfkit/compat/join_places.h"
#include "btfkit/compat/summary.h"

struct bk_compat_join {
	struct bk_compat_joined_places *places; /* gets all results on expressions */
	struct bk_compat_summary *summary;	/* gets the objects; `take` may add the answers */
	/* Takes over an answer with one result: a line's. An error ends it all. */
	struct bk_error *(*take)(void *context, struct bk_compat_answer *answer);
	void *context;
	size_t lines; /* that were read so far */
};

/* Reads a file, "-" for standard input. Errors name the file and the line. */
struct bk_error *bk_compat_join_file(struct bk_compat_join *join, const char *path) BK_MUST_CHECK;

#endif
