// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding by name and by use: what is found, from where it is named, and that hostile BTF ends. */
#include "btfkit/find/find.h"
#include "btfkit/render/render.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <time.h>

/* What was asked last. */
static struct bk_find_style style;
static struct bk_find_query query;
static bool truncated;

static void ask_anew(void)
{
	style = (struct bk_find_style){ 0 };
	query = (struct bk_find_query){ 0 };
}

/* The lines for a pattern, as `style` and `query` say; kept. */
static char *find(const struct bk_graph *graph, const char *text)
{
	BK_AUTO(bk_find_pattern_deinit) struct bk_find_pattern pattern = { 0 };
	BK_AUTO(bk_find_auto) struct bk_find_result *result = NULL;
	struct bk_find_report report = { .source = "test" };
	struct bk_sink sink;

	style.one_name = query.users;
	expect_ok(bk_find_pattern_init(&pattern, text, style));
	query.pattern = &pattern;
	expect_ok(bk_find_create(graph, &query, &result));
	truncated = result->truncated;
	report.result = result;
	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_render_find_text(&sink, &report, 1));
	return sink_text(&sink);
}

static void expect_hint(const struct bk_graph *graph, const char *text, const char *words)
{
	BK_AUTO(bk_find_pattern_deinit) struct bk_find_pattern pattern = { 0 };
	struct bk_error *error;

	style.one_name = query.users;
	expect_ok(bk_find_pattern_init(&pattern, text, style));
	query.pattern = &pattern;
	error = bk_find_hint(graph, &query);
	expect_text(bk_error_text(error), words);
	bk_error_destroy(error);
}

/* A little kernel: of each way to name a member one. */
static struct build *kernel(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);	/* 1 */
	build_int(b, "long", 8, BK_INT_SIGNED); /* 2 */
	build_struct(b, "list_head", 16);	/* 3 */
	build_member(b, "next", 4, 0);
	build_member(b, "prev", 4, 64);
	build_ptr(b, 3);       /* 4 */
	build_union(b, "", 8); /* 5: the unnamed one in a task */
	build_member(b, "pid", 1, 0);
	build_member(b, "", 6, 0);
	build_struct(b, "", 8); /* 6: in the union */
	build_member(b, "low", 1, 0);
	build_member(b, "high", 1, 32);
	build_struct(b, "", 4); /* 7: of an array that has a name */
	build_member(b, "key", 1, 0);
	build_array(b, 7, 1, 4);     /* 8 */
	build_struct(b, "task", 64); /* 9 */
	build_member(b, "list", 3, 0);
	build_member(b, "", 5, 128);
	build_member(b, "slots", 8, 192);
	build_member(b, "self", 10, 320);
	build_bitfield(b, "on", 1, 387, 1);
	build_ptr(b, 9);	      /* 10 */
	build_typedef(b, "key_t", 7); /* 11 */
	build_enum(b, "", 4, 0);      /* 12 */
	build_value(b, "LOOSE", 5);
	build_enum(b, "state", 4, BK_INT_SIGNED); /* 13 */
	build_value(b, "RUNS", -1);
	build_value(b, "SLEEPS", 1);
	build_typedef(b, "task_t", 9); /* 14 */
	build_struct(b, "", 8);	       /* 15: nothing leads here by a name */
	build_member(b, "lost", 1, 0);
	build_ptr(b, 15);  /* 16 */
	build_proto(b, 4); /* 17 */
	build_param(b, "task", 10);
	build_param(b, "", 16);
	build_func(b, "task_list", 17, BK_LINKAGE_STATIC); /* 18 */
	build_var(b, "current", 10, BK_LINKAGE_GLOBAL);	   /* 19 */
	build_fwd_union(b, "hidden");			   /* 20 */
	build_decl_tag(b, "marked", 18, 0);		   /* 21 */
	build_datasec(b, ".data..list", 8);		   /* 22 */
	build_secinfo(b, 19, 0, 8);
	build_enum64(b, "wide", 8, 0); /* 23 */
	build_value(b, "TOP", INT64_MIN);
	build_type_tag(b, "user", 3); /* 24 */
	return b;
}

