// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Types without names: where they are written, and what they are called where that cannot be. */
#include "tests/unit/support/c_suite.h"

static struct build *with_int(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED); /* 1 */
	return b;
}

START_TEST(written_where_they_are_used)
{
	struct build *b = with_int();
	uint32_t low, high, either, array;

	low = build_struct(b, "", 8);
	build_member(b, "a", 1, 0);
	build_member(b, "b", 1, 32);
	high = build_enum(b, "", 4, 0);
	build_value(b, "HIGH", 1);
	either = build_union(b, "", 8);
	build_member(b, "", low, 0);
	build_member(b, "high", high, 0);
	array = build_array(b, low, 1, 2);
	build_struct(b, "outer", 40);
	build_member(b, "", either, 0);
	build_member(b, "named", either, 64);
	build_member(b, "behind", build_next_id(b), 128);
	build_ptr(b, low);
	build_struct(b, "arrays", 16);
	build_member(b, "array", array, 0);
	/* an enum can be written only once, and this one is needed twice */
	expect_c(b, "enum anon_1 {\n"
		    "\tHIGH = 1,\n"
		    "};\n"
		    "\n"
		    "struct arrays {\n"
		    "\tstruct {\n"
		    "\t\tint a;\n"
		    "\t\tint b;\n"
		    "\t} array[2];\n"
		    "};\n"
		    "\n"
		    "struct outer {\n"
		    "\tunion {\n"
		    "\t\tstruct {\n"
		    "\t\t\tint a;\n"
		    "\t\t\tint b;\n"
		    "\t\t};\n"
		    "\t\tenum anon_1 high;\n"
		    "\t};\n"
		    "\tunion {\n"
		    "\t\tstruct {\n"
		    "\t\t\tint a;\n"
		    "\t\t\tint b;\n"
		    "\t\t};\n"
		    "\t\tenum anon_1 high;\n"
		    "\t} named;\n"
		    "\tstruct {\n"
		    "\t\tint a;\n"
		    "\t\tint b;\n"
		    "\t} *behind;\n"
		    "\tunsigned long long : 64;\n"
		    "\tunsigned long long : 64;\n"
		    "};\n");
}
END_TEST

/* Behind a pointer or in a prototype nothing can be declared ahead: all it needs comes first. */
START_TEST(behind_pointers)
{
	struct build *b = with_int();
	uint32_t needed, anonymous;

	anonymous = build_struct(b, "", 8);
	build_member(b, "needed", anonymous + 1, 0);
	build_member(b, "i", 1, 32);
	needed = build_struct(b, "needed", 4);
	build_member(b, "i", 1, 0);
	build_struct(b, "a", 8);
	build_member(b, "behind", build_next_id(b), 0);
	build_ptr(b, anonymous);
	(void)needed;
	expect_c(b, "struct needed {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct a {\n"
		    "\tstruct {\n"
		    "\t\tstruct needed needed;\n"
		    "\t\tint i;\n"
		    "\t} *behind;\n"
		    "};\n");
}
END_TEST

START_TEST(typedefs_of_anonymous_types)
{
	struct build *b = with_int();
	uint32_t record = build_struct(b, "", 4), color, pair, t_pair;

	build_member(b, "counter", 1, 0);
	build_typedef(b, "atomic_t", record);
	color = build_enum(b, "", 4, 0);
	build_value(b, "RED", 0);
	build_typedef(b, "color_t", color);
	pair = build_array(b, record, 1, 2);
	t_pair = build_typedef(b, "pair_t", pair);
	build_struct(b, "s", 20);
	build_member(b, "a", record + 1, 0);
	build_member(b, "c", color + 1, 32);
	build_member(b, "pair", t_pair, 64);
	build_member(b, "again", color, 128);
	expect_c(b, "typedef struct {\n"
		    "\tint counter;\n"
		    "} atomic_t;\n"
		    "\n"
		    "typedef enum {\n"
		    "\tRED = 0,\n"
		    "} color_t;\n"
		    "\n"
		    "typedef struct {\n"
		    "\tint counter;\n"
		    "} pair_t[2];\n"
		    "\n"
		    "struct s {\n"
		    "\tatomic_t a;\n"
		    "\tcolor_t c;\n"
		    "\tpair_t pair;\n"
		    "\tcolor_t again;\n"
		    "};\n");
}
END_TEST

