// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What is told of the base that split BTF was made for. */
#include "btfkit/graph/check.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* int, a struct, a pointer; 1 + 4 + 10 bytes of names. */
static struct build *kernel(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, "list_head", 16);
	build_ptr(b, 2);
	return b;
}

/* What becomes of `split` on a kernel of one type and 6 bytes of names. */
static struct bk_error *try_on_another(const struct build *split)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;
	struct build *another = build_new();

	build_int(another, "char", 1, 0);
	return bk_graph_create(build_bytes(split), graph_of(another), &graph);
}

static struct build *module(void)
{
	struct build *b = build_split(kernel());

	build_struct(b, "device", 24); /* 4 */
	build_member(b, "owner", 3, 0);
	build_member(b, "list_head", 2, 64);
	build_typedef(b, "device_t", 4); /* 5 */
	build_ptr(b, 5);		 /* 6 */
	return b;
}

START_TEST(names_and_types_of_the_right_base_are_counted)
{
	expect_valid(module());
	expect_fails(try_on_another(module()),
		     "type 4 (PTR): target type 5 does not exist (ids end at 4) (it was made for a "
		     "base with 15 bytes of names and 2 types or more; this one has 6 and 1)");
}
END_TEST

START_TEST(nothing_is_changed_by_looking)
{
	struct bk_bytes bytes = build_bytes(module());
	void *before = keep_copy(bytes.data, bytes.size);
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;

	expect_ok(bk_graph_create(bytes, graph_of(kernel()), &graph));
	expect_fails(bk_explain_misfit(graph, bk_error_create(BK_ERR_MALFORMED, "odd")), "odd");
	ck_assert_mem_eq(bytes.data, before, bytes.size);
	ck_assert_ptr_null(bk_explain_misfit(graph, NULL));
}
END_TEST

/* The error of `split` on another kernel, which ends so. */
static void expect_end(const struct build *split, const char *end)
{
	struct bk_error *error = try_on_another(split);
	const char *text, *remark;

	ck_assert_ptr_nonnull(error);
	text = bk_error_text(error);
	remark = strstr(text, " (it was made for");
	ck_assert_str_eq(remark ? remark : "", end);
	bk_error_destroy(error);
}

START_TEST(without_names_of_its_own_only_types_are_counted)
{
	struct build *b = build_split(kernel());

	build_ptr(b, 3);
	build_ptr(b, 4);
	expect_end(b, " (it was made for a base with 2 types or more; this one has 1)");
}
END_TEST

START_TEST(names_alone_will_do)
{
	struct build *b = build_split(kernel());

	build_typedef(b, "own", 1);
	build_typedef(b, "another", 1);
	build_enum(b, "e", 4, 0);
	build_value(b, "LAST", 1);
	build_patch(b, 4, BUILD_TYPE, 999);
	build_patch(b, 4, BUILD_INFO, build_info(BK_KIND_FWD, 0, false)); /* refers to nothing */
	expect_end(b, " (it was made for a base with 15 bytes of names; this one has 6)");
}
END_TEST

START_TEST(names_that_do_not_agree_tell_nothing)
{
	struct build *b = build_split(kernel());

	build_typedef(b, "first", 1);
	build_typedef(b, "second", 2);
	build_patch(b, 4, BUILD_NAME, build_string(b, "first") + 2); /* no whole string */
	build_patch(b, 5, BUILD_TYPE, 77);
	expect_end(b, " (it was made for a base with 75 types or more; this one has 1)");
	build_patch(b, 4, BUILD_NAME, 3); /* none of its own is used */
	build_patch(b, 5, BUILD_NAME, 3);
	expect_end(b, " (it was made for a base with 75 types or more; this one has 1)");
}
END_TEST

START_TEST(the_right_base_is_not_called_wrong)
{
	struct build *b = module();
	struct bk_error *error;

	build_patch(b, 6, BUILD_INFO, build_info(BK_KIND_FUNC, 0, false)); /* of no prototype */
	error = graph_create(build_bytes(b), b);
	ck_assert_ptr_nonnull(error);
	ck_assert_ptr_null(strstr(bk_error_text(error), "it was made for"));
	expect_fails(error, "prototype's type 5 is of kind TYPEDEF");
}
END_TEST

TEST_SUITE(base_meant, names_and_types_of_the_right_base_are_counted, nothing_is_changed_by_looking,
	   without_names_of_its_own_only_types_are_counted, names_alone_will_do,
	   names_that_do_not_agree_tell_nothing, the_right_base_is_not_called_wrong)