START_TEST(each_kind_of_name_is_found)
{
	static const struct {
		const char *pattern, *lines;
	} cases[] = {
		{ "task", "struct task  size 64  5 members\n" },
		{ "int", "int  size 4\n" },
		{ "hidden", "union hidden  declared only\n" },
		{ "task_t", "typedef task_t  struct task  size 64\n" },
		{ "state", "enum state  size 4  2 enumerators\n" },
		{ "task_list",
		  "func task_list  struct list_head *(struct task *task, struct (anon) *)\n" },
		{ "current", "var current  struct task *  size 8\n" },
		{ ".data..list", "section .data..list  size 8  1 variable\n" },
		{ "marked", "tag marked  func task_list.task\n" },
		{ "user", "tag user  struct list_head\n" },
		{ "prev", "struct list_head.prev  struct list_head *  offset 8  size 8\n" },
		{ "RUNS", "enum state.RUNS = -1\n" },
		{ "TOP", "enum wide.TOP = 9223372036854775808\n" },
		{ "LOOSE", "enum (anon).LOOSE = 5  in type 12\n" },
		{ "on", "struct task.on  int  offset 48 bit 3  size 1 bit\n" },
		{ "lost", "struct (anon).lost  int  offset 0  size 4  in type 15\n" },
		{ "nothing", "" },
		{ "Task", "" },
		{ "tas", "" },
	};

	ask_anew();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_text(find(graph_of(kernel()), cases[i].pattern), cases[i].lines);
}
END_TEST

START_TEST(members_are_named_from_what_has_a_name)
{
	const struct bk_graph *graph = graph_of(kernel());

	ask_anew();
	expect_text(find(graph, "pid"), "struct task.pid  int  offset 16  size 4\n");
	expect_text(find(graph, "high"), "struct task.high  int  offset 20  size 4\n");
	expect_text(find(graph, "key"), "typedef key_t.key  int  offset 0  size 4\n"
					"struct task.slots[].key  int  offset 24  size 4\n");
}
END_TEST

START_TEST(paths_go_through_members)
{
	static const struct {
		const char *pattern, *lines;
	} cases[] = {
		{ "task.pid", "struct task.pid  int  offset 16  size 4\n" },
		{ "struct task.pid", "struct task.pid  int  offset 16  size 4\n" },
		{ "union task.pid", "" },
		{ "task.list.prev",
		  "struct task.list.prev  struct list_head *  offset 8  size 8\n" },
		{ "task.slots.key", "struct task.slots[].key  int  offset 24  size 4\n" },
		{ "task.slots[].key", "struct task.slots[].key  int  offset 24  size 4\n" },
		{ "task.key", "" },
		{ "task.self.pid", "" }, /* a pointer is no way */
		{ "t*.?i*", "struct task.list  struct list_head  offset 0  size 16\n"
			    "struct task.pid  int  offset 16  size 4\n"
			    "struct task.high  int  offset 20  size 4\n" },
		{ "task.*.n*", "struct task.list.next  struct list_head *  offset 0  size 8\n" },
		{ "task_t.pid", "typedef task_t.pid  int  offset 16  size 4\n" },
		{ "typedef *.pid", "typedef task_t.pid  int  offset 16  size 4\n" },
		{ "key_t.*", "typedef key_t.key  int  offset 0  size 4\n" },
		{ "state.RUNS", "enum state.RUNS = -1\n" },
		{ "enum *.S*", "enum state.SLEEPS = 1\n" },
		{ "state.RUNS.x", "" },
		{ ".data*", "section .data..list  size 8  1 variable\n" },
		{ "\\.data\\.\\.list", "section .data..list  size 8  1 variable\n" },
	};

	ask_anew();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_text(find(graph_of(kernel()), cases[i].pattern), cases[i].lines);
}
END_TEST

