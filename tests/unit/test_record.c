// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Structs and unions written so that compilers lay them out as BTF says. */
#include "btfkit/cgen/record.h"

#include "tests/unit/support/c_suite.h"

/* The scalars that the tests here need, always the first types. */
enum { CHAR = 1, SHORT, INT, LONG, U8, U16, U32, U64, BOOL, INT128, POINTER };

static struct build *with_scalars(void)
{
	struct build *b = build_new();

	build_int(b, "char", 1, BK_INT_SIGNED);
	build_int(b, "short int", 2, BK_INT_SIGNED);
	build_int(b, "int", 4, BK_INT_SIGNED);
	build_int(b, "long int", 8, BK_INT_SIGNED);
	build_int(b, "unsigned char", 1, 0);
	build_int(b, "short unsigned int", 2, 0);
	build_int(b, "unsigned int", 4, 0);
	build_int(b, "long long unsigned int", 8, 0);
	build_int(b, "_Bool", 1, BK_INT_BOOL);
	build_int(b, "__int128", 16, BK_INT_SIGNED);
	build_ptr(b, 0);
	return b;
}

/* ---- as they are ---- */

START_TEST(natural_layouts_need_nothing)
{
	struct build *b = with_scalars();
	uint32_t inner;

	build_struct(b, "scalars", 64);
	build_member(b, "c", CHAR, 0);
	build_member(b, "s", SHORT, 16);
	build_member(b, "i", INT, 32);
	build_member(b, "flag", BOOL, 64);
	build_member(b, "p", POINTER, 128);
	build_member(b, "end", CHAR, 192);
	build_member(b, "wide", INT128, 256);
	build_member(b, "last", INT, 384);
	inner = build_union(b, "inner", 16);
	build_member(b, "l", LONG, 0);
	build_member(b, "i", INT, 0);
	build_member(b, "chars", build_next_id(b), 0);
	build_array(b, CHAR, INT, 9);
	build_struct(b, "outer", 32);
	build_member(b, "c", CHAR, 0);
	build_member(b, "inner", inner, 64);
	build_member(b, "i", INT, 192);
	expect_c(b, "union inner {\n"
		    "\tlong l;\n"
		    "\tint i;\n"
		    "\tchar chars[9];\n"
		    "};\n"
		    "\n"
		    "struct outer {\n"
		    "\tchar c;\n"
		    "\tunion inner inner;\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct scalars {\n"
		    "\tchar c;\n"
		    "\tshort s;\n"
		    "\tint i;\n"
		    "\t_Bool flag;\n"
		    "\tvoid *p;\n"
		    "\tchar end;\n"
		    "\t__int128 wide;\n"
		    "\tint last;\n"
		    "};\n");
}
END_TEST

/* Of size 0 also in C++, by what BTFKIT_EMPTY is there. */
START_TEST(records_without_members)
{
	struct build *b = with_scalars();

	build_struct(b, "empty", 0);
	build_union(b, "nothing", 0);
	build_struct(b, "opaque", 24); /* as in a distilled base */
	build_union(b, "of_8", 8);
	build_struct(b, "of_1", 1);
	expect_c(b, "struct empty { BTFKIT_EMPTY };\n"
		    "\n"
		    "union nothing { BTFKIT_EMPTY };\n"
		    "\n"
		    "struct of_1 {\n"
		    "\tunsigned char : 8;\n"
		    "};\n"
		    "\n"
		    "union of_8 {\n"
		    "\tunsigned char __padding1[8];\n"
		    "};\n"
		    "\n"
		    "struct opaque {\n"
		    "\tunsigned char __padding1[24];\n"
		    "};\n");
}
END_TEST

/* ---- gaps and alignment ---- */

/* aligned(N) explains them, and nothing speaks against it. */
START_TEST(gaps_that_alignment_explains)
{
	struct build *b = with_scalars();

	build_struct(b, "cachelines", 192);
	build_member(b, "first", INT, 0);
	build_member(b, "second", INT, 512);
	build_member(b, "third", CHAR, 1024);
	build_struct(b, "tail", 64);
	build_member(b, "i", INT, 0);
	build_struct(b, "eight", 16);
	build_member(b, "c", CHAR, 0);
	build_member(b, "i", INT, 64);
	expect_c(b, "struct cachelines {\n"
		    "\tint first;\n"
		    "\tint second __attribute__((aligned(64)));\n"
		    "\tchar third __attribute__((aligned(64)));\n"
		    "};\n"
		    "\n"
		    "struct eight {\n"
		    "\tchar c;\n"
		    "\tint i __attribute__((aligned(8)));\n"
		    "};\n"
		    "\n"
		    "struct tail {\n"
		    "\tint i;\n"
		    "} __attribute__((aligned(64)));\n");
}
END_TEST

