// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sizes of types, what stands behind typedefs, and bitfields of both ways. */
#include "btfkit/graph/type_size.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/zoo.h"

START_TEST(each_kind_has_its_size)
{
	/* by the ids of the zoo; what is not here has none */
	static const uint64_t sizes[64] = {
		[1] = 4,  [2] = 4,   [3] = 1,	[4] = 1,  [5] = 4,  [6] = 1,   [7] = 8,	 [8] = 8,
		[9] = 8,  [10] = 16, [11] = 16, [12] = 8, [13] = 8, [14] = 48, [19] = 4, [20] = 4,
		[21] = 1, [22] = 8,  [23] = 8,	[24] = 1, [25] = 8, [26] = 8,  [32] = 8, [33] = 8,
		[34] = 4, [38] = 12, [43] = 4,	[44] = 4, [45] = 8, [46] = 4,
	};
	const struct bk_graph *graph = graph_of(zoo(build_new()));

	for (uint32_t id = 0; id < bk_graph_count(graph); id++)
		ck_assert_msg(bk_type_size(graph, id) == sizes[id], "type %u: %llu, not %llu", id,
			      (unsigned long long)bk_type_size(graph, id),
			      (unsigned long long)sizes[id]);
}
END_TEST

START_TEST(pointers_take_what_the_machine_has)
{
	struct build *b = build_new();
	uint32_t pointer = build_ptr(b, 0);

	build_int(b, "long int", 4, BK_INT_SIGNED);
	build_array(b, pointer, 2, 3);
	ck_assert_uint_eq(bk_type_size(graph_of(b), pointer), 4);
	ck_assert_uint_eq(bk_type_size(graph_of(b), 3), 12);
}
END_TEST

START_TEST(arrays_multiply_until_there_is_no_number)
{
	static const struct {
		uint32_t inner, outer;
		uint64_t size;
	} arrays[] = {
		{ 3, 5, 60 },
		{ 0, 5, 0 },
		{ UINT32_MAX, 0, 0 },
		{ UINT32_MAX, 1, 4 * (uint64_t)UINT32_MAX },
		{ UINT32_MAX, 1 << 30, 4 * (uint64_t)UINT32_MAX << 30 },
		{ UINT32_MAX, UINT32_MAX, UINT64_MAX },
	};

	for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++) {
		struct build *b = build_new();
		uint32_t t_int = build_int(b, "int", 4, 0);
		uint32_t inner = build_array(b, t_int, t_int, arrays[i].inner);
		uint32_t outer =
			build_array(b, build_typedef(b, "row", inner), t_int, arrays[i].outer);

		ck_assert_uint_eq(bk_type_size(graph_of(b), outer), arrays[i].size);
	}
}
END_TEST

START_TEST(unknown_kinds_have_no_size)
{
	struct build *b = build_new();

	build_layout(b, 99, 0, 0);
	build_record(b, 99, "", 1234);
	ck_assert_uint_eq(bk_type_size(graph_of(b), 1), 0);
}
END_TEST

START_TEST(modifiers_and_typedefs_are_skipped)
{
	struct build *b = build_new();
	const struct bk_graph *graph;

	build_int(b, "int", 4, 0);
	build_const(b, 1);
	build_typedef(b, "t", 2);
	build_type_tag(b, "tag", 3);
	build_volatile(b, 4);
	build_restrict(b, 5);
	build_typedef(b, "u", 6);
	build_ptr(b, 7);
	graph = graph_of(b);
	ck_assert_uint_eq(bk_skip_modifiers(graph, 6), 3);
	ck_assert_uint_eq(bk_skip_modifiers(graph, 7), 7);
	ck_assert_uint_eq(bk_skip_typedefs(graph, 7), 1);
	ck_assert_uint_eq(bk_skip_typedefs(graph, 8), 8);
	ck_assert_uint_eq(bk_skip_typedefs(graph, 0), 0);
}
END_TEST

START_TEST(bitfields_are_recognised_in_both_ways)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t narrow = build_int_bits(b, "int", 4, BK_INT_SIGNED, 0, 3);
	uint32_t shifted = build_int_bits(b, "unsigned int", 4, 0, 5, 7);
	uint32_t hidden = build_typedef(b, "t", build_const(b, narrow));
	uint32_t color = build_enum(b, "color", 4, 0);
	const struct {
		uint32_t type, offset, width; /* width 0: not marked in the member */
		uint32_t start_bits, width_bits;
	} members[] = {
		{ t_int, 32, 0, 32, 0 },
		{ t_int, 37, 2, 37, 2 },
		{ color, 37, 3, 37, 3 },
		{ color, 37, 0, 37, 0 }, /* odd, but nothing tells its width */
		{ narrow, 40, 0, 40, 3 },
		{ narrow, 40, 4, 40, 4 }, /* with kind_flag the member's word counts */
		{ shifted, 64, 0, 69, 7 },
		{ hidden, 67, 0, 67, 3 },
		{ t_int, 33, 0, 33, 32 }, /* across a byte: wide as its INT */
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		uint32_t id = build_struct(b, "s", 16);
		const struct bk_graph *graph;
		const struct bk_type *t;

		if (members[i].width)
			build_bitfield(b, "m", members[i].type, members[i].offset,
				       members[i].width);
		else
			build_member(b, "m", members[i].type, members[i].offset);
		graph = graph_of(b);
		t = bk_graph_type(graph, id);
		ck_assert_uint_eq(bk_member_start_bits(graph, t, bk_members(t)),
				  members[i].start_bits);
		ck_assert_uint_eq(bk_member_width_bits(graph, t, bk_members(t)),
				  members[i].width_bits);
	}
}
END_TEST

TEST_SUITE(type_size, each_kind_has_its_size, pointers_take_what_the_machine_has,
	   arrays_multiply_until_there_is_no_number, unknown_kinds_have_no_size,
	   modifiers_and_typedefs_are_skipped, bitfields_are_recognised_in_both_ways)