/* Of several typedefs the first by name defines it. */
START_TEST(several_typedefs_of_one_type)
{
	struct build *b = with_int();
	uint32_t color = build_enum(b, "", 4, 0), t_last;

	build_value(b, "RED", 0);
	build_typedef(b, "z_t", color);
	t_last = build_typedef(b, "a_t", color);
	build_struct(b, "s", 8);
	build_member(b, "c", color, 0);
	build_member(b, "d", t_last, 32);
	expect_c(b, "typedef enum {\n"
		    "\tRED = 0,\n"
		    "} a_t;\n"
		    "\n"
		    "struct s {\n"
		    "\ta_t c;\n"
		    "\ta_t d;\n"
		    "};\n"
		    "\n"
		    "typedef a_t z_t;\n");
}
END_TEST

/* Two equal enums are one, and one that is used twice gets a name of its content. */
START_TEST(enums_used_twice)
{
	struct build *b = with_int();
	uint32_t one = build_enum(b, "", 4, 0), other;

	build_value(b, "ON", 1);
	build_value(b, "OFF", 0);
	other = build_enum(b, "", 4, 0);
	build_value(b, "ON", 1);
	build_value(b, "OFF", 0);
	build_struct(b, "a", 4);
	build_member(b, "mode", one, 0);
	build_struct(b, "b", 4);
	build_member(b, "mode", other, 0);
	expect_c(b, "enum anon_1 {\n"
		    "\tON = 1,\n"
		    "\tOFF = 0,\n"
		    "};\n"
		    "\n"
		    "struct a {\n"
		    "\tenum anon_1 mode;\n"
		    "};\n"
		    "\n"
		    "struct b {\n"
		    "\tenum anon_1 mode;\n"
		    "};\n");
}
END_TEST

START_TEST(enums_used_once)
{
	struct build *b = with_int();
	uint32_t mode = build_enum(b, "", 4, 0);

	build_value(b, "ON", 1);
	build_struct(b, "a", 12);
	build_member(b, "mode", mode, 0);
	build_member(b, "behind", build_next_id(b), 32);
	build_array(b, 1, 1, 2);
	expect_c(b, "struct a {\n"
		    "\tenum {\n"
		    "\t\tON = 1,\n"
		    "\t} mode;\n"
		    "\tint behind[2];\n"
		    "};\n");
}
END_TEST

