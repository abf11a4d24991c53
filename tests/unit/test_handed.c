// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What of a kernel's types libbpf is handed. */
#include "btfkit/live/handed.h"
#include "btfkit/source/file.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* int, a struct that refers to a pointer behind it, and functions. */
static struct build *kernel(void)
{
	struct build *b = build_new();
	uint32_t number = build_int(b, "int", 4, BK_INT_SIGNED), pointer;
	uint32_t proto = build_proto(b, number);

	build_func(b, "early", proto, BK_LINKAGE_STATIC);
	build_struct(b, "operations", 8);
	build_member(b, "start", build_next_id(b), 0);
	pointer = build_ptr(b, build_next_id(b) + 2);
	build_proto(b, number);
	build_param(b, "first", number);
	build_proto(b, 0);
	build_param(b, "of_operations", pointer);
	build_func(b, "late", build_proto(b, pointer), BK_LINKAGE_STATIC);
	return b;
}

START_TEST(functions_at_the_end_are_left_out)
{
	struct build *b = kernel();

	ck_assert_uint_eq(bk_handed_end(graph_of(b)),
			  8); /* all that the struct leads to is behind it */
	build_var(b, "jiffies", 1, BK_LINKAGE_GLOBAL);
	ck_assert_uint_eq(bk_handed_end(graph_of(b)), 8);
	build_fwd_struct(b, "declared");
	ck_assert_uint_eq(bk_handed_end(graph_of(b)), build_next_id(b));
	ck_assert_uint_eq(bk_handed_end(graph_of(build_new())), 1);
}
END_TEST

START_TEST(what_is_handed_over_keeps_its_ids)
{
	const struct bk_graph *graph = graph_of(kernel());
	struct bk_graph *seen;
	struct bk_handed handed;
	struct bk_file file;

	bk_handed_init(&handed, graph);
	ck_assert_str_ne(handed.path, "");
	expect_ok(bk_file_init(&file, handed.path));
	expect_ok(bk_graph_create(file.bytes, NULL, &seen));
	ck_assert_uint_eq(bk_graph_count(seen), 8);
	for (uint32_t id = 1; id < 8; id++) {
		const struct bk_type *was = bk_graph_type(graph, id), *is = bk_graph_type(seen, id);

		ck_assert_str_eq(bk_graph_name(seen, is), bk_graph_name(graph, was));
		ck_assert_uint_eq(is->info, was->info);
		ck_assert_uint_eq(is->type_id, was->type_id);
	}
	bk_graph_destroy(seen);
	bk_file_deinit(&file);
	bk_handed_deinit(&handed);
}
END_TEST

START_TEST(without_functions_nothing_is_handed_over)
{
	struct build *b = build_new();
	struct bk_handed handed;

	build_int(b, "int", 4, 0);
	bk_handed_init(&handed, graph_of(b));
	ck_assert_str_eq(handed.path, "");
	bk_handed_deinit(&handed);
}
END_TEST

TEST_SUITE(handed, functions_at_the_end_are_left_out, what_is_handed_over_keeps_its_ids,
	   without_functions_nothing_is_handed_over)
