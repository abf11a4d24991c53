/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What is to be drawn of a record: members and gaps as blocks, row by row, a cache line or 64 bytes
 * of it each.
 *
 *	bk_picture_init(&picture, &layout);
 *	for each row: for each lane: the blocks that reach into it
 *	bk_picture_deinit(&picture);
 *
 * Members that overlap, such as those of unions, lie in lanes one below the other.
 */
#ifndef BK_LAYOUT_PICTURE_H
#define BK_LAYOUT_PICTURE_H

#include "btfkit/layout/layout.h"

/* Of blocks that are gaps. */
#define BK_NO_MEMBER SIZE_MAX

struct bk_picture_block {
	uint64_t start_bits, end_bits; /* never empty */
	size_t member;		       /* index in the layout's members */
	uint32_t lane;
	bool is_padding; /* a gap behind the last member */
};

struct bk_picture_row {
	uint64_t start_bytes, end_bytes;
	uint64_t times; /* so many rows from this one on look alike */
	bool begins_cacheline;
};

/* Lanes at most: members that find no place in them are left out. */
enum { BK_PICTURE_LANES = 16, BK_PICTURE_UNION_LANES = 256, BK_PICTURE_WIDEST = 64 };

struct bk_picture {
	const struct bk_type_layout *layout;
	BK_ARRAY(struct bk_picture_block) blocks; /* by lane, in each by place */
	BK_ARRAY(struct bk_picture_row) rows;
	uint32_t lanes;
	uint32_t row_bytes; /* of a whole one */
	size_t left_out;    /* members */
};

/*
 * The members of the top level are drawn; those of members without a name, and where the layout was
 * made with `expand` those of all opened ones, in place of what holds them. The layout must outlive
 * the picture.
 */
struct bk_error *bk_picture_init(struct bk_picture *picture, const struct bk_type_layout *layout)
	BK_MUST_CHECK;

void bk_picture_deinit(struct bk_picture *picture);

/* The next rows' blocks, lane by lane: where each lane stands. Zeroed by bk_picture_lanes(). */
struct bk_picture_lane {
	size_t first, end; /* in `blocks`: those of the lane that do not end before the row */
};

/* BK_PICTURE_UNION_LANES of them at most. */
void bk_picture_lanes(const struct bk_picture *picture, struct bk_picture_lane *lanes);

/* Goes on to a row, which must not lie before the last one. */
void bk_picture_go(const struct bk_picture *picture, const struct bk_picture_row *row,
		   struct bk_picture_lane *lane);

/* The block of a lane at `first` + n, as far as it reaches into the row; NULL: no more do. */
const struct bk_picture_block *bk_picture_block(const struct bk_picture *picture,
						const struct bk_picture_row *row,
						const struct bk_picture_lane *lane, size_t n);

#endif
