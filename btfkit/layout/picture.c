// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Blocks and rows of pictures. Rows begin where something does, so a huge record has few. */
#include "btfkit/layout/picture.h"

/* Bits that a member takes in a picture, whatever BTF says. */
#define LONGEST (1ull << 60)

static int by_place(const void *a, const void *b)
{
	const struct bk_picture_block *x = a, *y = b;

	if (x->start_bits != y->start_bits)
		return x->start_bits < y->start_bits ? -1 : 1;
	return (x->member > y->member) - (x->member < y->member);
}

static int by_member(const void *a, const void *b)
{
	const struct bk_picture_block *x = a, *y = b;

	return (x->member > y->member) - (x->member < y->member);
}

static int by_lane(const void *a, const void *b)
{
	const struct bk_picture_block *x = a, *y = b;

	if (x->lane != y->lane)
		return x->lane < y->lane ? -1 : 1;
	return by_place(a, b);
}

static void sort(struct bk_picture *picture, int (*compare)(const void *, const void *))
{
	if (picture->blocks.count)
		qsort(picture->blocks.at, picture->blocks.count, sizeof(*picture->blocks.at),
		      compare);
}

static bool add_members(struct bk_picture *picture)
{
	const struct bk_type_layout *layout = picture->layout;

	for (size_t i = 0; i < layout->members.count; i++) {
		const struct bk_placed_member *m = &layout->members.at[i];
		struct bk_picture_block block = { .start_bits = m->offset_bits, .member = i };

		if (m->body != BK_NO_BODY || !m->size_bits || m->offset_bits > LONGEST)
			continue;
		block.end_bits = m->offset_bits + (m->size_bits < LONGEST ? m->size_bits : LONGEST);
		if (!bk_array_push(&picture->blocks, block))
			return false;
	}
	return true;
}

/* Whether it lies in one unnamed member with the block before it. */
static bool is_beside(const struct bk_picture *picture, const struct bk_picture_block *block)
{
	const struct bk_placed_member *m = &picture->layout->members.at[block->member];

	return m->depth && block > picture->blocks.at && block[-1].member + 1 == block->member &&
	       m[-1].depth == m->depth;
}

/* Puts each block into the first lane that is free where it begins, or into that of its neighbour. */
static void choose_lanes(struct bk_picture *picture, uint32_t most)
{
	uint64_t ends[BK_PICTURE_UNION_LANES] = { 0 };
	uint32_t last = 0;

	picture->lanes = 0;
	picture->left_out = 0;
	for (size_t i = 0; i < picture->blocks.count; i++) {
		struct bk_picture_block *block = &picture->blocks.at[i];
		uint32_t lane =
			is_beside(picture, block) && ends[last] <= block->start_bits ? last : 0;

		while (lane < most && ends[lane] > block->start_bits)
			lane++;
		block->lane = lane;
		if (lane == most) {
			picture->left_out++;
			continue;
		}
		last = lane;
		ends[lane] = block->end_bits;
		if (lane >= picture->lanes)
			picture->lanes = lane + 1;
	}
}

/*
 * In the order of the declaration what is one alternative of a union keeps together. Where that takes
 * more lanes for a struct, as its members do not stand in the order of their places, it is by place.
 */
static void order_lanes(struct bk_picture *picture, bool is_union)
{
	uint32_t most = is_union ? BK_PICTURE_UNION_LANES : BK_PICTURE_LANES, lanes;
	size_t kept = 0;

	sort(picture, by_place);
	choose_lanes(picture, most);
	lanes = picture->lanes;
	sort(picture, by_member);
	choose_lanes(picture, most);
	if (picture->left_out || (!is_union && picture->lanes > lanes)) {
		sort(picture, by_place);
		choose_lanes(picture, most);
	}
	for (size_t i = 0; i < picture->blocks.count; i++)
		if (picture->blocks.at[i].lane < most)
			picture->blocks.at[kept++] = picture->blocks.at[i];
	picture->blocks.count = kept;
	sort(picture, by_place);
}

/* What no member reaches, in the first lane. Blocks are sorted by place. */
static bool add_gaps(struct bk_picture *picture)
{
	uint64_t end = 0, size = 8 * picture->layout->summary.size_bytes;
	size_t count = picture->blocks.count;

	for (size_t i = 0; i <= count; i++) {
		uint64_t start = i < count ? picture->blocks.at[i].start_bits : size;

		if (start > end &&
		    !bk_array_push(&picture->blocks,
				   (struct bk_picture_block){ .start_bits = end,
							      .end_bits = start,
							      .member = BK_NO_MEMBER,
							      .is_padding = i == count }))
			return false;
		if (i < count && picture->blocks.at[i].end_bits > end)
			end = picture->blocks.at[i].end_bits;
	}
	if (picture->blocks.count && !picture->lanes)
		picture->lanes = 1;
	return true;
}

