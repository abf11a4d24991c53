/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The strings of a BTF: how many, which nobody refers to, which are there twice. */
#ifndef BK_STAT_STRING_USE_H
#define BK_STAT_STRING_USE_H

#include "btfkit/stat/stat.h"

/* Offsets among the own strings. */
struct bk_string_list {
	uint32_t *at;
	size_t count, room;
};

/* The first of the strings that were counted as such. */
struct bk_string_use {
	struct bk_string_list unreferenced, repeated;
	uint32_t longest; /* bytes, of all strings */
};

/*
 * Counts own strings: stat->strings, unreferenced_strings and repeated_strings. A name may begin
 * inside of a string; all of that string is in use then. `ext` may be NULL. The arrays of `use` hold
 * `top` at most; deinit it also after an error.
 */
struct bk_error *bk_stat_count_strings(struct bk_stat *stat, const struct bk_ext_graph *ext,
				       uint32_t top, struct bk_string_use *use) BK_MUST_CHECK;

void bk_string_use_deinit(struct bk_string_use *use);

#endif
