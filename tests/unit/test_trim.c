// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The part of a graph that a type needs, and how long it takes to find in graphs made to harm. */
#include "btfkit/header/trim.h"

#include "btfkit/cgen/cgen.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>
#include <stdlib.h>

/* What is left of a graph for that tag, as `dump` shows it, without the scalar at its start. */
static const char *trimmed(struct build *b, const char *tag, uint32_t depth, bool numbers)
{
	struct bk_graph *graph, *left;
	struct bk_names *names;
	struct bk_trim *trim;
	struct bk_bytes bytes;
	struct bk_sink sink;

	expect_ok(bk_graph_create(build_bytes(b), NULL, &graph));
	expect_ok(bk_names_create_of(graph, BK_CGEN_KINDS, &names));
	expect_ok(bk_trim_create(graph, names, &trim));
	if (numbers)
		ck_assert(bk_trim_keep_numbers(trim));
	if (depth)
		ck_assert(bk_trim_define(trim, bk_trim_find_record(trim, tag, false), depth));
	else
		expect_ok(bk_trim_define_tag(trim, tag, true));
	expect_ok(bk_trim_finish(trim, &bytes));
	expect_ok(bk_graph_create(bytes, NULL, &left));
	bk_sink_init_memory(&sink, SIZE_MAX);
	for (uint32_t id = 2; id < bk_graph_count(left); id++) {
		const struct bk_type *t = bk_graph_type(left, id);

		bk_printf(&sink, "%s '%s' %u\n", bk_kind_name(bk_kind(t)), bk_graph_name(left, t),
			  bk_vlen(t));
	}
	bk_graph_destroy(left);
	free((void *)(uintptr_t)bytes.data);
	bk_trim_destroy(trim);
	bk_names_destroy(names);
	bk_graph_destroy(graph);
	return sink_text(&sink);
}

/* holder -> a -> b -> c, each by a pointer; holder holds `held`. */
static struct build *chain(void)
{
	struct build *b = build_new();
	uint32_t number = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t held = build_struct(b, "held", 4), c, end, pointer;

	build_member(b, "value", number, 0);
	c = build_struct(b, "c", 4);
	build_member(b, "value", number, 0);
	pointer = build_ptr(b, c);
	end = build_struct(b, "b", 8);
	build_member(b, "next", pointer, 0);
	pointer = build_ptr(b, end);
	end = build_struct(b, "a", 8);
	build_member(b, "next", pointer, 0);
	pointer = build_ptr(b, end);
	build_struct(b, "holder", 16);
	build_member(b, "next", pointer, 0);
	build_member(b, "held", held, 64);
	return b;
}

START_TEST(pointees_are_declared)
{
	expect_text(trimmed(chain(), "holder", 0, false),
		    "INT 'int' 0\nSTRUCT 'held' 1\nFWD 'a' 0\nPTR '' 0\nSTRUCT 'holder' 2\n");
	expect_text(trimmed(chain(), "c", 0, false), "INT 'int' 0\nSTRUCT 'c' 1\n");
}
END_TEST

START_TEST(pointers_are_followed)
{
	expect_text(trimmed(chain(), "holder", 1, false),
		    "INT 'int' 0\nSTRUCT 'held' 1\nFWD 'b' 0\nPTR '' 0\nSTRUCT 'a' 1\nPTR '' 0\n"
		    "STRUCT 'holder' 2\n");
	expect_text(trimmed(chain(), "holder", BK_TRIM_FULL, false),
		    "INT 'int' 0\nSTRUCT 'held' 1\nSTRUCT 'c' 1\nPTR '' 0\nSTRUCT 'b' 1\nPTR '' 0\n"
		    "STRUCT 'a' 1\nPTR '' 0\nSTRUCT 'holder' 2\n");
}
END_TEST

START_TEST(for_numbers_pointees_are_empty)
{
	expect_text(trimmed(chain(), "holder", 0, true),
		    "INT 'int' 0\nSTRUCT 'held' 1\nSTRUCT 'a' 0\nPTR '' 0\nSTRUCT 'holder' 2\n");
}
END_TEST

/* Parameters of functions are looked through, and so is a const on the second time. */
START_TEST(for_numbers_clang_is_followed)
{
	struct build *b = build_new();
	uint32_t number = build_int(b, "int", 4, BK_INT_SIGNED), proto, once, twice, function;
	uint32_t argument = build_struct(b, "argument", 4);

	build_member(b, "value", number, 0);
	proto = build_proto(b, number);
	build_param(b, "argument", build_next_id(b));
	build_ptr(b, argument);
	function = build_ptr(b, proto);
	once = build_struct(b, "once", 4);
	build_member(b, "value", number, 0);
	once = build_ptr(b, build_const(b, once));
	twice = build_struct(b, "twice", 4);
	build_member(b, "value", number, 0);
	twice = build_ptr(b, build_const(b, twice));
	build_struct(b, "holder", 32);
	build_member(b, "function", function, 0);
	build_member(b, "once", once, 64);
	build_member(b, "twice", twice, 128);
	build_member(b, "again", twice, 192);
	expect_text(
		trimmed(b, "holder", 0, true),
		"INT 'int' 0\nSTRUCT 'argument' 1\nFUNC_PROTO '' 1\nPTR '' 0\nPTR '' 0\n"
		"STRUCT 'once' 0\nCONST '' 0\nPTR '' 0\nSTRUCT 'twice' 1\nCONST '' 0\nPTR '' 0\n"
		"STRUCT 'holder' 4\n");
}
END_TEST

enum { LEVELS = 30000 };

/* Each level points to the next from both of its members: 2^LEVELS ways, and LEVELS deep. */
START_TEST(many_ways_and_deep)
{
	for (int numbers = 0; numbers < 2; numbers++) {
		struct build *b = build_new();
		uint32_t next = build_int(b, "int", 4, BK_INT_SIGNED);
		char name[16];

		for (int level = 0; level < LEVELS; level++) {
			next = build_ptr(b, numbers ? build_const(b, next) : next);
			snprintf(name, sizeof(name), "s%d", level);
			build_struct(b, name, 16);
			build_member(b, "left", next, 0);
			build_member(b, "right", next, 64);
			next = build_next_id(b) - 1;
		}
		snprintf(name, sizeof(name), "s%d", LEVELS - 1);
		ck_assert_ptr_nonnull(strstr(trimmed(b, name, BK_TRIM_FULL, numbers), "'s0' 2"));
	}
}
END_TEST

TEST_SUITE(trim, pointees_are_declared, pointers_are_followed, for_numbers_pointees_are_empty,
	   for_numbers_clang_is_followed, many_ways_and_deep)