START_TEST(kinds_and_filters_narrow)
{
	const struct bk_graph *graph = graph_of(kernel());

	ask_anew();
	expect_text(find(graph, "struct *"), "struct list_head  size 16  2 members\n"
					     "struct task  size 64  5 members\n");
	expect_text(find(graph, "union *"), "union hidden  declared only\n");
	query.whats = 1u << BK_FIND_MEMBER;
	expect_text(find(graph, "l*"), "struct task.list  struct list_head  offset 0  size 16\n"
				       "struct task.low  int  offset 16  size 4\n"
				       "struct (anon).lost  int  offset 0  size 4  in type 15\n");
	query.whats = 0;
	query.kinds = 1u << BK_KIND_UNION;
	expect_text(find(graph, "*"), ""); /* the anonymous one is the task's */
	query.kinds = 1u << BK_KIND_TYPEDEF;
	expect_text(find(graph, "k*"), "typedef key_t  struct (anon)  size 4\n"
				       "typedef key_t.key  int  offset 0  size 4\n");
}
END_TEST

START_TEST(case_and_expressions)
{
	const struct bk_graph *graph = graph_of(kernel());

	ask_anew();
	style.ignore_case = true;
	expect_text(find(graph, "TASK"), "struct task  size 64  5 members\n");
	expect_text(find(graph, "Task.L*w"), "struct task.low  int  offset 16  size 4\n");
	style.regex = true;
	expect_text(find(graph, "^(RUN|slee)PS?S?$"), "enum state.SLEEPS = 1\n");
	style.ignore_case = false;
	expect_text(find(graph, "as.*st$"), "func task_list  struct list_head *(struct task *task, "
					    "struct (anon) *)\n");
	expect_text(find(graph, "ln*ow"), "struct task.low  int  offset 16  size 4\n");
	expect_text(find(graph, "^(RUN|SLEEP)S$"), "enum state.RUNS = -1\nenum state.SLEEPS = 1\n");
}
END_TEST

START_TEST(users_hold_point_take_and_return)
{
	const struct bk_graph *graph = graph_of(kernel());

	ask_anew();
	query.users = true;
	expect_text(find(graph, "list_head"),
		    "func task_list  struct list_head *(struct task *task, struct (anon) *)  as "
		    "return value\n"
		    "struct list_head.next  struct list_head *  offset 0  size 8  by pointer\n"
		    "struct list_head.prev  struct list_head *  offset 8  size 8  by pointer\n"
		    "struct task.list  struct list_head  offset 0  size 16  by value\n");
	expect_text(find(graph, "struct task"),
		    "typedef task_t  struct task  size 64  by value\n"
		    "func task_list  struct list_head *(struct task *task, struct (anon) *)  as "
		    "parameter\n"
		    "var current  struct task *  size 8  by pointer\n"
		    "struct task.self  struct task *  offset 40  size 8  by pointer\n");
	expect_text(find(graph, "union task"), "");
	query.whats = 1u << BK_FIND_FUNCTION;
	expect_text(find(graph, "task*"), "func task_list  struct list_head *(struct task *task, "
					  "struct (anon) *)  as parameter\n");
}
END_TEST

/* Function pointers, their typedefs, and arrays of arrays; what takes a callback takes no page. */
START_TEST(users_through_prototypes)
{
	struct build *b = build_new();

	build_struct(b, "page", 8); /* 1 */
	build_ptr(b, 1);	    /* 2 */
	build_ptr(b, 2);	    /* 3 */
	build_proto(b, 3);	    /* 4: page ** (page *) */
	build_param(b, "page", 2);
	build_ptr(b, 4);	     /* 5 */
	build_typedef(b, "call", 5); /* 6 */
	build_int(b, "int", 4, 0);   /* 7 */
	build_array(b, 1, 7, 2);     /* 8 */
	build_array(b, 8, 7, 3);     /* 9 */
	build_const(b, 9);	     /* 10 */
	build_proto(b, 0);	     /* 11: takes a callback */
	build_param(b, "callback", 6);
	build_func(b, "walk", 11, BK_LINKAGE_STATIC); /* 12 */
	build_struct(b, "ops", 64);		      /* 13 */
	build_member(b, "call", 6, 0);
	build_member(b, "pages", 10, 64);
	build_member(b, "count", 7, 448);
	ask_anew();
	query.users = true;
	expect_text(find(graph_of(b), "page"),
		    "typedef call  struct page **(*)(struct page *)  size 8  as parameter, as "
		    "return value\n"
		    "struct ops.call  call  offset 0  size 8  as parameter, as return value\n"
		    "struct ops.pages  const struct page[3][2]  offset 8  size 48  by value\n");
}
END_TEST