/* Sizes and offsets that no alignment can explain. */
START_TEST(gaps_that_alignment_does_not_explain)
{
	struct build *b = with_scalars();

	build_struct(b, "hole", 20);
	build_member(b, "c", CHAR, 0);
	build_member(b, "i", INT, 96);
	build_struct(b, "wide_hole", 112);
	build_member(b, "c", CHAR, 0);
	build_member(b, "i", LONG, 832);
	build_struct(b, "tail", 12);
	build_member(b, "i", INT, 0);
	build_struct(b, "odd_tail", 7);
	build_member(b, "c", CHAR, 0);
	expect_c(b, "struct hole {\n"
		    "\tchar c;\n"
		    "\tunsigned char : 8;\n"
		    "\tunsigned short : 16;\n"
		    "\tunsigned int : 32;\n"
		    "\tunsigned int : 32;\n"
		    "\tint i;\n"
		    "\tunsigned int : 32;\n"
		    "};\n"
		    "\n"
		    "struct odd_tail {\n"
		    "\tchar c;\n"
		    "\tunsigned char : 8;\n"
		    "\tunsigned char : 8;\n"
		    "\tunsigned char : 8;\n"
		    "\tunsigned char : 8;\n"
		    "\tunsigned char : 8;\n"
		    "\tunsigned char : 8;\n"
		    "};\n"
		    "\n"
		    "struct tail {\n"
		    "\tint i;\n"
		    "\tunsigned int : 32;\n"
		    "\tunsigned int : 32;\n"
		    "};\n"
		    "\n"
		    "struct wide_hole {\n"
		    "\tchar c;\n"
		    "\tunsigned char __padding1[103];\n"
		    "\tlong i;\n"
		    "};\n");
}
END_TEST

/*
 * The inner struct would be 8 bytes by alignment, or by padding. Only one is right: the outer one
 * holds it at an offset of 4, and in an array of elements 12 bytes apart.
 */
START_TEST(uses_limit_alignment)
{
	struct build *b = with_scalars();
	uint32_t inner = build_struct(b, "inner", 8), element, array;

	build_member(b, "i", INT, 0);
	build_struct(b, "outer", 12);
	build_member(b, "c", CHAR, 0);
	build_member(b, "inner", inner, 32);
	element = build_struct(b, "element", 24);
	build_member(b, "i", INT, 0);
	build_member(b, "at_16", INT, 128);
	array = build_array(b, element, INT, 3);
	build_struct(b, "elements", 72);
	build_member(b, "array", array, 0);
	expect_c(b, "struct element {\n"
		    "\tint i;\n"
		    "\tunsigned int : 32;\n"
		    "\tunsigned long long : 64;\n"
		    "\tint at_16;\n"
		    "} __attribute__((aligned(8)));\n"
		    "\n"
		    "struct elements {\n"
		    "\tstruct element array[3];\n"
		    "};\n"
		    "\n"
		    "struct inner {\n"
		    "\tint i;\n"
		    "\tunsigned int : 32;\n"
		    "};\n"
		    "\n"
		    "struct outer {\n"
		    "\tchar c;\n"
		    "\tstruct inner inner;\n"
		    "};\n");
}
END_TEST

