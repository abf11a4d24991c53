// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Pictures: what is a block, in which lane it lies, and which rows there are. */
#include "btfkit/layout/picture.h"

#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/wild.h"

/* "lane name start-end" of each block, "start-end xN" of each row, all checked against each other. */
static const char *drawn(const struct bk_graph *graph, uint32_t id, uint32_t cacheline)
{
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = NULL;
	BK_AUTO(bk_type_layout_deinit) struct bk_type_layout layout = { 0 };
	BK_AUTO(bk_picture_deinit) struct bk_picture picture = { 0 };
	struct bk_layout_options options = { .cacheline_bytes = cacheline, .nested = true };
	uint64_t end = 0, bits = 0;
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_layouts_create(graph, &options, &layouts));
	expect_ok(bk_type_layout_init(&layout, layouts, id));
	expect_ok(bk_picture_init(&picture, &layout));
	for (size_t i = 0; i < picture.blocks.count; i++) {
		const struct bk_picture_block *b = &picture.blocks.at[i];

		ck_assert(b->start_bits < b->end_bits && b->lane < picture.lanes);
		if (i && b->lane == b[-1].lane)
			ck_assert(b[-1].end_bits <= b->start_bits || b->member == BK_NO_MEMBER ||
				  b[-1].member == BK_NO_MEMBER);
		bits = b->end_bits > bits ? b->end_bits : bits;
		bk_printf(&sink, "%u %s %llu-%llu\n", b->lane,
			  b->member != BK_NO_MEMBER ? layout.members.at[b->member].name
			  : b->is_padding	    ? "(padding)"
						    : "(hole)",
			  (unsigned long long)b->start_bits, (unsigned long long)b->end_bits);
	}
	for (size_t i = 0; i < picture.rows.count; i++) {
		const struct bk_picture_row *row = &picture.rows.at[i];

		ck_assert_uint_eq(row->start_bytes, end);
		end = row->start_bytes + row->times * picture.row_bytes;
		bk_printf(&sink, "row %llu-%llu x%llu%s\n", (unsigned long long)row->start_bytes,
			  (unsigned long long)row->end_bytes, (unsigned long long)row->times,
			  row->begins_cacheline ? "" : " inside");
	}
	ck_assert(8 * end >= bits);
	return sink_text(&sink);
}

START_TEST(gaps_are_blocks)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t t_long = build_int(b, "long", 8, BK_INT_SIGNED);
	uint32_t id = build_struct(b, "sample", 32);

	build_member(b, "a", t_int, 0);
	build_member(b, "b", t_long, 64);
	build_bitfield(b, "c", t_int, 128, 3);
	expect_text(drawn(graph_of(b), id, 16), "0 a 0-32\n"
						"0 (hole) 32-64\n"
						"0 b 64-128\n"
						"0 c 128-131\n"
						"0 (padding) 131-256\n"
						"row 0-16 x1\n"
						"row 16-32 x1\n");
}
END_TEST

START_TEST(what_overlaps_lies_in_lanes)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t id = build_union(b, "either", 8);

	build_member(b, "a", t_int, 0);
	build_member(b, "", build_next_id(b), 0);
	build_struct(b, "", 8);
	build_member(b, "b", t_int, 0);
	build_member(b, "c", t_int, 32);
	expect_text(drawn(graph_of(b), id, 0), "0 a 0-32\n"
					       "1 b 0-32\n"
					       "1 c 32-64\n"
					       "row 0-64 x1\n");
}
END_TEST

START_TEST(members_of_any_order_need_one_lane)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t id = build_struct(b, "rust", 12);

	build_member(b, "c", t_int, 64);
	build_member(b, "a", t_int, 0);
	build_member(b, "b", t_int, 32);
	expect_text(drawn(graph_of(b), id, 0), "0 a 0-32\n0 b 32-64\n0 c 64-96\nrow 0-64 x1\n");
}
END_TEST

START_TEST(rows_that_are_alike_are_one)
{
	struct build *b = build_new();
	uint32_t t_char = build_int(b, "char", 1, 0);
	uint32_t array = build_array(b, t_char, t_char, 4000000000U);
	uint32_t id = build_struct(b, "vast", 4000000008U);

	build_member(b, "a", t_char, 0);
	build_member(b, "big", array, 64);
	expect_text(drawn(graph_of(b), id, 64), "0 a 0-8\n"
						"0 (hole) 8-64\n"
						"0 big 64-32000000064\n"
						"row 0-64 x1\n"
						"row 64-128 x62499999\n"
						"row 4000000000-4000000064 x1\n");
	expect_text(drawn(graph_of(b), id, 96), "0 a 0-8\n"
						"0 (hole) 8-64\n"
						"0 big 64-32000000064\n"
						"row 0-48 x1\n"
						"row 48-96 x83333332 inside\n"
						"row 3999999984-4000000032 x1 inside\n");
}
END_TEST

START_TEST(any_record_can_be_drawn)
{
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct build *b = wild(seed, seed % 2);
		const struct bk_graph *graph = b ? graph_of(b) : NULL;

		for (uint32_t id = 1; graph && id < bk_graph_count(graph); id++)
			if (bk_layout_record(graph, id))
				ck_assert_ptr_nonnull(drawn(graph, id, (uint32_t)(seed % 130)));
	}
}
END_TEST

TEST_SUITE(picture, gaps_are_blocks, what_overlaps_lies_in_lanes,
	   members_of_any_order_need_one_lane, rows_that_are_alike_are_one, any_record_can_be_drawn)
