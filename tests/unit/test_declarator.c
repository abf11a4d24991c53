// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Declarations: pointers, arrays, prototypes and what qualifies them, around a name. */
#include "tests/unit/support/c_suite.h"

/* A struct "s" of one member "m" of the type made last, which has that size. */
static void hold(struct build *b, uint32_t size)
{
	uint32_t type = build_next_id(b) - 1;

	build_struct(b, "s", size);
	build_member(b, "m", type, 0);
}

/* The same, declared as `text`. */
#define expect_member(b, size, text) \
	do { \
		hold(b, size); \
		expect_c(b, "struct s {\n\t" text ";\n};\n"); \
	} while (0)

static struct build *with_int(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED); /* 1 */
	return b;
}

START_TEST(pointers_and_qualifiers)
{
	struct build *b = with_int();

	build_ptr(b, 1);
	expect_member(b, 8, "int *m");
	b = with_int();
	build_ptr(b, build_ptr(b, build_ptr(b, 0)));
	expect_member(b, 8, "void ***m");
	b = with_int();
	build_ptr(b, build_const(b, 1));
	expect_member(b, 8, "const int *m");
	b = with_int();
	build_const(b, build_ptr(b, build_const(b, build_volatile(b, 1))));
	expect_member(b, 8, "volatile const int *const m");
	b = with_int();
	build_volatile(b, build_restrict(b, build_ptr(b, build_const(b, 0))));
	expect_member(b, 8, "const void *__restrict volatile m");
	b = with_int();
	build_ptr(b, build_const(b, build_ptr(b, build_const(b, build_ptr(b, 1)))));
	expect_member(b, 8, "int *const *const *m");
	b = with_int();
	build_const(b, 1);
	expect_member(b, 4, "const int m");
}
END_TEST

/* Said twice is once; restrict is for pointers to objects. */
START_TEST(qualifiers_that_c_refuses)
{
	struct build *b = with_int();

	build_const(b, build_volatile(b, build_const(b, 1)));
	expect_member(b, 4, "const volatile int m");
	b = with_int();
	build_volatile(b, build_volatile(b, build_ptr(b, 1)));
	expect_member(b, 8, "int *volatile m");
	b = with_int();
	build_restrict(b, 1);
	expect_member(b, 4, "int m");
	b = with_int();
	build_restrict(b, build_ptr(b, build_proto(b, 0)));
	expect_member(b, 8, "void (*m)(void)");
}
END_TEST

START_TEST(arrays)
{
	struct build *b = with_int();

	build_array(b, 1, 1, 3);
	expect_member(b, 12, "int m[3]");
	b = with_int();
	build_array(b, build_array(b, build_array(b, 1, 1, 4), 1, 3), 1, 2);
	expect_member(b, 96, "int m[2][3][4]");
	b = with_int();
	build_array(b, build_array(b, 1, 1, 0), 1, 2);
	expect_member(b, 0, "int m[2][0]");
	b = with_int();
	build_ptr(b, build_array(b, 1, 1, 3));
	expect_member(b, 8, "int (*m)[3]");
	b = with_int();
	build_array(b, build_ptr(b, build_array(b, build_ptr(b, 1), 1, 3)), 1, 2);
	expect_member(b, 16, "int *(*m[2])[3]");
}
END_TEST

/* Gcc qualifies arrays and their elements alike: that of the elements will do. */
START_TEST(qualified_arrays)
{
	struct build *b = with_int();

	build_const(b, build_array(b, build_const(b, 1), 1, 3));
	expect_member(b, 12, "const int m[3]");
	b = with_int();
	build_const(b, build_array(b, 1, 1, 3));
	expect_member(b, 12, "int m[3]");
	b = with_int();
	build_array(b, build_const(b, build_array(b, build_volatile(b, 1), 1, 3)), 1, 2);
	expect_member(b, 24, "volatile int m[2][3]");
	b = with_int();
	build_ptr(b, build_const(b, build_array(b, build_const(b, build_ptr(b, 1)), 1, 3)));
	expect_member(b, 8, "int *const (*m)[3]");
}
END_TEST

START_TEST(prototypes)
{
	struct build *b = with_int();
	uint32_t text;

	build_proto(b, 0);
	build_ptr(b, build_next_id(b) - 1);
	expect_member(b, 8, "void (*m)(void)");
	b = with_int();
	text = build_ptr(b, build_const(b, build_int(b, "char", 1, BK_INT_SIGNED)));
	build_proto(b, text);
	build_param(b, "format", text);
	build_param(b, "", 1);
	build_varargs(b);
	build_ptr(b, build_next_id(b) - 1);
	expect_member(b, 8, "const char *(*m)(const char *format, int, ...)");
	/* of old style: any parameters */
	b = with_int();
	build_proto(b, 1);
	build_varargs(b);
	build_ptr(b, build_next_id(b) - 1);
	expect_member(b, 8, "int (*m)()");
}
END_TEST

