// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Candidates by essential name, however often and in whatever order they are asked for. */
#include "btfkit/corerelo/candidates.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static struct bk_candidates *candidates_of(struct build *b)
{
	struct bk_candidates *candidates;

	expect_ok(bk_candidates_create(graph_of(b), &candidates));
	return candidates;
}

static char *ids_of(struct bk_candidates *candidates, enum bk_kind kind, const char *name)
{
	char *list = keep_format("%s", "");
	const uint32_t *ids;
	uint32_t count;

	expect_ok(bk_candidates_find(candidates, kind, name, &ids, &count));
	for (uint32_t i = 0; i < count; i++)
		list = keep_format("%s%s%u", list, *list ? " " : "", ids[i]);
	return list;
}

/* Names as short as can be, flavors of them, and what only looks like one. */
static struct build *short_names(void)
{
	struct build *b = build_new();

	build_struct(b, "a", 1);	    /* 1 */
	build_struct(b, "a___old", 1);	    /* 2 */
	build_struct(b, "a_", 1);	    /* 3 */
	build_struct(b, "a____b", 1);	    /* 4 */
	build_struct(b, "abc___x", 1);	    /* 5 */
	build_struct(b, "abc", 1);	    /* 6 */
	build_struct(b, "abcd", 1);	    /* 7 */
	build_struct(b, "abcd___x___y", 1); /* 8 */
	build_union(b, "abc", 1);	    /* 9 */
	build_typedef(b, "abc", 6);	    /* 10 */
	build_struct(b, "", 1);		    /* 11 */
	build_enum64(b, "e", 8, 0);	    /* 12 */
	build_enum(b, "e", 4, 0);	    /* 13 */
	build_enum64(b, "e___2", 8, 0);	    /* 14 */
	build_struct(b, "task_struct", 1);  /* 15 */
	build_fwd_struct(b, "task_struct"); /* 16 */
	return b;
}

static void expect_short_names(struct bk_candidates *c)
{
	expect_text(ids_of(c, BK_KIND_STRUCT, "a"), "1 2");
	expect_text(ids_of(c, BK_KIND_STRUCT, "a_"), "3");
	expect_text(ids_of(c, BK_KIND_STRUCT, "a____b"), "4");
	expect_text(ids_of(c, BK_KIND_STRUCT, "abc___mine"), "5 6");
	expect_text(ids_of(c, BK_KIND_STRUCT, "abcd"), "7");
	expect_text(ids_of(c, BK_KIND_STRUCT, "abcd___x___z"), "8");
	expect_text(ids_of(c, BK_KIND_UNION, "abc"), "9");
	expect_text(ids_of(c, BK_KIND_TYPEDEF, "abc"), "10");
	expect_text(ids_of(c, BK_KIND_STRUCT, ""), "");
	expect_text(ids_of(c, BK_KIND_ENUM, "e"), "12 13 14");
	expect_text(ids_of(c, BK_KIND_ENUM64, "e___mine"), "12 13 14");
	expect_text(ids_of(c, BK_KIND_STRUCT, "task_struct___g"), "15");
	expect_text(ids_of(c, BK_KIND_FWD, "task_struct"), "16");
	expect_text(ids_of(c, BK_KIND_STRUCT, "task_struct_"), "");
	expect_text(ids_of(c, BK_KIND_INT, "int"), "");
}

START_TEST(one_by_one)
{
	struct bk_candidates *c = candidates_of(short_names());

	/* more questions than there are passes: the last ones are answered by a pass for all names */
	expect_short_names(c);
	expect_short_names(c);
	bk_candidates_destroy(c);
}
END_TEST

START_TEST(expected_together)
{
	static const char *const names[] = {
		"a", "a_", "a____b", "abc___mine", "abcd", "abcd___x"
	};
	struct bk_candidates *c = candidates_of(short_names());

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		expect_ok(bk_candidates_expect(c, BK_KIND_STRUCT, names[i]));
		expect_ok(bk_candidates_expect(c, BK_KIND_STRUCT, names[i]));
	}
	expect_ok(bk_candidates_expect(c, BK_KIND_ENUM, "e"));
	expect_short_names(c);
	bk_candidates_destroy(c);
}
END_TEST

START_TEST(what_cannot_be_a_root_is_none)
{
	struct build *b = build_new();
	struct bk_candidates *c;

	build_int(b, "int", 4, 0);
	build_func(b, "f", build_proto(b, 1), 0);
	build_var(b, "v", 1, 0);
	c = candidates_of(b);
	expect_text(ids_of(c, BK_KIND_FUNC, "f"), "");
	expect_text(ids_of(c, BK_KIND_VAR, "v"), "");
	expect_text(ids_of(c, BK_KIND_INT, "int"), "1");
	bk_candidates_destroy(c);
}
END_TEST

START_TEST(many_names)
{
	struct build *b = build_new();
	struct bk_candidates *c;

	for (int i = 0; i < 500; i++)
		build_struct(b, keep_format("s%d___%d", i / 2, i), 1);
	c = candidates_of(b);
	for (int i = 0; i < 200; i++)
		expect_ok(bk_candidates_expect(c, BK_KIND_STRUCT, keep_format("s%d", i)));
	for (int i = 0; i < 250; i++)
		expect_text(ids_of(c, BK_KIND_STRUCT, keep_format("s%d", i)),
			    keep_format("%d %d", 2 * i + 1, 2 * i + 2));
	bk_candidates_destroy(c);
}
END_TEST

TEST_SUITE(candidates, one_by_one, expected_together, what_cannot_be_a_root_is_none, many_names)
