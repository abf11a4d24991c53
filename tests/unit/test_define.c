// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Definitions: enumerators, typedefs, and what C allows only once. */
#include "tests/unit/support/c_suite.h"

/* Enumerators of all enums share a name space with typedefs; the one that comes later gives way. */
START_TEST(enumerators_of_one_name)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	build_enum(b, "later", 4, 0);
	build_value(b, "OK", 5);
	build_value(b, "u32", 6);
	build_value(b, "ALONE", 7);
	build_enum(b, "early", 4, 0);
	build_value(b, "OK", 1);
	build_value(b, "ALSO", 2);
	build_value(b, "ALSO", 2);
	build_enum(b, "last", 4, 0);
	build_value(b, "OK", 1);
	build_typedef(b, "u32", t_int);
	expect_altered_c(b, "enum early {\n"
			    "\tOK = 1,\n"
			    "\tALSO = 2,\n"
			    "\tALSO___2 = 2,\n"
			    "};\n"
			    "\n"
			    "enum last {\n"
			    "\tOK___2 = 1,\n"
			    "};\n"
			    "\n"
			    "enum later {\n"
			    "\tOK___3 = 5,\n"
			    "\tu32___2 = 6,\n"
			    "\tALONE = 7,\n"
			    "};\n"
			    "\n"
			    "typedef int u32;\n");
}
END_TEST

/* A made-up name must not be one that is there. */
START_TEST(enumerators_of_made_up_names)
{
	struct build *b = build_new();

	build_enum(b, "a", 4, 0);
	build_value(b, "X", 1);
	build_enum(b, "b", 4, 0);
	build_value(b, "X", 2);
	build_enum(b, "c", 4, 0);
	build_value(b, "X___2", 3);
	build_enum(b, "d", 4, 0);
	build_value(b, "x y", 4);
	build_value(b, "x_y", 5);
	build_value(b, "", 6);
	expect_altered_c(b, "enum a {\n"
			    "\tX = 1,\n"
			    "};\n"
			    "\n"
			    "enum b {\n"
			    "\tX___2 = 2,\n"
			    "};\n"
			    "\n"
			    "enum c {\n"
			    "\tX___2___2 = 3,\n"
			    "};\n"
			    "\n"
			    "enum d {\n"
			    "\tx_y = 4,\n"
			    "\tx_y___2 = 5,\n"
			    "\t_ = 6,\n"
			    "};\n");
}
END_TEST

/* Constants people want: enums that nothing refers to. Each is written once, in an order of names. */
START_TEST(anonymous_enums_without_users)
{
	struct build *b = build_new();

	build_enum(b, "", 4, 0);
	build_value(b, "PAGE_SHIFT", 12);
	build_enum(b, "", 4, BK_INT_SIGNED);
	build_value(b, "MAX_ERRNO", 4095);
	build_value(b, "MIN_ERRNO", -1);
	build_enum(b, "", 4, 0);
	build_value(b, "PAGE_SHIFT", 12);
	build_enum(b, "", 1, 0);
	build_enum64(b, "", 8, 0);
	build_value(b, "HIGH", 4294967296);
	expect_altered_c(b, "enum {\n"
			    "\tHIGH = 4294967296LL,\n"
			    "};\n"
			    "\n"
			    "enum {\n"
			    "\tMAX_ERRNO = 4095,\n"
			    "\tMIN_ERRNO = -1,\n"
			    "};\n"
			    "\n"
			    "enum {\n"
			    "\tPAGE_SHIFT = 12,\n"
			    "};\n");
}
END_TEST

/* `bool`, `true` and `false` are the kernel's in C11, and keywords in C23 and C++. */
START_TEST(bool_is_a_keyword_elsewhere)
{
	struct build *b = build_new();
	uint32_t t_bool = build_int(b, "_Bool", 1, BK_INT_BOOL), type;

	type = build_typedef(b, "bool", t_bool);
	build_enum(b, "", 4, 0);
	build_value(b, "false", 0);
	build_value(b, "true", 1);
	build_struct(b, "s", 3);
	build_member(b, "flag", type, 0);
	build_bitfield(b, "bit", type, 8, 1);
	build_member(b, "plain", t_bool, 16);
	expect_cxx(b, "#if !defined(__cplusplus) && !defined(true)\n"
		      "#if !defined(__STDC_VERSION__) || __STDC_VERSION__ <= 201710L\n"
		      "enum { false = 0, true = 1 };\n"
		      "#elif __STDC_VERSION__ < 202311L /* a draft of C23, which may have the "
		      "keyword */\n"
		      "#define false 0\n"
		      "#define true 1\n"
		      "#endif\n"
		      "#endif\n"
		      "\n"
		      "#if !defined(__cplusplus) && !defined(bool)\n"
		      "#if !defined(__STDC_VERSION__) || __STDC_VERSION__ <= 201710L\n"
		      "typedef _Bool bool;\n"
		      "#elif __STDC_VERSION__ < 202311L /* a draft of C23, which may have the "
		      "keyword */\n"
		      "#define bool _Bool\n"
		      "#endif\n"
		      "#endif\n"
		      "\n"
		      "struct s {\n"
		      "\tbool flag;\n"
		      "\tbool bit : 1;\n"
		      "\t_Bool plain;\n"
		      "};\n");
}
END_TEST

