// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The name index. */
#include "btfkit/graph/names.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* The ids of all types of that name, in the order they come in. */
static char *ids_of(const struct build *b, const char *name)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	char *list = keep_format("%s", "");

	expect_ok(bk_names_create(graph_of(b), &names));
	for (uint32_t id = bk_names_first(names, name); id; id = bk_names_next(names, id))
		list = keep_format("%s%s%u", list, *list ? " " : "", id);
	return list;
}

START_TEST(all_types_of_a_name_come_in_ascending_order)
{
	struct build *b = build_new();

	build_struct(b, "list", 8);
	build_int(b, "int", 4, 0);
	build_typedef(b, "list", 1);
	build_ptr(b, 1);
	build_struct(b, "", 4);
	build_fwd_struct(b, "list");
	build_struct(b, "list", 16);
	expect_text(ids_of(b, "list"), "1 3 6 7");
	expect_text(ids_of(b, "int"), "2");
	expect_text(ids_of(b, "lis"), "");
	expect_text(ids_of(b, "lists"), "");
	expect_text(ids_of(b, ""), ""); /* no name is no name */
	expect_text(ids_of(build_new(), "int"), "");
}
END_TEST

START_TEST(equal_names_at_several_offsets_are_one)
{
	struct build *b = build_new();

	build_strings_raw(b, "\0my_int\0int", 12);
	build_struct(b, "", 4);
	build_struct(b, "", 4);
	build_patch(b, 1, BUILD_NAME, 4); /* the tail of "my_int" */
	build_patch(b, 2, BUILD_NAME, 8);
	expect_text(ids_of(b, "int"), "1 2");
	build_patch(b, 1, BUILD_NAME, 7); /* an empty string, though not at 0 */
	expect_text(ids_of(b, "int"), "2");
	expect_text(ids_of(b, ""), "");
}
END_TEST

START_TEST(a_split_adds_to_its_base)
{
	struct build *base = build_new(), *b;

	build_struct(base, "list", 8);
	build_int(base, "int", 4, 0);
	b = build_split(base);
	build_struct(b, "device", 8);
	build_struct(b, "list", 16);
	expect_text(ids_of(b, "list"), "1 4");
	expect_text(ids_of(b, "device"), "3");
	expect_text(ids_of(b, "int"), "2");
}
END_TEST

START_TEST(a_kind_may_be_asked_for)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	struct build *b = build_new();

	build_typedef(b, "list", 0);
	build_struct(b, "list", 8);
	build_struct(b, "list", 16);
	expect_ok(bk_names_create(graph_of(b), &names));
	ck_assert_uint_eq(bk_names_find(names, BK_KIND_STRUCT, "list"), 2);
	ck_assert_uint_eq(bk_names_find(names, BK_KIND_TYPEDEF, "list"), 1);
	ck_assert_uint_eq(bk_names_find(names, BK_KIND_UNION, "list"), 0);
	ck_assert_uint_eq(bk_names_find(names, BK_KIND_STRUCT, "tree"), 0);
}
END_TEST

START_TEST(many_names_are_all_found)
{
	enum { MANY = 20000 };
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	struct build *b = build_new();

	for (int i = 0; i < MANY; i++)
		build_struct(b, keep_format("struct_%d", i % (MANY / 2)), 4);
	expect_ok(bk_names_create(graph_of(b), &names));
	for (uint32_t i = 0; i < MANY / 2; i++) {
		uint32_t first = bk_names_first(names, keep_format("struct_%u", i));

		ck_assert_uint_eq(first, 1 + i);
		ck_assert_uint_eq(bk_names_next(names, first), 1 + i + MANY / 2);
		ck_assert_uint_eq(bk_names_next(names, 1 + i + MANY / 2), 0);
	}
}
END_TEST

TEST_SUITE(names, all_types_of_a_name_come_in_ascending_order,
	   equal_names_at_several_offsets_are_one, a_split_adds_to_its_base,
	   a_kind_may_be_asked_for, many_names_are_all_found)
