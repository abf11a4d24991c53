// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The table of what the words of a record mean. */
#include "btfkit/dedup/record_words.h"

const struct bk_words bk_words_table[BK_KIND_MAX + 1] = {
	[BK_KIND_INT] = { .fixed = 4, .name = -1, .ref = -1 },
	[BK_KIND_PTR] = { .fixed = 3, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_ARRAY] = { .fixed = 6, .tail_refs = 2, .name = -1, .ref = -1 },
	[BK_KIND_STRUCT] = { .fixed = 3, .element = 3, .name = 0, .ref = 1 },
	[BK_KIND_UNION] = { .fixed = 3, .element = 3, .name = 0, .ref = 1 },
	[BK_KIND_ENUM] = { .fixed = 3, .element = 2, .name = 0, .ref = -1 },
	[BK_KIND_FWD] = { .fixed = 3, .name = -1, .ref = -1 },
	[BK_KIND_TYPEDEF] = { .fixed = 3, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_VOLATILE] = { .fixed = 3, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_CONST] = { .fixed = 3, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_RESTRICT] = { .fixed = 3, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_FUNC] = { .fixed = 3, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_FUNC_PROTO] = { .fixed = 3, .element = 2, .refers = true, .name = 0, .ref = 1 },
	[BK_KIND_VAR] = { .fixed = 4, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_DATASEC] = { .fixed = 3, .element = 3, .name = -1, .ref = 0 },
	[BK_KIND_FLOAT] = { .fixed = 3, .name = -1, .ref = -1 },
	[BK_KIND_DECL_TAG] = { .fixed = 4, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_TYPE_TAG] = { .fixed = 3, .refers = true, .name = -1, .ref = -1 },
	[BK_KIND_ENUM64] = { .fixed = 3, .element = 3, .name = 0, .ref = -1 },
};
