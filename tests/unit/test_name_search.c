// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Types by name, found in passes over a kernel's graphs or, after some, in an index. */
#include "btfkit/needs/name_search.h"

#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static uint32_t found(struct bk_name_search *search, enum bk_kind kind, const char *name)
{
	const struct bk_graph *graph;
	uint32_t id;

	expect_ok(bk_name_search_find(search, kind, name, &graph, &id));
	if (id)
		ck_assert_str_eq(bk_graph_name(graph, bk_graph_type(graph, id)), name);
	return id;
}

/* Ids 1 to 8, and 9 to 11 of a module. */
static struct build *module(void)
{
	struct build *b = build_new(), *split;
	const uint32_t proto = build_proto(b, 0); /* 1 */

	build_func(b, "run", proto, 0);		/* 2 */
	build_func(b, "run_longer", proto, 0);	/* 3 */
	build_func(b, "run_longest", proto, 0); /* 4 */
	build_func(b, "run", proto, 0);		/* 5 */
	build_struct(b, "run", 4);		/* 6 */
	build_typedef(b, "run", 6);		/* 7 */
	build_var(b, "v", 6, 0);		/* 8 */
	split = build_split(b);
	build_func(split, "run", proto, 0);	   /* 9 */
	build_func(split, "of_module", proto, 0);  /* 10 */
	build_func(split, "run_longes", proto, 0); /* 11 */
	return split;
}

static void expect_all(struct bk_name_search *search)
{
	ck_assert_uint_eq(found(search, BK_KIND_FUNC, "run"), 2);
	ck_assert_uint_eq(found(search, BK_KIND_FUNC, "run_longer"), 3);
	ck_assert_uint_eq(found(search, BK_KIND_FUNC, "run_longest"), 4);
	ck_assert_uint_eq(found(search, BK_KIND_FUNC, "run_longes"), 11);
	ck_assert_uint_eq(found(search, BK_KIND_FUNC, "run_longe"), 0);
	ck_assert_uint_eq(found(search, BK_KIND_FUNC, "of_module"), 10);
	ck_assert_uint_eq(found(search, BK_KIND_STRUCT, "run"), 6);
	ck_assert_uint_eq(found(search, BK_KIND_TYPEDEF, "run"), 7);
	ck_assert_uint_eq(found(search, BK_KIND_VAR, "run"), 0);
	ck_assert_uint_eq(found(search, BK_KIND_VAR, "v"), 8);
	ck_assert_uint_eq(found(search, BK_KIND_STRUCT, "v"), 0);
	ck_assert_uint_eq(found(search, BK_KIND_FUNC, "ru"), 0);
}

START_TEST(one_by_one)
{
	struct build *b = module();
	const struct bk_graph *graphs[] = { graph_of(build_base(b)), NULL };
	struct bk_name_search *search;

	graphs[1] = graph_of(b);
	search = bk_name_search_create(graphs, 2);
	/* more questions than there are passes */
	expect_all(search);
	expect_all(search);
	bk_name_search_destroy(search);
}
END_TEST

START_TEST(expected_together)
{
	static const char *const names[] = { "run_longest", "run",	  "of_module", "run",
					     "run_longer",  "run_longes", "ru" };
	struct build *b = module();
	const struct bk_graph *graphs[] = { graph_of(build_base(b)), graph_of(b) };
	struct bk_name_search *search = bk_name_search_create(graphs, 2);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect_ok(bk_name_search_expect(search, BK_KIND_FUNC, names[i]));
	expect_ok(bk_name_search_expect(search, BK_KIND_VAR, "v"));
	expect_ok(bk_name_search_expect(search, BK_KIND_STRUCT, "run"));
	expect_all(search);
	bk_name_search_destroy(search);
}
END_TEST

TEST_SUITE(name_search, one_by_one, expected_together)
