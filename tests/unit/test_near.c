// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The names of types an error suggests. */
#include "btfkit/graph/near.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static struct build *kernel(void)
{
	static const char *const names[] = { "task_struct", "task_group",  "task_struct2",
					     "tusk_struct", "tosk_struct", "tisk_struct" };
	struct build *b = build_new();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		build_struct(b, names[i], 8);
	build_typedef(b, "task_strut", 1);
	build_struct(b, "task_struct", 16);
	build_ptr(b, 1);
	build_int(b, "int", 4, 0);
	return b;
}

START_TEST(the_nearest_come_first_and_once)
{
	const struct bk_graph *graph = graph_of(kernel());

	expect_fails(bk_near_error(graph, 0, "task_struc"),
		     "no type is named 'task_struc' (near: task_struct, task_strut, task_struct2, "
		     "tusk_struct)");
	expect_fails(bk_near_error(graph, 1u << BK_KIND_TYPEDEF, "task_struc"),
		     "no type is named 'task_struc' (near: task_strut)");
}
END_TEST

/* Measured names of types come to the same. */
START_TEST(a_list_of_names_makes_no_difference)
{
	static const char *const wanted[] = { "task_struc", "tsk_struct",  "task",
					      "itn",	    "int",	   "_task_",
					      "struct",	    "stru",	   "",
					      "x",	    "task_group_", "group_task",
					      "group",	    "tasks",	   "task_struct" };
	const struct bk_graph *graph = graph_of(kernel());
	BK_AUTO(bk_near_deinit) struct bk_near near = { 0 };

	for (uint32_t kinds = 0; kinds < 3; kinds++)
		for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
			uint32_t bits =
				kinds == 2 ? 1u << BK_KIND_TYPEDEF : kinds << BK_KIND_STRUCT;
			struct bk_error *error = bk_near_error(graph, bits, wanted[i]);

			expect_fails(bk_near_error_listed(graph, &near, bits, wanted[i]),
				     bk_error_text(error));
			bk_error_destroy(error);
		}
	ck_assert_uint_eq(near.types.count, 9);
}
END_TEST

START_TEST(what_is_near_to_nothing_gets_no_list)
{
	const struct bk_graph *graph = graph_of(kernel());
	struct bk_error *error = bk_near_error(graph, 0, "sk_buff");

	ck_assert_str_eq(bk_error_text(error), "no type is named 'sk_buff'");
	ck_assert_int_eq(bk_error_code(error), BK_ERR_NOT_FOUND);
	bk_error_destroy(error);
	expect_fails(bk_near_error(graph, 0, "itn"), "'itn' (near: int)");
	expect_fails(bk_near_error(graph, 0, "x"), "no type is named 'x'");
	expect_fails(bk_near_error(graph, 0, ""), "no type is named ''");
}
END_TEST

START_TEST(four_long_names_fit_into_the_message)
{
	struct build *b = build_new();
	char *name = keep_zeros(128);
	struct bk_error *error;

	memset(name, 'x', 127);
	for (int i = 0; i < 6; i++) {
		name[126] = '0' + i;
		build_struct(b, name, 4);
	}
	name[126] = 'x';
	error = bk_near_error(graph_of(b), 0, name);
	ck_assert_uint_eq(strlen(bk_error_text(error)), 18 + 127 + 9 + 4 * 127 + 3 * 2 + 1);
	bk_error_destroy(error);
}
END_TEST

TEST_SUITE(near, a_list_of_names_makes_no_difference, the_nearest_come_first_and_once,
	   what_is_near_to_nothing_gets_no_list, four_long_names_fit_into_the_message)