/* A struct in a parameter list is another one than outside, so it needs a name. */
START_TEST(parameters)
{
	struct build *b = with_int();
	uint32_t record = build_struct(b, "", 4), proto;

	build_member(b, "i", 1, 0);
	proto = build_proto(b, record);
	build_param(b, "r", record);
	build_param(b, "p", build_next_id(b));
	build_ptr(b, record);
	build_typedef(b, "function", proto);
	expect_c(b, "struct anon_1 {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "typedef struct anon_1 function(struct anon_1 r, struct anon_1 *p);\n");
}
END_TEST

/* ---- circles, which C cannot have without a name ---- */

START_TEST(structs_that_point_to_themselves)
{
	struct build *b = with_int();
	uint32_t node = build_struct(b, "", 16);

	build_member(b, "next", build_next_id(b), 0);
	build_member(b, "i", 1, 64);
	build_ptr(b, node);
	build_struct(b, "list", 16);
	build_member(b, "first", node, 0);
	expect_c(b, "struct anon_1 {\n"
		    "\tstruct anon_1 *next;\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct list {\n"
		    "\tstruct anon_1 first;\n"
		    "};\n");
}
END_TEST

START_TEST(two_structs_that_point_to_each_other)
{
	struct build *b = with_int();
	uint32_t node = build_struct(b, "", 16), other;

	build_member(b, "other", node + 1, 0);
	build_member(b, "i", 1, 64);
	build_ptr(b, node + 2);
	other = build_struct(b, "", 8);
	build_member(b, "node", build_next_id(b), 0);
	build_ptr(b, node);
	build_struct(b, "list", 24);
	build_member(b, "node", node, 0);
	build_member(b, "other", other, 128);
	expect_c(b, "struct anon_1;\n"
		    "\n"
		    "struct anon_2 {\n"
		    "\tstruct anon_1 *node;\n"
		    "};\n"
		    "\n"
		    "struct anon_1 {\n"
		    "\tstruct anon_2 *other;\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct list {\n"
		    "\tstruct anon_1 node;\n"
		    "\tstruct anon_2 other;\n"
		    "};\n");
}
END_TEST

START_TEST(typedefs_on_circles)
{
	struct build *b = with_int();
	uint32_t node = build_struct(b, "", 16), t_node;

	build_member(b, "next", build_next_id(b) + 1, 0);
	build_member(b, "i", 1, 64);
	t_node = build_typedef(b, "node_t", node);
	build_ptr(b, t_node);
	build_struct(b, "list", 16);
	build_member(b, "first", t_node, 0);
	expect_c(b, "struct anon_1;\n"
		    "\n"
		    "typedef struct anon_1 node_t;\n"
		    "\n"
		    "struct anon_1 {\n"
		    "\tnode_t *next;\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct list {\n"
		    "\tnode_t first;\n"
		    "};\n");
}
END_TEST

/* The named struct breaks it. (C++ has its name for a constructor inside anonymous ones.) */
START_TEST(circles_with_a_name)
{
	struct build *b = with_int();
	uint32_t anonymous = build_struct(b, "", 8), list;

	build_member(b, "list", build_next_id(b), 0);
	build_ptr(b, anonymous + 2);
	list = build_struct(b, "list", 16);
	build_member(b, "", anonymous, 0);
	build_member(b, "again", build_next_id(b), 64);
	build_ptr(b, list);
	expect_c(b, "struct list {\n"
		    "\tstruct {\n"
		    "#ifdef __cplusplus\n"
		    "\t\tstruct list *list_;\n"
		    "#else\n"
		    "\t\tstruct list *list;\n"
		    "#endif\n"
		    "\t};\n"
		    "\tstruct list *again;\n"
		    "};\n");
}
END_TEST

/* A pointer to an array of the struct itself needs it complete: nothing in C, but a pointer. */
START_TEST(arrays_of_themselves)
{
	struct build *b = with_int();
	uint32_t node = build_struct(b, "node", 8);

	build_member(b, "nodes", build_next_id(b) + 1, 0);
	build_array(b, node, 1, 4);
	build_ptr(b, node + 1);
	expect_altered_c(b, "struct node {\n"
			    "\tchar (*nodes)[4];\n"
			    "};\n");
}
END_TEST

START_TEST(prototypes_that_contain_themselves)
{
	struct build *b = with_int();
	uint32_t proto = build_proto(b, 0);

	build_param(b, "again", build_next_id(b));
	build_ptr(b, proto);
	build_struct(b, "s", 8);
	build_member(b, "call", proto + 1, 0);
	expect_altered_c(b, "struct s {\n"
			    "\tvoid *call;\n"
			    "};\n");
	/* through a typedef */
	b = with_int();
	build_typedef(b, "call_t", build_next_id(b) + 1);
	build_ptr(b, build_next_id(b) + 1);
	build_proto(b, build_next_id(b) - 2);
	expect_altered_c(b, "typedef void *call_t;\n");
}
END_TEST

C_SUITE(anon, written_where_they_are_used, behind_pointers, typedefs_of_anonymous_types,
	several_typedefs_of_one_type, enums_used_twice, enums_used_once, parameters,
	structs_that_point_to_themselves, two_structs_that_point_to_each_other, typedefs_on_circles,
	circles_with_a_name, arrays_of_themselves, prototypes_that_contain_themselves)
