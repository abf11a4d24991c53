// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Expressions: what is one, and where each kind of them leads. */
#include "btfkit/graph/expression.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* An expression's place as a line of text, or the reason why it has none; kept. */
static char *place_by(const struct bk_graph *graph, const struct bk_names *names, const char *text)
{
	BK_AUTO(bk_expression_deinit) struct bk_expression expression = { 0 };
	BK_AUTO(bk_near_deinit) struct bk_near near = { 0 };
	struct bk_expression_place place;
	struct bk_error *error;
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	error = bk_expression_init(&expression, text);
	if (!error) {
		bk_printf(&sink, "%s ", bk_expression_kind_name(expression.kind));
		error = bk_expression_find_named(&expression, graph, names, names ? &near : NULL,
						 &place);
	}
	if (error) {
		bk_puts(&sink, bk_error_text(error));
		bk_error_destroy(error);
		return sink_text(&sink);
	}
	bk_printf(&sink, "[%u]->[%u]", place.root_id, place.type_id);
	if (place.has_offset)
		bk_printf(&sink, " at %llu", (unsigned long long)place.offset_bits);
	if (place.has_size)
		bk_printf(&sink, " size %llu", (unsigned long long)place.size_bits);
	if (place.has_value)
		bk_printf(&sink, " value %lld", (long long)place.value);
	if (place.width_bits)
		bk_printf(&sink, " width %u", place.width_bits);
	bk_puts(&sink, place.is_signed ? " signed" : "");
	bk_puts(&sink, place.is_ambiguous ? " ambiguous" : "");
	return sink_text(&sink);
}

/* An index of names must make no difference. */
static char *place_of(const struct bk_graph *graph, const char *text)
{
	BK_AUTO(bk_names_auto) struct bk_names *names = NULL;
	char *place = place_by(graph, NULL, text);

	expect_ok(bk_names_create(graph, &names));
	expect_text(place_by(graph, names, text), place);
	return place;
}

#define expect_place(graph, text, words) expect_text(place_of(graph, text), words)

static struct build *kernel(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED); /* 1 */
	build_int(b, "long", 8, 0);	       /* 2 */
	build_ptr(b, 7);		       /* 3 */
	build_array(b, 2, 1, 4);	       /* 4 */
	build_array(b, 4, 1, 0);	       /* 5: flexible, of arrays */
	build_union(b, "", 8);		       /* 6 */
	build_member(b, "pid", 1, 0);
	build_member(b, "", 11, 0);
	build_struct(b, "task", 64); /* 7 */
	build_member(b, "mm", 3, 0);
	build_member(b, "", 6, 64);
	build_member(b, "inner", 12, 128);
	build_bitfield(b, "on", 1, 387, 1);
	build_member(b, "tail", 5, 512);
	build_typedef(b, "task_t", 7);		  /* 8 */
	build_enum(b, "state", 4, BK_INT_SIGNED); /* 9 */
	build_value(b, "RUNS", -1);
	build_enum64(b, "state", 8, 0); /* 10 */
	build_value(b, "RUNS", 1);
	build_value(b, "SLEEPS", 5000000000);
	build_struct(b, "", 8); /* 11: in the union */
	build_member(b, "low", 1, 0);
	build_member(b, "high", 9, 32);
	build_struct(b, "deep", 16); /* 12 */
	build_member(b, "bits", 4, 0);
	build_fwd_struct(b, "hidden");		       /* 13 */
	build_proto(b, 1);			       /* 14 */
	build_func(b, "do_it", 14, BK_LINKAGE_STATIC); /* 15 */
	build_func(b, "do_it.cold", 14, BK_LINKAGE_STATIC);
	return b;
}