static int by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

struct edges {
	BK_ARRAY(uint64_t) list; /* bits, sorted: where blocks begin and end */
};

static bool find_edges(const struct bk_picture *picture, struct edges *edges)
{
	if (!bk_array_reserve(&edges->list, 2 * picture->blocks.count + 1))
		return false;
	for (size_t i = 0; i < picture->blocks.count; i++)
		if (!bk_array_push(&edges->list, picture->blocks.at[i].start_bits) ||
		    !bk_array_push(&edges->list, picture->blocks.at[i].end_bits))
			return false;
	if (edges->list.count)
		qsort(edges->list.at, edges->list.count, sizeof(*edges->list.at), by_number);
	return true;
}

/* A cache line, or the largest part of it that is not too wide and leaves no rest. */
static uint32_t row_width(uint32_t line)
{
	uint32_t width = BK_PICTURE_WIDEST;

	if (line <= BK_PICTURE_WIDEST)
		return line;
	while (line % width && width > BK_PICTURE_WIDEST / 4)
		width--;
	return line % width ? BK_PICTURE_WIDEST : width;
}

/* Rows to the last byte that something reaches. */
static bool add_rows(struct bk_picture *picture, const struct edges *edges)
{
	uint64_t line = picture->layout->cacheline_bytes, width = row_width((uint32_t)line);
	uint64_t end = 0, at = 0;
	size_t edge = 0;

	picture->row_bytes = (uint32_t)width;
	if (edges->list.count)
		end = (edges->list.at[edges->list.count - 1] + 7) / 8;
	while (at < end) {
		struct bk_picture_row row = { .start_bytes = at,
					      .end_bytes = at + width,
					      .times = 1,
					      .begins_cacheline = at % line == 0 };

		while (edge < edges->list.count && edges->list.at[edge] <= 8 * at)
			edge++;
		if (edge < edges->list.count && edges->list.at[edge] >= 8 * row.end_bytes)
			row.times = (edges->list.at[edge] - 8 * at) / (8 * width);
		if (!bk_array_push(&picture->rows, row))
			return false;
		at += row.times * width;
	}
	return true;
}

struct bk_error *bk_picture_init(struct bk_picture *picture, const struct bk_type_layout *layout)
{
	bool is_union = bk_kind(bk_graph_type(layout->graph, layout->record_id)) == BK_KIND_UNION;
	struct edges edges = { 0 };
	bool ok;

	*picture = (struct bk_picture){ .layout = layout };
	ok = add_members(picture);
	if (ok) {
		order_lanes(picture, is_union);
		ok = add_gaps(picture);
	}
	if (ok) {
		sort(picture, by_lane);
		ok = find_edges(picture, &edges) && add_rows(picture, &edges);
	}
	bk_array_deinit(&edges.list);
	if (ok)
		return NULL;
	bk_picture_deinit(picture);
	return bk_error_memory();
}

void bk_picture_deinit(struct bk_picture *picture)
{
	bk_array_deinit(&picture->blocks);
	bk_array_deinit(&picture->rows);
}

void bk_picture_lanes(const struct bk_picture *picture, struct bk_picture_lane *lanes)
{
	size_t at = 0;

	for (uint32_t lane = 0; lane < picture->lanes; lane++) {
		lanes[lane].first = at;
		while (at < picture->blocks.count && picture->blocks.at[at].lane == lane)
			at++;
		lanes[lane].end = at;
	}
}

void bk_picture_go(const struct bk_picture *picture, const struct bk_picture_row *row,
		   struct bk_picture_lane *lane)
{
	while (lane->first < lane->end &&
	       picture->blocks.at[lane->first].end_bits <= 8 * row->start_bytes)
		lane->first++;
}

const struct bk_picture_block *bk_picture_block(const struct bk_picture *picture,
						const struct bk_picture_row *row,
						const struct bk_picture_lane *lane, size_t n)
{
	const struct bk_picture_block *block;

	if (n >= lane->end - lane->first)
		return NULL;
	block = &picture->blocks.at[lane->first + n];
	return block->start_bits < 8 * row->end_bytes ? block : NULL;
}
