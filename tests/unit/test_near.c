// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Edit distances, and the names an error suggests. */
#include "btfkit/graph/near.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

START_TEST(distances_count_edits)
{
	static const struct {
		const char *a, *b;
		unsigned int distance;
	} pairs[] = {
		{ "", "", 0 },
		{ "task", "task", 0 },
		{ "task", "tasks", 1 }, /* inserted */
		{ "task", "ask", 1 },	/* deleted */
		{ "task", "mask", 1 },	/* replaced */
		{ "task", "tsak", 1 },	/* swapped */
		{ "task", "atks", 2 },	/* swapped, twice */
		{ "ca", "abc", 3 },	/* what was swapped is not edited again */
		{ "", "abc", 3 },
		{ "task_strct", "task_struct", 1 },
		{ "list", "tree", 4 },
		{ "sk_buff", "skb_buf", 2 },
		{ "kitten", "sitting", 3 },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		for (unsigned int limit = 0; limit < 6; limit++) {
			unsigned int expected =
				pairs[i].distance <= limit ? pairs[i].distance : limit + 1;

			ck_assert_uint_eq(bk_edit_distance(pairs[i].a, pairs[i].b, limit),
					  expected);
			ck_assert_uint_eq(bk_edit_distance(pairs[i].b, pairs[i].a, limit),
					  expected);
		}
	}
}
END_TEST

START_TEST(very_long_names_are_far_from_all)
{
	char *longest = keep_zeros(128), *too_long = keep_zeros(129);

	memset(longest, 'x', 127);
	memset(too_long, 'x', 128);
	ck_assert_uint_eq(bk_edit_distance(longest, longest, 3), 0);
	ck_assert_uint_eq(bk_edit_distance(too_long, too_long, 3), 4);
	ck_assert_uint_eq(bk_edit_distance(longest, too_long, 3), 4);
}
END_TEST

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

TEST_SUITE(near, distances_count_edits, very_long_names_are_far_from_all,
	   the_nearest_come_first_and_once, what_is_near_to_nothing_gets_no_list,
	   four_long_names_fit_into_the_message)
