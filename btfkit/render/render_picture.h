/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Pictures of records: a map for a terminal, and SVG. */
#ifndef BK_RENDER_RENDER_PICTURE_H
#define BK_RENDER_RENDER_PICTURE_H

#include "btfkit/base/sink.h"
#include "btfkit/layout/picture.h"

/*
 * `btfkit layout --map`: a character for each byte, and below each row what they stand for. With
 * `color`, for a terminal. Control characters in names become `?`.
 */
void bk_render_picture_text(struct bk_sink *sink, const struct bk_picture *picture, bool color);

/*
 * `btfkit layout --svg`: one document with a picture of each record, one below the other. Begin, each
 * record, end, which tells whether memory sufficed.
 */
struct bk_picture_svg {
	struct bk_sink *sink;
	struct bk_sink body;	/* what was drawn so far: the size stands before it */
	struct bk_sink scratch; /* memory for one type's name */
	uint64_t width, height;
};

void bk_picture_svg_begin(struct bk_picture_svg *svg, struct bk_sink *sink);
void bk_picture_svg_put(struct bk_picture_svg *svg, const struct bk_picture *picture);
struct bk_error *bk_picture_svg_end(struct bk_picture_svg *svg) BK_MUST_CHECK;

/* The name of a member that is drawn, or the keyword of one without. */
const char *bk_picture_member_name(const struct bk_picture *picture,
				   const struct bk_picture_block *block);

/* "struct foo", "union bar", "foo_t": what the picture shows, in two parts. */
const char *bk_picture_keyword(const struct bk_picture *picture);
const char *bk_picture_title(const struct bk_picture *picture);

#endif