/* Other things of these names are nothing special. */
START_TEST(bool_that_is_another)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), type;

	type = build_typedef(b, "bool", t_int);
	build_enum(b, "", 4, 0);
	build_value(b, "false", 0);
	build_value(b, "true", 2);
	build_struct(b, "s", 4);
	build_member(b, "flag", type, 0);
	expect_cxx(b, "enum {\n"
		      "\tBTFKIT_NAME_false = 0,\n"
		      "\tBTFKIT_NAME_true = 2,\n"
		      "};\n"
		      "\n"
		      "typedef int BTFKIT_NAME_bool;\n"
		      "\n"
		      "struct s {\n"
		      "\tBTFKIT_NAME_bool flag;\n"
		      "};\n");
	/* both at once */
	b = build_new();
	t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	build_typedef(b, "bool", t_int);
	build_typedef(b, "bool", build_int(b, "_Bool", 1, BK_INT_BOOL));
	expect_compiles(b);
}
END_TEST

/* The compiler's own are never defined; what stands behind them is written in their place. */
START_TEST(typedefs_of_the_compiler)
{
	struct build *b = build_new();
	uint32_t int128 = build_int(b, "__int128", 16, BK_INT_SIGNED);
	uint32_t wide = build_typedef(b, "__int128_t", int128), t_float, f64, holder;

	t_float = build_float(b, "double", 8);
	f64 = build_typedef(b, "_Float64", t_float);
	build_typedef(b, "s128", wide);
	holder = build_struct(b, "s", 32);
	build_member(b, "wide", wide, 0);
	build_member(b, "f", f64, 128);
	build_typedef(b, "holder", holder);
	expect_altered_c(b, "struct s;\n"
			    "\n"
			    "typedef struct s holder;\n"
			    "\n"
			    "struct s {\n"
			    "\t__int128 wide;\n"
			    "\tdouble f;\n"
			    "};\n"
			    "\n"
			    "typedef __int128 s128;\n");
}
END_TEST

START_TEST(typedefs_of_typedefs)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "unsigned int", 4, 0), u32;

	u32 = build_typedef(b, "__u32", t_int);
	build_typedef(b, "__be32", u32);
	build_typedef(b, "a32", build_typedef(b, "z32", u32));
	expect_c(b, "typedef unsigned int __u32;\n"
		    "\n"
		    "typedef __u32 __be32;\n"
		    "\n"
		    "typedef __u32 z32;\n"
		    "\n"
		    "typedef z32 a32;\n");
}
END_TEST

/*
 * Without -fms-extensions, with which kernel 7 embeds records, C has anonymous members only of
 * anonymous records: so they are written out. Any other member gets a name.
 */
START_TEST(members_without_names)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), named, anonymous;

	named = build_struct(b, "named", 4);
	build_member(b, "i", t_int, 0);
	anonymous = build_struct(b, "", 8);
	build_member(b, "j", t_int, 0);
	build_member(b, "k", t_int, 32);
	build_struct(b, "s", 20);
	build_member(b, "", named, 0);
	build_member(b, "", anonymous, 32);
	build_member(b, "", t_int, 96);
	build_member(b, "l", t_int, 128);
	expect_c(b, "struct named {\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct s {\n"
		    "\tstruct {\n"
		    "\t\tint i;\n"
		    "\t};\n"
		    "\tstruct {\n"
		    "\t\tint j;\n"
		    "\t\tint k;\n"
		    "\t};\n"
		    "\tint __anonymous1;\n"
		    "\tint l;\n"
		    "};\n");
}
END_TEST

/* The same through a typedef, and with the attributes that each record needs. */
START_TEST(embedded_records)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), packed, line, t_line;
	uint32_t t_char = build_int(b, "char", 1, BK_INT_SIGNED);

	packed = build_struct(b, "packed", 5);
	build_member(b, "c", t_char, 0);
	build_member(b, "i", t_int, 8);
	line = build_struct(b, "", 64);
	build_member(b, "j", t_int, 0);
	t_line = build_typedef(b, "line_t", line);
	build_struct(b, "s", 128);
	build_member(b, "", packed, 0);
	build_member(b, "", t_line, 512);
	expect_c(b, "typedef struct {\n"
		    "\tint j;\n"
		    "} __attribute__((aligned(64))) line_t;\n"
		    "\n"
		    "struct packed {\n"
		    "\tchar c;\n"
		    "\tint i;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "struct s {\n"
		    "\tstruct {\n"
		    "\t\tchar c;\n"
		    "\t\tint i;\n"
		    "\t} __attribute__((packed));\n"
		    "\tstruct {\n"
		    "\t\tint j;\n"
		    "\t} __attribute__((aligned(64)));\n"
		    "};\n");
}
END_TEST

C_SUITE(define, enumerators_of_one_name, enumerators_of_made_up_names,
	anonymous_enums_without_users, bool_is_a_keyword_elsewhere, bool_that_is_another,
	typedefs_of_the_compiler, typedefs_of_typedefs, members_without_names, embedded_records)