START_TEST(over_aligned_records_as_members_and_elements)
{
	struct build *b = with_scalars();
	uint32_t line = build_struct(b, "line", 64), lines;

	build_member(b, "i", INT, 0);
	lines = build_array(b, line, INT, 3);
	build_struct(b, "holder", 320);
	build_member(b, "c", CHAR, 0);
	build_member(b, "lines", lines, 512);
	build_member(b, "last", CHAR, 2048);
	build_struct(b, "outer", 384);
	build_member(b, "c", CHAR, 0);
	build_member(b, "holder", build_next_id(b) - 2, 512);
	expect_c(b, "struct line {\n"
		    "\tint i;\n"
		    "} __attribute__((aligned(64)));\n"
		    "\n"
		    "struct holder {\n"
		    "\tchar c;\n"
		    "\tstruct line lines[3];\n"
		    "\tchar last;\n"
		    "};\n"
		    "\n"
		    "struct outer {\n"
		    "\tchar c;\n"
		    "\tstruct holder holder;\n"
		    "};\n");
}
END_TEST

/* struct { char x[0]; } aligned to a cache line stands between members to keep them apart. */
START_TEST(padding_by_empty_structs)
{
	struct build *b = with_scalars();
	uint32_t pad = build_struct(b, "pad", 0), none;

	build_member(b, "x", build_next_id(b), 0);
	none = build_array(b, CHAR, INT, 0);
	build_struct(b, "zone", 128);
	build_member(b, "before", INT, 0);
	build_member(b, "_pad_", pad, 512);
	build_member(b, "after", INT, 512);
	build_struct(b, "end", 64);
	build_member(b, "before", INT, 0);
	build_member(b, "none", none, 512);
	expect_c(b, "struct end {\n"
		    "\tint before;\n"
		    "\tchar none[0] __attribute__((aligned(64)));\n"
		    "};\n"
		    "\n"
		    "struct pad {\n"
		    "\tchar x[0];\n"
		    "};\n"
		    "\n"
		    "struct zone {\n"
		    "\tint before;\n"
		    "\tstruct pad _pad_ __attribute__((aligned(64)));\n"
		    "\tint after;\n"
		    "};\n");
}
END_TEST

/* ---- packed ---- */

