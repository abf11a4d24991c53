// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The table of kinds, and the fields that are packed into words. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

START_TEST(kinds_have_the_names_that_people_know)
{
	static const char *const names[] = {
		"VOID", "INT",	   "PTR",      "ARRAY",	   "STRUCT",   "UNION",	 "ENUM",
		"FWD",	"TYPEDEF", "VOLATILE", "CONST",	   "RESTRICT", "FUNC",	 "FUNC_PROTO",
		"VAR",	"DATASEC", "FLOAT",    "DECL_TAG", "TYPE_TAG", "ENUM64",
	};

	ck_assert_uint_eq(sizeof(names) / sizeof(*names), BK_KIND_COUNT);
	for (unsigned int kind = 0; kind < BK_KIND_COUNT; kind++) {
		ck_assert_str_eq(bk_kind_name(kind), names[kind]);
		if (kind)
			ck_assert_uint_eq(bk_kind_by_name(names[kind]), kind);
	}
	ck_assert_str_eq(bk_kind_name(BK_KIND_COUNT), "UNKNOWN");
	ck_assert_str_eq(bk_kind_name(BK_KIND_MAX), "UNKNOWN");
}
END_TEST

START_TEST(kinds_are_found_in_any_case)
{
	ck_assert_uint_eq(bk_kind_by_name("struct"), BK_KIND_STRUCT);
	ck_assert_uint_eq(bk_kind_by_name("Enum64"), BK_KIND_ENUM64);
	ck_assert_uint_eq(bk_kind_by_name("func_proto"), BK_KIND_FUNC_PROTO);
	ck_assert_uint_eq(bk_kind_by_name("void"), BK_KIND_COUNT);
	ck_assert_uint_eq(bk_kind_by_name("unknown"), BK_KIND_COUNT);
	ck_assert_uint_eq(bk_kind_by_name(""), BK_KIND_COUNT);
	ck_assert_uint_eq(bk_kind_by_name("INT "), BK_KIND_COUNT);
}
END_TEST

START_TEST(the_info_word_is_split_as_in_kernel_7_1)
{
	const struct bk_type t = { .info = build_info(100, 0x123456, true) };
	const struct bk_type least = { .info = build_info(1, 1, false) };

	ck_assert_uint_eq(bk_kind(&t), 100);
	ck_assert_uint_eq(bk_vlen(&t), 0x123456);
	ck_assert(bk_kind_flag(&t));
	ck_assert_uint_eq(bk_kind(&least), 1);
	ck_assert_uint_eq(bk_vlen(&least), 1);
	ck_assert(!bk_kind_flag(&least));
}
END_TEST

START_TEST(members_are_read_as_the_kind_flag_says)
{
	const struct bk_type plain = { .info = build_info(BK_KIND_STRUCT, 1, false) };
	const struct bk_type flagged = { .info = build_info(BK_KIND_STRUCT, 1, true) };
	const struct bk_member m = { .offset = 5u << 24 | 0xfffffe };

	ck_assert_uint_eq(bk_member_offset_bits(&plain, &m), 0x5fffffe);
	ck_assert_uint_eq(bk_member_bitfield_bits(&plain, &m), 0);
	ck_assert_uint_eq(bk_member_offset_bits(&flagged, &m), 0xfffffe);
	ck_assert_uint_eq(bk_member_bitfield_bits(&flagged, &m), 5);
}
END_TEST

START_TEST(enumerators_widen_by_their_sign)
{
	static const struct {
		uint32_t encoding;
		int64_t value, as_enum, as_enum64;
	} values[] = {
		{ 0, 7, 7, 7 },
		{ 0, -1, UINT32_MAX, -1 },
		{ BK_INT_SIGNED, -1, -1, -1 },
		{ BK_INT_SIGNED, INT32_MIN, INT32_MIN, INT32_MIN },
		{ BK_INT_SIGNED, INT64_MIN + 5, 5, INT64_MIN + 5 },
		{ 0, 0x1122334455667788, 0x55667788, 0x1122334455667788 },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		struct build *b = build_new();
		const struct bk_graph *graph;

		build_enum(b, "e", 4, values[i].encoding);
		build_value(b, "FIRST", 0);
		build_value(b, "SECOND", values[i].value);
		build_enum64(b, "f", 8, values[i].encoding);
		build_value(b, "FIRST", 0);
		build_value(b, "SECOND", values[i].value);
		graph = graph_of(b);
		for (uint32_t id = 1; id <= 2; id++) {
			const struct bk_type *t = bk_graph_type(graph, id);

			ck_assert_int_eq(bk_enum_value(t, 1),
					 id == 1 ? values[i].as_enum : values[i].as_enum64);
			ck_assert_str_eq(bk_graph_string(graph, bk_enum_name_off(t, 1)), "SECOND");
		}
	}
}
END_TEST

START_TEST(an_int_has_three_fields_in_a_word)
{
	struct build *b = build_new();
	const struct bk_type *t;

	build_int_bits(b, "odd", 4, BK_INT_BOOL, 17, 9);
	t = bk_graph_type(graph_of(b), 1);
	ck_assert_uint_eq(bk_int_encoding(t), BK_INT_BOOL);
	ck_assert_uint_eq(bk_int_bits_offset(t), 17);
	ck_assert_uint_eq(bk_int_bits(t), 9);
}
END_TEST

TEST_SUITE(kinds, kinds_have_the_names_that_people_know, kinds_are_found_in_any_case,
	   the_info_word_is_split_as_in_kernel_7_1, members_are_read_as_the_kind_flag_says,
	   enumerators_widen_by_their_sign, an_int_has_three_fields_in_a_word)