/* Prototypes can take themselves, which C cannot say. */
START_TEST(circles_of_prototypes_end)
{
	struct build *b = build_new();

	build_proto(b, 2); /* 1 */
	build_param(b, "self", 2);
	build_ptr(b, 1); /* 2 */
	build_func(b, "f", 1, BK_LINKAGE_STATIC);
	build_int(b, "int", 4, 0);
	ask_anew();
	query.users = true;
	expect_text(find(graph_of(b), "int"), "");
}
END_TEST

START_TEST(of_split_btf_its_own_is_searched)
{
	struct build *b = build_split(kernel());
	uint32_t first = build_next_id(b);
	const struct bk_graph *graph;

	build_struct(b, "device", 32);
	build_member(b, "list", 3, 0);
	build_member(b, "", 5, 128); /* the base's anonymous union */
	build_func(b, "task_list", 17, BK_LINKAGE_STATIC);
	graph = graph_of(b);
	ck_assert_uint_eq(first, graph->first_id);
	ask_anew();
	expect_text(find(graph, "task"), "");
	expect_text(find(graph, "list"),
		    "struct device.list  struct list_head  offset 0  size 16\n");
	expect_text(find(graph, "pid"), "struct device.pid  int  offset 16  size 4\n");
	query.users = true;
	query.whats = 1u << BK_FIND_MEMBER;
	expect_text(find(graph, "list_head"),
		    "struct device.list  struct list_head  offset 0  size 16  by value\n");
}
END_TEST

/* Names may begin inside others, and be stored twice. */
START_TEST(names_are_found_wherever_they_are_stored)
{
	static const char strings[] = "\0spinlock\0lock\0lock";
	struct build *b = build_new();

	build_fwd_struct(b, "x");
	build_fwd_struct(b, "y");
	build_fwd_struct(b, "z");
	build_strings_raw(b, strings, sizeof(strings));
	build_patch(b, 1, BUILD_NAME, 5);
	build_patch(b, 2, BUILD_NAME, 10);
	build_patch(b, 3, BUILD_NAME, 15);
	ask_anew();
	expect_text(find(graph_of(b), "lock"), "struct lock  declared only\n"
					       "struct lock  declared only\n"
					       "struct lock  declared only\n");
	expect_text(find(graph_of(b), "*oc*"), "struct lock  declared only\n"
					       "struct lock  declared only\n"
					       "struct lock  declared only\n");
	expect_text(find(graph_of(b), "spin*"), "");
}
END_TEST

/* Two unions in each of which the other is held twice: 2^30 members of one name. */
START_TEST(doubled_nesting_ends)
{
	struct build *b = build_new();
	clock_t start = clock();

	build_int(b, "int", 4, 0);
	build_struct(b, "", 4);
	build_member(b, "x", 1, 0);
	for (uint32_t id = 3; id < 33; id++) {
		build_union(b, "", 4);
		build_member(b, id % 2 ? "a" : "", id - 1, 0);
		build_member(b, id % 2 ? "b" : "", id - 1, 0);
	}
	build_struct(b, "bomb", 4);
	build_member(b, "", 32, 0);
	ask_anew();
	find(graph_of(b), "x");
	ck_assert(truncated);
	find(graph_of(b), "bomb.*.*.*.*.*.*.*.*.*.*.*.*.*.*.x");
	ck_assert(truncated);
	query.users = true;
	find(graph_of(b), "int");
	ck_assert(truncated);
	ck_assert_int_lt((clock() - start) / CLOCKS_PER_SEC, 60);
	query.users = false;
	expect_text(find(graph_of(b), "bomb"), "struct bomb  size 4  1 member\n");
}
END_TEST