START_TEST(packed_structs)
{
	struct build *b = with_scalars();

	build_struct(b, "tight", 13);
	build_member(b, "c", CHAR, 0);
	build_member(b, "i", INT, 8);
	build_member(b, "l", LONG, 40);
	build_struct(b, "odd_size", 5);
	build_member(b, "i", INT, 0);
	build_member(b, "c", CHAR, 32);
	build_struct(b, "int128", 17);
	build_member(b, "c", CHAR, 0);
	build_member(b, "wide", INT128, 8);
	build_struct(b, "int128_at_8", 24);
	build_member(b, "l", LONG, 0);
	build_member(b, "wide", INT128, 64);
	build_struct(b, "holes", 16);
	build_member(b, "i", INT, 8);
	build_member(b, "s", SHORT, 56);
	expect_c(b, "struct holes {\n"
		    "\tunsigned char : 8;\n"
		    "\tint i;\n"
		    "\tunsigned short : 16;\n"
		    "\tshort s;\n"
		    "} __attribute__((packed, aligned(8)));\n"
		    "\n"
		    "struct int128 {\n"
		    "\tchar c;\n"
		    "\t__int128 wide;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "struct int128_at_8 {\n"
		    "\tlong l;\n"
		    "\t__int128 wide;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "struct odd_size {\n"
		    "\tint i;\n"
		    "\tchar c;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "struct tight {\n"
		    "\tchar c;\n"
		    "\tint i;\n"
		    "\tlong l;\n"
		    "} __attribute__((packed));\n");
}
END_TEST

START_TEST(packed_and_over_aligned_unions)
{
	struct build *b = with_scalars();
	uint32_t twelve;

	build_union(b, "packed", 12);
	build_member(b, "l", LONG, 0);
	build_member(b, "chars", build_next_id(b), 0);
	twelve = build_array(b, CHAR, INT, 12);
	build_union(b, "line", 64);
	build_member(b, "i", INT, 0);
	build_member(b, "chars", twelve, 0);
	build_union(b, "odd", 3);
	build_member(b, "c", CHAR, 0);
	build_union(b, "packed_odd", 5);
	build_member(b, "i", INT, 0);
	expect_c(b, "union line {\n"
		    "\tint i;\n"
		    "\tchar chars[12];\n"
		    "} __attribute__((aligned(64)));\n"
		    "\n"
		    "union odd {\n"
		    "\tchar c;\n"
		    "\tunsigned char __padding1[3];\n"
		    "};\n"
		    "\n"
		    "union packed {\n"
		    "\tlong l;\n"
		    "\tchar chars[12];\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "union packed_odd {\n"
		    "\tint i;\n"
		    "\tunsigned char __padding1[5];\n"
		    "} __attribute__((packed));\n");
}
END_TEST

/* packed on the outer struct leaves the inner one as it is: only its place needs the attribute. */
START_TEST(misaligned_records)
{
	struct build *b = with_scalars();
	uint32_t inner = build_struct(b, "inner", 8), pair;

	build_member(b, "i", INT, 0);
	build_member(b, "c", CHAR, 32);
	build_struct(b, "outer", 12);
	build_member(b, "c", CHAR, 0);
	build_member(b, "inner", inner, 8);
	build_member(b, "d", CHAR, 72);
	build_member(b, "s", SHORT, 80);
	pair = build_array(b, inner, INT, 2);
	build_struct(b, "outer_array", 24);
	build_member(b, "s", SHORT, 0);
	build_member(b, "pair", pair, 16);
	build_member(b, "i", INT, 160);
	build_struct(b, "all_packed", 13);
	build_member(b, "c", CHAR, 0);
	build_member(b, "inner", inner, 8);
	build_member(b, "i", INT, 72);
	expect_c(b, "struct inner {\n"
		    "\tint i;\n"
		    "\tchar c;\n"
		    "};\n"
		    "\n"
		    "struct all_packed {\n"
		    "\tchar c;\n"
		    "\tstruct inner inner;\n"
		    "\tint i;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "struct outer {\n"
		    "\tchar c;\n"
		    "\tstruct inner inner __attribute__((packed));\n"
		    "\tchar d;\n"
		    "\tshort s;\n"
		    "};\n"
		    "\n"
		    "struct outer_array {\n"
		    "\tshort s;\n"
		    "\tstruct inner pair[2] __attribute__((packed));\n"
		    "\tint i;\n"
		    "};\n");
}
END_TEST

/* ---- bitfields ---- */

START_TEST(bitfields)
{
	struct build *b = with_scalars();

	build_struct(b, "plain", 16);
	build_bitfield(b, "a", U32, 0, 3);
	build_bitfield(b, "b", U32, 3, 29);
	build_bitfield(b, "flag", BOOL, 32, 1);
	build_bitfield(b, "c", U8, 33, 7);
	build_bitfield(b, "s", SHORT, 40, 5);
	build_bitfield(b, "t", SHORT, 48, 16);
	build_bitfield(b, "wide", U64, 64, 40);
	build_member(b, "end", CHAR, 104);
	expect_c(b, "struct plain {\n"
		    "\tunsigned int a : 3;\n"
		    "\tunsigned int b : 29;\n"
		    "\t_Bool flag : 1;\n"
		    "\tunsigned char c : 7;\n"
		    "\tshort s : 5;\n"
		    "\tshort t : 16;\n"
		    "\tunsigned long long wide : 40;\n"
		    "\tchar end;\n"
		    "};\n");
}
END_TEST

/* `int : 0` and `int : N` leave nothing in BTF but the gap. */
START_TEST(gaps_between_bitfields)
{
	struct build *b = with_scalars();

	build_struct(b, "zero_width", 8);
	build_bitfield(b, "a", U32, 0, 3);
	build_bitfield(b, "b", U32, 32, 5);
	build_struct(b, "unnamed", 8);
	build_bitfield(b, "a", U32, 2, 3);
	build_bitfield(b, "b", U32, 8, 5);
	build_bitfield(b, "c", U32, 31, 1);
	build_bitfield(b, "d", U32, 60, 4);
	build_struct(b, "byte", 4);
	build_bitfield(b, "a", U8, 0, 3);
	build_bitfield(b, "b", U8, 8, 3);
	build_bitfield(b, "c", U8, 13, 3);
	build_member(b, "s", U16, 16);
	build_struct(b, "gap_of_bytes", 12);
	build_bitfield(b, "a", U32, 0, 3);
	build_bitfield(b, "b", U32, 68, 3);
	expect_c(b, "struct byte {\n"
		    "\tunsigned char a : 3;\n"
		    "\tunsigned char : 5;\n"
		    "\tunsigned char b : 3;\n"
		    "\tunsigned char : 2;\n"
		    "\tunsigned char c : 3;\n"
		    "\tunsigned short s;\n"
		    "};\n"
		    "\n"
		    "struct gap_of_bytes {\n"
		    "\tunsigned int a : 3;\n"
		    "\tunsigned char : 5;\n"
		    "\tunsigned char : 8;\n"
		    "\tunsigned short : 16;\n"
		    "\tunsigned int : 32;\n"
		    "\tunsigned char : 4;\n"
		    "\tunsigned int b : 3;\n"
		    "};\n"
		    "\n"
		    "struct unnamed {\n"
		    "\tunsigned int : 2;\n"
		    "\tunsigned int a : 3;\n"
		    "\tunsigned int : 3;\n"
		    "\tunsigned int b : 5;\n"
		    "\tunsigned int : 18;\n"
		    "\tunsigned int c : 1;\n"
		    "\tunsigned int : 28;\n"
		    "\tunsigned int d : 4;\n"
		    "};\n"
		    "\n"
		    "struct zero_width {\n"
		    "\tunsigned int a : 3;\n"
		    "\tunsigned int : 29;\n"
		    "\tunsigned int b : 5;\n"
		    "};\n");
}
END_TEST

/* Across the boundary of what they are declared with: packed alone does that. */
START_TEST(packed_bitfields)
{
	struct build *b = with_scalars();

	build_struct(b, "across", 8);
	build_bitfield(b, "a", U32, 0, 20);
	build_bitfield(b, "b", U32, 20, 20);
	build_bitfield(b, "c", U32, 40, 20);
	build_struct(b, "tight", 3);
	build_bitfield(b, "a", U32, 0, 7);
	build_bitfield(b, "b", U32, 7, 16);
	build_struct(b, "behind", 5);
	build_member(b, "c", CHAR, 0);
	build_bitfield(b, "a", U32, 11, 20);
	build_union(b, "either", 2);
	build_bitfield(b, "a", U32, 0, 9);
	build_bitfield(b, "b", U32, 0, 3);
	expect_c(b, "struct across {\n"
		    "\tunsigned int a : 20;\n"
		    "\tunsigned int b : 20;\n"
		    "\tunsigned int c : 20;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "struct behind {\n"
		    "\tchar c;\n"
		    "\tunsigned int : 3;\n"
		    "\tunsigned int a : 20;\n"
		    "\tunsigned char : 1;\n"
		    "\tunsigned char : 8;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "union either {\n"
		    "\tunsigned int a : 9;\n"
		    "\tunsigned int b : 3;\n"
		    "} __attribute__((packed));\n"
		    "\n"
		    "struct tight {\n"
		    "\tunsigned int a : 7;\n"
		    "\tunsigned int b : 16;\n"
		    "} __attribute__((packed));\n");
}
END_TEST

/* BTF names no unnamed bitfields, but if one is there it is a gap. */
START_TEST(unnamed_bitfields_are_gaps)
{
	struct build *b = with_scalars();

	build_struct(b, "s", 8);
	build_bitfield(b, "", U64, 0, 27);
	expect_compiles(b);
	b = with_scalars();
	build_struct(b, "s", 8);
	build_bitfield(b, "a", U32, 0, 3);
	build_bitfield(b, "", U32, 3, 10);
	build_bitfield(b, "b", U32, 13, 19);
	build_member(b, "i", INT, 32);
	expect_c(b, "struct s {\n"
		    "\tunsigned int a : 3;\n"
		    "\tunsigned int : 10;\n"
		    "\tunsigned int b : 19;\n"
		    "\tint i;\n"
		    "};\n");
}
END_TEST

/*
 * Before kind_flag there was, a bitfield's INT had as many bits as it: at the member's offset plus
 * the INT's own, from the start of the struct.
 */
START_TEST(bitfields_of_old_encoders)
{
	struct build *b = with_scalars();
	uint32_t three = build_int_bits(b, "unsigned int", 4, 0, 0, 3);
	uint32_t shifted = build_int_bits(b, "unsigned int", 4, 0, 3, 5);
	uint32_t t_typedef = build_typedef(b, "u32", shifted);

	build_struct(b, "old", 12);
	build_member(b, "a", three, 0);
	build_member(b, "b", shifted, 0);
	build_member(b, "c", three, 8);
	build_member(b, "d", U32, 32);
	build_member(b, "e", t_typedef, 64);
	expect_altered_c(b, "typedef unsigned int u32;\n"
			    "\n"
			    "struct old {\n"
			    "\tunsigned int a : 3;\n"
			    "\tunsigned int b : 5;\n"
			    "\tunsigned int c : 3;\n"
			    "\tunsigned int d;\n"
			    "\tunsigned int : 3;\n"
			    "\tu32 e : 5;\n"
			    "};\n");
}
END_TEST

/* ---- what C has no words for ---- */

START_TEST(flexible_arrays_anywhere)
{
	struct build *b = with_scalars();
	uint32_t none = build_array(b, CHAR, INT, 0), longs = build_array(b, LONG, INT, 0);

	build_struct(b, "end", 8);
	build_member(b, "i", INT, 0);
	build_member(b, "chars", none, 32);
	build_struct(b, "middle", 16);
	build_member(b, "i", INT, 0);
	build_member(b, "chars", none, 32);
	build_member(b, "longs", longs, 64);
	build_member(b, "l", LONG, 64);
	build_struct(b, "only", 0);
	build_member(b, "chars", none, 0);
	build_union(b, "either", 4);
	build_member(b, "chars", none, 0);
	build_member(b, "i", INT, 0);
	expect_c(b, "union either {\n"
		    "\tchar chars[0];\n"
		    "\tint i;\n"
		    "};\n"
		    "\n"
		    "struct end {\n"
		    "\tint i;\n"
		    "\tchar chars[0];\n"
		    "} __attribute__((aligned(8)));\n"
		    "\n"
		    "struct middle {\n"
		    "\tint i;\n"
		    "\tchar chars[0];\n"
		    "\tlong longs[0];\n"
		    "\tlong l;\n"
		    "};\n"
		    "\n"
		    "struct only {\n"
		    "\tchar chars[0];\n"
		    "};\n");
}
END_TEST

START_TEST(overlaps_and_disorder)
{
	struct build *b = with_scalars();

	build_struct(b, "overlap", 16);
	build_member(b, "l", LONG, 0);
	build_member(b, "half", INT, 32);
	build_bitfield(b, "bit", U32, 63, 1);
	build_member(b, "end", CHAR, 64);
	build_struct(b, "disorder", 8);
	build_member(b, "second", INT, 32);
	build_member(b, "first", INT, 0);
	build_union(b, "moved", 8);
	build_member(b, "l", LONG, 0);
	build_member(b, "half", INT, 32);
	expect_c(b, "struct disorder {\n"
		    "\tunion {\n"
		    "\t\tstruct {\n"
		    "\t\t\tunsigned int : 32;\n"
		    "\t\t\tint second;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t\tstruct {\n"
		    "\t\t\tint first;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t};\n"
		    "};\n"
		    "\n"
		    "union moved {\n"
		    "\tunion {\n"
		    "\t\tstruct {\n"
		    "\t\t\tlong l;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t\tstruct {\n"
		    "\t\t\tunsigned int : 32;\n"
		    "\t\t\tint half;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t};\n"
		    "};\n"
		    "\n"
		    "struct overlap {\n"
		    "\tunion {\n"
		    "\t\tstruct {\n"
		    "\t\t\tlong l;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t\tstruct {\n"
		    "\t\t\tunsigned int : 32;\n"
		    "\t\t\tint half;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t\tstruct {\n"
		    "\t\t\tunsigned int : 32;\n"
		    "\t\t\tunsigned short : 16;\n"
		    "\t\t\tunsigned char : 8;\n"
		    "\t\t\tunsigned char : 7;\n"
		    "\t\t\tunsigned int bit : 1;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t\tstruct {\n"
		    "\t\t\tunsigned long long : 64;\n"
		    "\t\t\tchar end;\n"
		    "\t\t} __attribute__((packed));\n"
		    "\t\tunsigned char __padding1[16];\n"
		    "\t};\n"
		    "};\n");
}
END_TEST

/* They are named, at least; the rest is right. A name cannot end the comment. */
START_TEST(members_that_do_not_fit)
{
	struct build *b = with_scalars();
	uint32_t fwd = build_fwd_struct(b, "nobody"), proto = build_proto(b, 0);

	build_struct(b, "s", 8);
	build_member(b, "i", INT, 0);
	build_member(b, "past", INT, 48);
	build_member(b, "far*/", LONG, 4096);
	build_member(b, "hidden", fwd, 32);
	build_member(b, "function", proto, 32);
	build_member(b, "nothing", 0, 32);
	build_member(b, "bits", POINTER, 33);
	build_bitfield(b, "wider", U8, 32, 9);
	build_bitfield(b, "pointer", POINTER, 32, 9);
	build_member(b, "c", CHAR, 32);
	expect_altered_c(b, "struct nobody;\n"
			    "\n"
			    "struct s {\n"
			    "\tint i;\n"
			    "\t/* past: nothing that C can hold here */\n"
			    "\t/* far?/: nothing that C can hold here */\n"
			    "\t/* hidden: nothing that C can hold here */\n"
			    "\t/* function: nothing that C can hold here */\n"
			    "\t/* nothing: nothing that C can hold here */\n"
			    "\t/* bits: nothing that C can hold here */\n"
			    "\t/* wider: nothing that C can hold here */\n"
			    "\t/* pointer: nothing that C can hold here */\n"
			    "\tchar c;\n"
			    "};\n");
}
END_TEST

/* The compiler's own has 8 or 32 bytes, or another, on the machine that reads the header. */
START_TEST(va_list_is_the_kernels)
{
	struct build *b = with_scalars();
	uint32_t tag = build_struct(b, "__va_list_tag", 24), list, builtin, va_list;

	build_member(b, "gp_offset", U32, 0);
	build_member(b, "fp_offset", U32, 32);
	build_member(b, "overflow_arg_area", POINTER, 64);
	build_member(b, "reg_save_area", POINTER, 128);
	list = build_array(b, tag, INT, 1);
	builtin = build_typedef(b, "__builtin_va_list", list);
	va_list = build_typedef(b, "va_list", builtin);
	build_struct(b, "va_format", 64);
	build_member(b, "fmt", POINTER, 0);
	build_member(b, "va", build_next_id(b), 64);
	build_member(b, "args", builtin, 128);
	build_member(b, "last", va_list, 320);
	build_ptr(b, va_list);
	expect_c(b, "struct __va_list_tag {\n"
		    "\tunsigned int gp_offset;\n"
		    "\tunsigned int fp_offset;\n"
		    "\tvoid *overflow_arg_area;\n"
		    "\tvoid *reg_save_area;\n"
		    "};\n"
		    "\n"
		    "typedef struct __va_list_tag va_list[1];\n"
		    "\n"
		    "struct va_format {\n"
		    "\tvoid *fmt;\n"
		    "\tva_list *va;\n"
		    "\tstruct __va_list_tag args[1];\n"
		    "\tva_list last;\n"
		    "};\n");
}
END_TEST

/* ---- other machines ---- */

static void add_mixture(struct build *b, uint32_t t_char, uint32_t t_int, uint32_t t_u64,
			uint32_t pointer)
{
	build_struct(b, "mixture", 48);
	build_bitfield(b, "a", t_int, 0, 5);
	build_bitfield(b, "b", t_int, 5, 20);
	build_bitfield(b, "c", t_u64, 32, 30);
	build_member(b, "d", t_char, 64);
	build_member(b, "p", pointer, 128);
	build_member(b, "e", t_u64, 192);
	build_bitfield(b, "f", t_char, 260, 3);
	build_struct(b, "packed", 13);
	build_member(b, "c", t_char, 0);
	build_member(b, "l", t_u64, 8);
	build_bitfield(b, "bits", t_int, 75, 20);
	build_union(b, "either", 12);
	build_member(b, "u64", t_u64, 0);
	build_member(b, "c", t_char, 0);
}

static const char mixture[] = "union either {\n"
			      "\tunsigned long long u64;\n"
			      "\tchar c;\n"
			      "\tunsigned char __padding1[12];\n"
			      "} __attribute__((packed));\n"
			      "\n"
			      "struct mixture {\n"
			      "\tint a : 5;\n"
			      "\tint b : 20;\n"
			      "\tunsigned long long : 7;\n"
			      "\tunsigned long long c : 30;\n"
			      "\tchar d;\n"
			      "\tvoid *p;\n"
			      "\tunsigned long long e;\n"
			      "\tunsigned char : 4;\n"
			      "\tchar f : 3;\n"
			      "} __attribute__((aligned(16)));\n"
			      "\n"
			      "struct packed {\n"
			      "\tchar c;\n"
			      "\tunsigned long long l;\n"
			      "\tunsigned int : 3;\n"
			      "\tint bits : 20;\n"
			      "\tunsigned char : 1;\n"
			      "\tunsigned char : 8;\n"
			      "} __attribute__((packed));\n";

START_TEST(big_endian)
{
	struct build *b = with_scalars();

	add_mixture(b, CHAR, INT, U64, POINTER);
	build_swap(b);
	expect_c(b, mixture);
}
END_TEST

START_TEST(pointers_of_32_bits)
{
	for (int swapped = 0; swapped < 2; swapped++) {
		struct build *b = build_new();
		uint32_t t_char = build_int(b, "char", 1, BK_INT_SIGNED);
		uint32_t t_long = build_int(b, "long int", 4, BK_INT_SIGNED);
		uint32_t t_u64 = build_int(b, "long long unsigned int", 8, 0);
		uint32_t pointer = build_ptr(b, t_long);

		build_struct(b, "padded", 24);
		build_member(b, "p", pointer, 0);
		build_member(b, "u64", t_u64, 64);
		build_member(b, "l", t_long, 128);
		build_struct(b, "holes", 40);
		build_member(b, "p", pointer, 0);
		build_member(b, "u64", t_u64, 192);
		build_member(b, "c", t_char, 256);
		if (swapped)
			build_swap(b);
		expect_c(b, "struct holes {\n"
			    "\tint *p;\n"
			    "\tunsigned int : 32;\n"
			    "\tunsigned long long : 64;\n"
			    "\tunsigned long long : 64;\n"
			    "\tunsigned long long u64;\n"
			    "\tchar c;\n"
			    "};\n"
			    "\n"
			    "struct padded {\n"
			    "\tint *p;\n"
			    "\tunsigned long long u64;\n"
			    "\tint l;\n"
			    "};\n");
	}
}
END_TEST

/* ---- the pieces ---- */

START_TEST(padding_comes_in_aligned_pieces)
{
	uint32_t unit;

	ck_assert_int_eq(bk_padding_piece(0, 64, 8, false, &unit), 64);
	ck_assert_int_eq(unit, 64);
	/* no unit that could raise the record's alignment */
	ck_assert_int_eq(bk_padding_piece(0, 64, 4, false, &unit), 32);
	ck_assert_int_eq(unit, 32);
	ck_assert_int_eq(bk_padding_piece(0, 64, 1, false, &unit), 8);
	/* packed ones have none to raise */
	ck_assert_int_eq(bk_padding_piece(8, 64, 1, true, &unit), 64);
	/* up to the next boundary */
	ck_assert_int_eq(bk_padding_piece(8, 64, 8, false, &unit), 8);
	ck_assert_int_eq(bk_padding_piece(16, 64, 8, false, &unit), 16);
	ck_assert_int_eq(bk_padding_piece(32, 64, 8, false, &unit), 32);
	/* up to the next byte */
	ck_assert_int_eq(bk_padding_piece(3, 64, 8, false, &unit), 5);
	ck_assert_int_eq(unit, 8);
	ck_assert_int_eq(bk_padding_piece(3, 2, 8, false, &unit), 2);
	ck_assert_int_eq(bk_padding_piece(3, 64, 8, true, &unit), 5);
}
END_TEST

C_SUITE(record, natural_layouts_need_nothing, records_without_members, gaps_that_alignment_explains,
	gaps_that_alignment_does_not_explain, uses_limit_alignment,
	over_aligned_records_as_members_and_elements, padding_by_empty_structs, packed_structs,
	packed_and_over_aligned_unions, misaligned_records, bitfields, gaps_between_bitfields,
	packed_bitfields, unnamed_bitfields_are_gaps, bitfields_of_old_encoders,
	flexible_arrays_anywhere, overlaps_and_disorder, members_that_do_not_fit,
	va_list_is_the_kernels, big_endian, pointers_of_32_bits, padding_comes_in_aligned_pieces)
