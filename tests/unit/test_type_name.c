// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Types spelled as C does: what stands before a name, what behind it, and what is too deep. */
#include "btfkit/graph/type_name.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static const char *name_of(const struct build *b, uint32_t id)
{
	struct bk_sink sink;
	char *text;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_type_name(graph_of(b), id, &sink);
	bk_putc(&sink, '\0');
	expect_ok(bk_sink_finish(&sink));
	text = keep_copy(sink.start, sink.at - sink.start);
	bk_sink_deinit(&sink);
	return text;
}

/* The name of the type built last. */
#define expect_name(b, text) expect_text(name_of(b, build_next_id(b) - 1), text)

START_TEST(named_and_unnamed_types)
{
	struct build *b = build_new();

	expect_text(name_of(b, 0), "void");
	build_int(b, "unsigned long", 8, 0);
	expect_name(b, "unsigned long");
	build_float(b, "double", 8);
	expect_name(b, "double");
	build_typedef(b, "u64", 1);
	expect_name(b, "u64");
	build_struct(b, "page", 0);
	expect_name(b, "struct page");
	build_struct(b, "", 0);
	expect_name(b, "struct (anon)");
	build_union(b, "either", 0);
	expect_name(b, "union either");
	build_enum(b, "color", 4, 0);
	expect_name(b, "enum color");
	build_enum64(b, "", 8, 0);
	expect_name(b, "enum (anon)");
	build_fwd_struct(b, "hidden");
	expect_name(b, "struct hidden");
	build_fwd_union(b, "secret");
	expect_name(b, "union secret");
	build_var(b, "jiffies", 1, BK_LINKAGE_GLOBAL);
	expect_name(b, "jiffies");
}
END_TEST

START_TEST(pointers_and_qualifiers)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t t_const, t_ptr;

	build_ptr(b, 0);
	expect_name(b, "void *");
	t_const = build_const(b, t_int);
	expect_name(b, "const int");
	build_volatile(b, t_const);
	expect_name(b, "volatile const int");
	t_ptr = build_ptr(b, t_const);
	expect_name(b, "const int *");
	build_ptr(b, t_ptr);
	expect_name(b, "const int **");
	build_restrict(b, t_ptr);
	expect_name(b, "const int *restrict");
	build_const(b, build_volatile(b, t_ptr));
	expect_name(b, "const int *volatile const");
	build_ptr(b, build_const(b, t_ptr));
	expect_name(b, "const int *const *");
	/* Tags are nothing that C in a cast knows; what they hide must be seen nevertheless. */
	build_ptr(b, build_type_tag(b, "rcu", t_int));
	expect_name(b, "int *");
	build_const(b, build_type_tag(b, "rcu", t_ptr));
	expect_name(b, "const int *const");
}
END_TEST

START_TEST(arrays_and_prototypes)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t t_char = build_int(b, "char", 1, BK_INT_SIGNED);
	uint32_t row = build_array(b, t_int, t_int, 3);
	uint32_t grid, text, proto, callback;

	expect_name(b, "int[3]");
	grid = build_array(b, row, t_int, 2);
	expect_name(b, "int[2][3]");
	build_ptr(b, grid);
	expect_name(b, "int (*)[2][3]");
	build_ptr(b, build_const(b, row));
	expect_name(b, "const int (*)[3]");
	text = build_ptr(b, build_const(b, t_char));
	build_array(b, text, t_int, 4);
	expect_name(b, "const char *[4]");

	proto = build_proto(b, 0);
	expect_name(b, "void(void)");
	build_ptr(b, proto);
	expect_name(b, "void (*)(void)");
	proto = build_proto(b, text);
	build_param(b, "format", text);
	build_varargs(b);
	callback = build_ptr(b, proto);
	expect_name(b, "const char *(*)(const char *, ...)");
	build_array(b, callback, t_int, 5);
	expect_name(b, "const char *(*[5])(const char *, ...)");
	/* signal(2): a function that takes and returns pointers to functions */
	proto = build_proto(b, callback);
	build_param(b, "signal", t_int);
	build_param(b, "handler", callback);
	build_ptr(b, proto);
	expect_name(b, "const char *(*(*)(int, const char *(*)(const char *, ...)))"
		       "(const char *, ...)");
}
END_TEST

static int count(const char *text, char c)
{
	int found = 0;

	while (*text)
		found += *text++ == c;
	return found;
}

START_TEST(prototypes_can_have_the_names_of_their_parameters)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink sink;
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), t_proto;

	build_proto(b, t_int); /* 2 */
	build_param(b, "inner", t_int);
	build_ptr(b, 2);		 /* 3 */
	build_array(b, t_int, t_int, 2); /* 4 */
	build_ptr(b, 4);		 /* 5 */
	build_ptr(b, t_int);		 /* 6 */
	t_proto = build_proto(b, 6);
	build_param(b, "number", t_int);
	build_param(b, "", t_int);
	build_param(b, "pointer", 6);
	build_param(b, "call", 3);
	build_param(b, "row", 5);
	build_varargs(b);
	expect_text(name_of(b, t_proto), "int *(int, int, int *, int (*)(int), int (*)[2], ...)");
	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_prototype_name(graph_of(b), t_proto, &sink);
	bk_putc(&sink, '\n');
	bk_prototype_name(graph_of(b), 2, &sink);
	bk_putc(&sink, '\0');
	expect_ok(bk_sink_finish(&sink));
	expect_text(sink.start, "int *(int number, int, int *pointer, int (*call)(int), "
				"int (*row)[2], ...)\nint (int inner)");
}
END_TEST

START_TEST(depth_and_width_are_bounded)
{
	struct build *b = build_new();
	uint32_t id = build_int(b, "int", 4, BK_INT_SIGNED);
	const char *name;

	/* int (*(*(*...)[1])[1])[1] */
	for (int i = 0; i < 500; i++)
		id = build_ptr(b, build_array(b, id, 1, 1));
	name = name_of(b, id);
	ck_assert_int_eq(strlen(name) < 1000, true);
	ck_assert_int_eq(count(name, '('), count(name, ')'));

	/* A prototype whose parameters are pointers to itself. */
	b = build_new();
	id = build_proto(b, 0);
	for (int i = 0; i < 1000; i++)
		build_param(b, "next", id + 1);
	build_ptr(b, id);
	name = name_of(b, id);
	ck_assert_int_eq(strlen(name) < 10000, true);
	ck_assert_int_eq(count(name, '('), count(name, ')'));
}
END_TEST

START_TEST(declarations_go_around_the_name)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), handler;
	struct bk_sink sink;

	build_ptr(b, t_int);
	build_array(b, 2, t_int, 4);
	handler = build_proto(b, t_int);
	build_param(b, "p", 2);
	build_ptr(b, handler);
	build_const(b, 2);
	bk_sink_init_memory(&sink, SIZE_MAX);
	for (uint32_t id = 1; id <= 6; id++) {
		bk_type_declare(graph_of(b), id, "name", &sink);
		bk_puts(&sink, "; ");
	}
	bk_type_declare(graph_of(b), 2, "", &sink);
	ck_assert_str_eq(sink_text(&sink),
			 "int name; int *name; int *name[4]; int name(int *); int (*name)(int *); "
			 "int *const name; int *");
}
END_TEST

TEST_SUITE(type_name, declarations_go_around_the_name, named_and_unnamed_types,
	   pointers_and_qualifiers, arrays_and_prototypes,
	   prototypes_can_have_the_names_of_their_parameters, depth_and_width_are_bounded)
