/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files that write suggestions share. */
#ifndef BK_RENDER_RENDER_SUGGEST_PARTS_H
#define BK_RENDER_RENDER_SUGGEST_PARTS_H

#include "btfkit/base/arena.h"
#include "btfkit/base/strmap.h"
#include "btfkit/cgen/common_type.h"
#include "btfkit/diff/suggest.h"

struct bk_suggest_text {
	const struct bk_diff *diff;
	const struct bk_type_diff *type; /* at hand */
	struct bk_sink *sink;
	struct bk_common_types types;
	struct bk_sink access[2]; /* memory for how a member is named, by side */
	struct bk_sink declared;  /* and for a declaration in a comment */
	struct bk_strmap names;	  /* given to flavors and functions */
	struct bk_arena arena;
	const char *flavors[2]; /* of the type at hand */
	const char *witness;	/* the function that tells which side it is; NULL: none */
};

/* Text from outside, as it may stand in a comment. */
void bk_suggest_put_comment(struct bk_sink *sink, const char *text);

/* The name, or one with a number behind it if it was given already; lives as long as the text. */
const char *bk_suggest_unique(struct bk_suggest_text *text, const char *name);

/* `name___old`, and `type__path` with `__` for dots, likewise. */
const char *bk_suggest_flavor(struct bk_suggest_text *text, const char *name, int side);
const char *bk_suggest_reader(struct bk_suggest_text *text, const char *path);

/* A function that tells whether the kernel has the flavor of that side. */
void bk_suggest_put_exists(struct bk_suggest_text *text, int side, const char *keyword);

/* The type at hand: an enumeration, or another that is no record. */
void bk_suggest_put_plain(struct bk_suggest_text *text);

/* The same: a function or a variable. */
void bk_suggest_put_symbol(struct bk_suggest_text *text);

#endif