/* The ids of pointers to `int (int)` and to `pointer (int)`. */
static uint32_t pointer_to_function(struct build *b, uint32_t return_type)
{
	uint32_t proto = build_proto(b, return_type);

	build_param(b, "a", 1);
	return build_ptr(b, proto);
}

START_TEST(functions_of_functions)
{
	struct build *b = with_int();
	uint32_t handler, array;

	pointer_to_function(b, pointer_to_function(b, 1));
	expect_member(b, 8, "int (*(*m)(int a))(int a)");
	b = with_int();
	pointer_to_function(b, pointer_to_function(b, pointer_to_function(b, 1)));
	expect_member(b, 8, "int (*(*(*m)(int a))(int a))(int a)");
	/* signal(2) */
	b = with_int();
	handler = pointer_to_function(b, 0);
	build_proto(b, handler);
	build_param(b, "signal", 1);
	build_param(b, "handler", handler);
	build_ptr(b, build_next_id(b) - 1);
	expect_member(b, 8, "void (*(*m)(int signal, void (*handler)(int a)))(int a)");
	/* an array of them, and what returns a pointer to an array */
	b = with_int();
	build_array(b, build_array(b, pointer_to_function(b, 1), 1, 3), 1, 2);
	expect_member(b, 48, "int (*m[2][3])(int a)");
	b = with_int();
	array = build_array(b, pointer_to_function(b, 1), 1, 4);
	pointer_to_function(b, build_ptr(b, array));
	expect_member(b, 8, "int (*(*(*m)(int a))[4])(int a)");
	b = with_int();
	build_const(b, build_array(b, build_const(b, pointer_to_function(b, 1)), 1, 2));
	expect_member(b, 16, "int (*const m[2])(int a)");
}
END_TEST

/* gcc's cv-qualified prototypes: nothing that C can say, and nothing lost. */
START_TEST(qualified_prototypes)
{
	struct build *b = with_int();
	uint32_t proto = build_proto(b, 1);

	build_ptr(b, build_volatile(b, proto));
	expect_member(b, 8, "int (*m)(void)");
	b = with_int();
	build_ptr(b, build_const(b, build_volatile(b, build_proto(b, 0))));
	expect_member(b, 8, "void (*m)(void)");
	b = with_int();
	build_typedef(b, "function", build_const(b, build_proto(b, 0)));
	hold(b, 8);
	build_patch(b, build_next_id(b) - 1, BUILD_TAIL + 1, build_next_id(b));
	build_ptr(b, build_const(b, build_next_id(b) - 2));
	expect_compiles(b);
}
END_TEST

START_TEST(typedefs)
{
	struct build *b = with_int();
	uint32_t t_u32 = build_typedef(b, "u32", 1), callback, row;

	callback = build_typedef(b, "callback", build_proto(b, t_u32));
	row = build_typedef(b, "row", build_array(b, t_u32, 1, 2));
	build_typedef(b, "handler", build_ptr(b, build_const(b, callback)));
	build_typedef(b, "grid", build_array(b, build_const(b, row), 1, 3));
	build_typedef(b, "opaque", 0);
	build_typedef(b, "cookie", build_ptr(b, build_const(b, build_next_id(b) - 1)));
	expect_compiles(b);
	expect_c(b, "typedef int u32;\n"
		    "\n"
		    "typedef u32 callback(void);\n"
		    "\n"
		    "typedef void opaque;\n"
		    "\n"
		    "typedef const opaque *cookie;\n"
		    "\n"
		    "typedef u32 row[2];\n"
		    "\n"
		    "typedef const row grid[3];\n"
		    "\n"
		    "typedef callback *handler;\n");
}
END_TEST

/* `typedef void x` by value: only BTF that was put together from several sources has it. */
START_TEST(void_by_value)
{
	struct build *b = with_int();
	uint32_t nothing = build_typedef(b, "__gnuc_va_list", 0), proto;

	proto = build_proto(b, nothing);
	build_param(b, "list", nothing);
	build_param(b, "again", nothing);
	build_typedef(b, "function", proto);
	build_struct(b, "s", 8);
	build_member(b, "list", nothing, 0);
	build_member(b, "i", 1, 0);
	build_member(b, "lists", build_next_id(b), 32);
	build_array(b, nothing, 1, 4);
	expect_altered_c(b, "typedef void __gnuc_va_list;\n"
			    "\n"
			    "typedef __gnuc_va_list function(void *, void *);\n"
			    "\n"
			    "struct s {\n"
			    "\t/* list: nothing that C can hold here */\n"
			    "\tint i;\n"
			    "\t/* lists: nothing that C can hold here */\n"
			    "} __attribute__((aligned(8)));\n");
}
END_TEST

