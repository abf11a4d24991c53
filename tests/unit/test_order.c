// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The order of declarations: by name, each behind what it needs. */
#include "tests/unit/support/c_suite.h"

static struct build *with_int(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED); /* 1 */
	return b;
}

static uint32_t add(struct build *b, const char *name)
{
	uint32_t id = build_struct(b, name, 4);

	build_member(b, "i", 1, 0);
	return id;
}

START_TEST(by_name)
{
	struct build *b = with_int();

	add(b, "zebra");
	build_typedef(b, "beta", 1);
	add(b, "a_name_of_more_than_eight_characters");
	add(b, "a_name_of_more_than_eight_bytes");
	add(b, "a_name");
	build_typedef(b, "zebra", 1);
	build_union(b, "Zebra", 0);
	build_enum(b, "z", 4, 0);
	build_value(b, "Z", 1);
	build_enum(b, "y", 4, 0);
	build_value(b, "Y", 1);
	expect_c(b, "enum y {\n"
		    "\tY = 1,\n"
		    "};\n"
		    "\n"
		    "enum z {\n"
		    "\tZ = 1,\n"
		    "};\n"
		    "\n"
		    "union Zebra { BTFKIT_EMPTY };\n"
		    "\n"
		    "struct a_name {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct a_name_of_more_than_eight_bytes {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct a_name_of_more_than_eight_characters {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "typedef int beta;\n"
		    "\n"
		    "struct zebra {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "typedef int zebra;\n");
}
END_TEST

/* By value, in arrays, in anonymous structs, through typedefs: first what is held. */
START_TEST(what_is_held_comes_first)
{
	struct build *b = with_int();
	uint32_t z = add(b, "z"), y = add(b, "y"), x = add(b, "x"),
		 t_w = build_typedef(b, "w_t", 1);
	uint32_t anonymous, array, t_y;

	anonymous = build_struct(b, "", 8);
	build_member(b, "x", x, 0);
	build_member(b, "w", t_w, 32);
	t_y = build_typedef(b, "y_t", y);
	array = build_array(b, t_y, 1, 2);
	build_struct(b, "a", 20);
	build_member(b, "z", z, 0);
	build_member(b, "y", array, 32);
	build_member(b, "", anonymous, 96);
	expect_c(b, "struct y;\n"
		    "\n"
		    "struct z {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "typedef struct y y_t;\n"
		    "\n"
		    "struct y {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct x {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "typedef int w_t;\n"
		    "\n"
		    "struct a {\n"
		    "\tstruct z z;\n"
		    "\ty_t y[2];\n"
		    "\tstruct {\n"
		    "\t\tstruct x x;\n"
		    "\t\tw_t w;\n"
		    "\t};\n"
		    "};\n");
}
END_TEST

/* What is only pointed to is declared ahead, and only then if it is not known yet. */
START_TEST(what_is_pointed_to_is_declared)
{
	struct build *b = with_int();
	uint32_t z = add(b, "z"), a = add(b, "a"), pointers;

	pointers = build_ptr(b, z);
	build_ptr(b, a);
	build_struct(b, "m", 24);
	build_member(b, "z", pointers, 0);
	build_member(b, "a", pointers + 1, 64);
	build_member(b, "m", build_next_id(b), 128);
	build_ptr(b, pointers + 2);
	expect_c(b, "struct z;\n"
		    "\n"
		    "struct a {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct m {\n"
		    "\tstruct z *z;\n"
		    "\tstruct a *a;\n"
		    "\tstruct m *m;\n"
		    "};\n"
		    "\n"
		    "struct z {\n"
		    "\tint i;\n"
		    "};\n");
}
END_TEST

/* A pointer to an array needs the element, as C knows no incomplete one. */
START_TEST(elements_behind_pointers)
{
	struct build *b = with_int();
	uint32_t z = add(b, "z"), array = build_array(b, z, 1, 3);

	build_struct(b, "a", 8);
	build_member(b, "array", build_next_id(b), 0);
	build_ptr(b, array);
	expect_c(b, "struct z {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct a {\n"
		    "\tstruct z (*array)[3];\n"
		    "};\n");
}
END_TEST

/* A typedef of a struct that is not complete yet, where only the typedef's name is written. */
START_TEST(typedefs_of_what_is_not_complete)
{
	struct build *b = with_int();
	uint32_t z = add(b, "z"), t_z = build_typedef(b, "z_t", z), pointer = build_ptr(b, t_z);

	build_struct(b, "a", 8);
	build_member(b, "z", pointer, 0);
	build_struct(b, "b", 4);
	build_member(b, "z", t_z, 0);
	expect_c(b, "struct z;\n"
		    "\n"
		    "typedef struct z z_t;\n"
		    "\n"
		    "struct a {\n"
		    "\tz_t *z;\n"
		    "};\n"
		    "\n"
		    "struct z {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct b {\n"
		    "\tz_t z;\n"
		    "};\n");
}
END_TEST

/* What prototypes mention is known before them, or it would be another type inside. */
START_TEST(parameters_are_declared)
{
	struct build *b = with_int();
	uint32_t z = add(b, "z"), y = build_fwd_union(b, "y"), t_x = build_typedef(b, "x_t", 1);
	uint32_t pointers = build_ptr(b, z), proto;

	build_ptr(b, y);
	proto = build_proto(b, pointers);
	build_param(b, "y", pointers + 1);
	build_param(b, "x", t_x);
	build_struct(b, "a", 8);
	build_member(b, "call", build_next_id(b), 0);
	build_ptr(b, proto);
	expect_c(b, "union y;\n"
		    "struct z;\n"
		    "\n"
		    "typedef int x_t;\n"
		    "\n"
		    "struct a {\n"
		    "\tstruct z *(*call)(union y *y, x_t x);\n"
		    "};\n"
		    "\n"
		    "struct z {\n"
		    "\tint i;\n"
		    "};\n");
}
END_TEST

START_TEST(circles)
{
	struct build *b = with_int();
	uint32_t a = build_struct(b, "a", 16), list;

	/* struct a { struct list list; } with struct list { struct a *first; list_t *next; } */
	build_member(b, "list", a + 1, 0);
	list = build_struct(b, "list", 16);
	build_member(b, "first", list + 1, 0);
	build_member(b, "next", list + 3, 64);
	build_ptr(b, a);
	build_typedef(b, "list_t", list);
	build_ptr(b, list + 2);
	expect_c(b, "struct a;\n"
		    "struct list;\n"
		    "\n"
		    "typedef struct list list_t;\n"
		    "\n"
		    "struct list {\n"
		    "\tstruct a *first;\n"
		    "\tlist_t *next;\n"
		    "};\n"
		    "\n"
		    "struct a {\n"
		    "\tstruct list list;\n"
		    "};\n");
}
END_TEST

C_SUITE(order, by_name, what_is_held_comes_first, what_is_pointed_to_is_declared,
	elements_behind_pointers, typedefs_of_what_is_not_complete, parameters_are_declared,
	circles)
