/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a header of several sources says of them, beside the types. */
#ifndef BK_HEADER_NOTES_H
#define BK_HEADER_NOTES_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/sink.h"

/* A name that was given because the sources differ in what bears it. */
struct bk_note_line {
	const char *name; /* "struct adapter___cxgb3" */
	const char *told; /* "cxgb3, cxgb4" */
};

struct bk_notes {
	const char *intro; /* lines of the comment at the top, without their stars; NULL: none */
	const char *title; /* above the list */
	BK_ARRAY(struct bk_note_line) lines;
	struct bk_arena arena; /* of all texts */
};

void bk_notes_deinit(struct bk_notes *notes);

#endif