/* A tag stands behind what is pointed to, where clang takes it; elsewhere it is left out. */
START_TEST(tags)
{
	struct build *b = with_int();
	uint32_t user;

	build_ptr(b, build_type_tag(b, "user", 1));
	expect_member(b, 8, "int BTFKIT_TYPE_TAG(\"user\") *m");
	b = with_int();
	build_ptr(b, build_type_tag(b, "rcu", build_type_tag(b, "user", build_const(b, 1))));
	expect_member(b, 8, "const int BTFKIT_TYPE_TAG(\"user\")BTFKIT_TYPE_TAG(\"rcu\") *m");
	b = with_int();
	user = build_type_tag(b, "user", build_ptr(b, 1));
	build_ptr(b, build_const(b, user));
	expect_member(b, 8, "int *BTFKIT_TYPE_TAG(\"user\") const *m");
	/* not behind a pointer */
	b = with_int();
	build_type_tag(b, "percpu", 1);
	expect_member(b, 4, "int m");
	b = with_int();
	build_array(b, build_type_tag(b, "percpu", 1), 1, 2);
	expect_member(b, 8, "int m[2]");
	b = with_int();
	build_ptr(b, build_type_tag(b, "user", build_proto(b, 0)));
	expect_member(b, 8, "void BTFKIT_TYPE_TAG(\"user\") (*m)(void)");
	/* what would end the string */
	b = with_int();
	build_ptr(b, build_type_tag(b, "a\"b", 1));
	expect_member(b, 8, "int *m");
	b = with_int();
	build_ptr(b, build_type_tag(b, "a\\", 1));
	expect_member(b, 8, "int *m");
	/* a plain attribute */
	b = with_int();
	user = build_type_tag(b, "address_space(1)", 1);
	build_kind_flag(b);
	build_ptr(b, user);
	expect_member(b, 8, "int BTFKIT_ATTRIBUTE(address_space(1)) *m");
}
END_TEST

/* A parameter that is named like a type would hide it from those behind it. */
START_TEST(parameters_named_like_types)
{
	struct build *b = with_int();
	uint32_t t_size = build_typedef(b, "size_t", 1), pages = build_struct(b, "pages", 4), proto;

	build_member(b, "i", 1, 0);
	proto = build_proto(b, t_size);
	build_param(b, "size_t", t_size);
	build_param(b, "again", t_size);
	build_param(b, "pages", pages);
	build_param(b, "", pages);
	build_typedef(b, "function", proto);
	build_enum(b, "", 4, 0);
	build_value(b, "COLOR", 1);
	expect_c(b, "enum {\n"
		    "\tCOLOR = 1,\n"
		    "};\n"
		    "\n"
		    "struct pages;\n"
		    "\n"
		    "typedef int size_t;\n"
		    "\n"
		    "typedef size_t function(size_t size_t_, size_t again, struct pages pages, "
		    "struct pages);\n"
		    "\n"
		    "struct pages {\n"
		    "\tint i;\n"
		    "};\n");
}
END_TEST

/* Arrays of functions, functions that return arrays: `char` stands where nothing can. */
START_TEST(what_c_forbids)
{
	struct build *b = with_int();
	uint32_t proto = build_proto(b, 0), array = build_array(b, 1, 1, 3);

	build_typedef(b, "functions", build_array(b, proto, 1, 2));
	build_typedef(b, "returns_array", build_proto(b, array));
	build_typedef(b, "returns_function", build_proto(b, proto));
	build_typedef(b, "voids", build_array(b, 0, 1, 2));
	expect_altered_c(b, "typedef char functions[2];\n"
			    "\n"
			    "typedef char returns_array(void);\n"
			    "\n"
			    "typedef char returns_function(void);\n"
			    "\n"
			    "typedef char voids[2];\n");
}
END_TEST

/* FUNC as a pointer's target, which the kernel accepts. */
START_TEST(pointers_to_functions_by_name)
{
	struct build *b = with_int();
	uint32_t proto = build_proto(b, 1);

	build_param(b, "a", 1);
	build_ptr(b, build_func(b, "called", proto, BK_LINKAGE_GLOBAL));
	hold(b, 8);
	expect_altered_c(b, "struct s {\n"
			    "\tint (*m)(int a);\n"
			    "};\n");
}
END_TEST

C_SUITE(declarator, pointers_and_qualifiers, qualifiers_that_c_refuses, arrays, qualified_arrays,
	prototypes, functions_of_functions, qualified_prototypes, typedefs, void_by_value, tags,
	parameters_named_like_types, what_c_forbids, pointers_to_functions_by_name)