START_TEST(deep_nesting_ends)
{
	struct build *b = build_new();

	build_int(b, "int", 4, 0);
	build_struct(b, "", 4);
	build_member(b, "x", 1, 0);
	for (uint32_t id = 3; id < 100000; id++) {
		build_struct(b, "", 4);
		build_member(b, "", id - 1, 0);
	}
	build_struct(b, "deep", 4);
	build_member(b, "", build_next_id(b) - 2, 0);
	ask_anew();
	expect_text(find(graph_of(b), "x"), "");
	ck_assert(truncated);
}
END_TEST

START_TEST(hints_name_what_is_near)
{
	static const struct {
		const char *pattern, *hint;
	} cases[] = {
		{ "taks", "nothing is named 'taks' (near: task)" },
		{ "struct taks", "no type is named 'taks' (near: task)" },
		{ "union task", "'task' is of another kind: STRUCT" },
		{ "taks.pid", "no type is named 'taks' (near: task)" },
		{ "task.pdi", "nothing in 'task' is named 'pdi' (near: pid)" },
		{ "task.list.nxet", "nothing in 'task.list' is named 'nxet' (near: next)" },
		{ "task.on.off", "'on' in 'task' has no members: it is int" },
		{ "task.list.next.next",
		  "'next' in 'task.list' has no members: it is struct list_head *" },
		{ "state.RUNS.x", "'RUNS' in 'state' has no members" },
		{ "state.SLEEP", "nothing in 'state' is named 'SLEEP' (near: SLEEPS)" },
		{ "zz*", "no name fits 'zz*'" },
		{ "zz*.a", "no type fits 'zz*'" },
	};
	const struct bk_graph *graph = graph_of(kernel());

	ask_anew();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_hint(graph, cases[i].pattern, cases[i].hint);
	query.whats = 1u << BK_FIND_MEMBER;
	expect_hint(graph, "task", "nothing of what is asked for is named 'task'");
	ask_anew();
	query.users = true;
	expect_hint(graph, "taks", "no type is named 'taks' (near: task)");
	expect_hint(graph, "hidden", "nothing uses 'hidden'");
}
END_TEST

START_TEST(what_is_no_pattern_is_refused)
{
	struct bk_find_pattern pattern;
	uint32_t whats = 0;

	expect_fails(bk_find_pattern_init(&pattern, "", (struct bk_find_style){ 0 }),
		     "'' names no type");
	expect_fails(bk_find_pattern_init(&pattern, "struct ", (struct bk_find_style){ 0 }),
		     "'struct ' names no type");
	expect_fails(bk_find_pattern_init(&pattern, "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q",
					  (struct bk_find_style){ 0 }),
		     "more than 16 parts");
	expect_fails(bk_find_pattern_init(&pattern, "(", (struct bk_find_style){ .regex = true }),
		     "'(' is no regular expression: ");
	expect_ok(bk_find_read_whats("type,members", &whats));
	ck_assert_uint_eq(whats, 1u << BK_FIND_TYPE | 1u << BK_FIND_MEMBER);
	expect_fails(bk_find_read_whats("types,", &whats), "not ''");
	expect_fails(bk_find_read_whats("memberss", &whats), "not 'memberss'");
}
END_TEST

TEST_SUITE(find, each_kind_of_name_is_found, members_are_named_from_what_has_a_name,
	   paths_go_through_members, kinds_and_filters_narrow, case_and_expressions,
	   users_hold_point_take_and_return, users_through_prototypes, circles_of_prototypes_end,
	   of_split_btf_its_own_is_searched, names_are_found_wherever_they_are_stored,
	   doubled_nesting_ends, deep_nesting_ends, hints_name_what_is_near,
	   what_is_no_pattern_is_refused)