START_TEST(each_kind_has_its_place)
{
	const struct bk_graph *g = graph_of(kernel());

	expect_place(g, "task.mm", "field [7]->[3] at 0 size 64");
	expect_place(g, "struct task.pid", "field [7]->[1] at 64 size 32 signed");
	expect_place(g, "task.high", "field [7]->[9] at 96 size 32 signed");
	expect_place(g, "task_t.inner.bits[3]", "field [8]->[2] at 320 size 64");
	expect_place(g, "typedef task_t.on", "field [8]->[1] at 387 size 1 width 1 signed");
	expect_place(g, "task.tail[2][1]", "field [7]->[2] at 1088 size 64");
	expect_place(g, "task.tail", "field [7]->[5] at 512 size 0");
	expect_place(g, "task___old.mm", "field [7]->[3] at 0 size 64");
	expect_place(g, "struct  task", "type [7]->[7] size 512");
	expect_place(g, "task_t", "type [8]->[8] size 512");
	expect_place(g, "enum state.SLEEPS", "enumerator [10]->[10] value 5000000000");
	expect_place(g, "func:do_it", "func [15]->[14]");
	expect_place(g, "func:do_it.cold", "func [16]->[14]");
}
END_TEST

START_TEST(types_that_disagree_are_told)
{
	const struct bk_graph *g = graph_of(kernel());

	expect_place(g, "enum state.RUNS", "enumerator [9]->[9] value -1 signed ambiguous");
}
END_TEST

START_TEST(what_is_not_there_has_a_reason)
{
	const struct bk_graph *g = graph_of(kernel());

	expect_place(g, "task.mm.pgd", "field 'task.mm' is a pointer, which no relocation follows");
	expect_place(g, "task.inner.bit", "field 'task.inner' has no member 'bit' (near: bits)");
	expect_place(g, "task.lov", "field 'task' has no member 'lov' (near: low)");
	expect_place(g, "task.inner.bits[4]", "field 'task.inner.bits' has 4 elements");
	expect_place(g, "task.pid[0]", "field 'task.pid' is no array");
	expect_place(g, "task.pid.x", "field 'task.pid' has no members");
	expect_place(g, "struct taks", "type no type is named 'taks' (near: task)");
	expect_place(g, "union task", "type 'task' is of another kind: STRUCT");
	expect_place(g, "hidden", "type 'hidden' is only declared here");
	expect_place(g, "enum state.RUN",
		     "enumerator 'state' has no enumerator 'RUN' (near: RUNS)");
	expect_place(g, "func:do_that", "func no function is named 'do_that'");
}
END_TEST

START_TEST(what_is_no_expression_is_refused)
{
	static const char *const texts[] = {
		"",	      "struct ",   ".x",      "a.",	   "a..b",
		"a[",	      "a[]",	   "a[x]",    "a[1",	   "a[99999999999]",
		"a->b",	      "a.b c",	   "func:",   "func:a(b)", "enum a[1]",
		"enum a.b.c", "struct a*", "a.b[1]x", "a b"
	};
	struct bk_expression expression;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		expect_fails(bk_expression_init(&expression, texts[i]), "is no expression: ");
}
END_TEST

/* Each of 40 anonymous structs holds the next one twice: 2^40 ways to the last. */
START_TEST(hostile_nesting_ends)
{
	BK_AUTO(bk_expression_deinit) struct bk_expression expression = { 0 };
	struct bk_expression_place place;
	struct build *b = build_new();
	uint32_t i;

	for (i = 0; i < 40; i++) {
		build_struct(b, i ? "" : "root", 0);
		build_member(b, "", i + 2, 0);
		build_member(b, "", i + 2, 0);
	}
	build_struct(b, "", 0);
	expect_ok(bk_expression_init(&expression, "root.member"));
	expect_fails(bk_expression_find(&expression, graph_of(b), &place), "nested too deep");
}
END_TEST

TEST_SUITE(expression, each_kind_has_its_place, types_that_disagree_are_told,
	   what_is_not_there_has_a_reason, what_is_no_expression_is_refused, hostile_nesting_ends)
