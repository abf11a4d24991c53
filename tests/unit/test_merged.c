// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Several sources as one graph: what only odd kernels have. */
#include "btfkit/header/merged.h"

#include "btfkit/header/vmlinux.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>
#include <string.h>

/* The header of two kernels; asserts are its own sizes. */
static const char *header_of(struct build *old, struct build *new)
{
	struct bk_merge_source list[] = {
		{ .name = "v1", .told = "1", .graph = graph_of(old) },
		{ .name = "v2", .told = "2", .graph = graph_of(new) },
	};
	struct bk_header_options options = { .version = "" };
	struct bk_merged merged;
	struct bk_sink sink;

	expect_ok(bk_merged_kernels(list, 2, &merged));
	options.remarks = &merged.remarks;
	options.given_log2 = merged.align_log2;
	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_header_write(&sink, merged.graph, &options));
	bk_merged_deinit(&merged);
	return sink_text(&sink);
}

#define expect_has(text, part) ck_assert_msg(strstr(text, part), "%s", text)

/* Each kernel has the one hold the other. */
START_TEST(kernels_that_hold_each_other)
{
	const char *names[] = { "a", "b" };
	struct build *kernels[2];
	const char *text;

	for (int k = 0; k < 2; k++) {
		struct build *b = kernels[k] = build_new();
		uint32_t number = build_int(b, "int", 4, BK_INT_SIGNED), inner;

		inner = build_struct(b, names[k], 4);
		build_member(b, "value", number, 0);
		build_struct(b, names[!k], 8);
		build_member(b, "value", number, 0);
		build_member(b, "held", inner, 32);
	}
	text = header_of(kernels[0], kernels[1]);
	expect_has(text, "struct a {");
	expect_has(text, "struct b {");
	ck_assert_ptr_null(strstr(text, "nothing that C can hold"));
}
END_TEST

/* What has grown inside moves what is behind it, and no bitfield may cross its unit. */
START_TEST(layouts_made_anew)
{
	struct build *kernels[2];
	const char *text;

	for (int k = 0; k < 2; k++) {
		struct build *b = kernels[k] = build_new();
		uint32_t number = build_int(b, "int", 4, BK_INT_SIGNED), inner, array;

		inner = build_struct(b, "inner", 4);
		build_member(b, k ? "new" : "old", number, 0);
		array = build_array(b, inner, number, 3);
		build_struct(b, "outer", 20);
		build_member(b, "inner", array, 0);
		build_bitfield(b, "x", number, 96, 20);
		build_bitfield(b, "y", number, 128, 20);
	}
	text = header_of(kernels[0], kernels[1]);
	expect_has(text, "\tint old; /* 1 */\n\tint new; /* 2 */\n");
	expect_has(text,
		   "struct outer {\n\tstruct inner inner[3];\n\tint x : 20;\n\tint y : 20;\n};");
}
END_TEST

/* Unsigned values that a signed enum has no room for. */
START_TEST(signs_of_constants)
{
	struct build *old = build_new(), *new = build_new();
	const char *text;

	build_enum(old, "e", 4, BK_INT_SIGNED);
	build_value(old, "LESS", -1);
	build_enum(new, "e", 4, 0);
	build_value(new, "MORE", 0xffffffff);
	build_enum(old, "f", 4, BK_INT_SIGNED);
	build_value(old, "MINUS", -1);
	build_enum(new, "f", 4, 0);
	build_value(new, "ONE", 1);
	text = header_of(old, new);
	expect_has(text, "enum e {\n\tMORE = 4294967295, /* 2 */\n};");
	expect_has(text, "enum e___v1 {\n\tLESS___v1 = -1,\n};");
	expect_has(text, "enum f {\n\tMINUS = -1, /* 1 */\n\tONE = 1, /* 2 */\n};");
}
END_TEST

/* A struct here, a union there, an enum or nothing known. */
START_TEST(kinds_of_one_name)
{
	struct build *old = build_new(), *new = build_new();
	uint32_t number = build_int(old, "int", 4, BK_INT_SIGNED);
	const char *text;

	build_struct(old, "s", 4);
	build_member(old, "value", number, 0);
	build_fwd_struct(old, "known");
	build_fwd_struct(old, "unknown");
	number = build_int(new, "int", 4, BK_INT_SIGNED);
	build_union(new, "s", 4);
	build_member(new, "value", number, 0);
	build_struct(new, "known", 4);
	build_member(new, "value", number, 0);
	build_ptr(new, build_fwd_struct(new, "unknown"));
	build_typedef(new, "pointer", build_next_id(new) - 1);
	text = header_of(old, new);
	expect_has(text, "union s {\n\tint value;");
	expect_has(text, "struct s___v1 {\n\tint value;");
	expect_has(text, "struct known {\n\tint value;\n};");
	expect_has(text, "typedef struct unknown *pointer;");
}
END_TEST

/* Deeper than any kernel's: an error, and no end of the stack. */
START_TEST(records_in_records)
{
	enum { LEVELS = 20000 };
	struct build *kernels[2];
	struct bk_merge_source list[2] = { { .name = "v1", .told = "1" },
					   { .name = "v2", .told = "2" } };
	struct bk_merged merged;

	for (int k = 0; k < 2; k++) {
		struct build *b = kernels[k] = build_new();
		uint32_t number = build_int(b, "int", 4, BK_INT_SIGNED);
		char name[16];

		for (int level = 1; level <= LEVELS; level++) {
			snprintf(name, sizeof(name), "s%d", level);
			build_struct(b, name, 4);
			build_member(b, "x", level < LEVELS ? build_next_id(b) : number, 0);
		}
		list[k].graph = graph_of(b);
	}
	expect_fails(bk_merged_kernels(list, 2, &merged), "too deep");
}
END_TEST

/* A prototype that contains itself, and modules that know no more than that there is a type. */
START_TEST(modules_without_an_end)
{
	struct build *base = build_new(), *module;
	uint32_t prototype = build_next_id(base), fwd;
	struct bk_merge_source list = { .name = "m" };
	struct bk_merged merged;

	build_proto(base, 0);
	build_param(base, "self", prototype + 1);
	build_ptr(base, prototype);
	build_typedef(base, "fn", prototype + 1);
	fwd = build_fwd_struct(base, "later");
	build_ptr(base, fwd);
	module = build_split(base);
	build_struct(module, "later", 8);
	build_member(module, "self", fwd + 1, 0);
	list.graph = graph_of(module);
	expect_ok(bk_merged_modules(graph_of(base), &list, 1, &merged));
	/* the forward declaration is gone */
	ck_assert_uint_eq(bk_graph_count(merged.graph), 6);
	ck_assert_uint_eq(merged.notes.lines.count, 0);
	bk_merged_deinit(&merged);
}
END_TEST

TEST_SUITE(merged, kernels_that_hold_each_other, layouts_made_anew, signs_of_constants,
	   kinds_of_one_name, records_in_records, modules_without_an_end)
