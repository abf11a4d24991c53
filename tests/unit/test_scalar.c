// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Integers, floats and enumerations in C. */
#include "btfkit/cgen/scalar.h"

#include "tests/unit/support/c_suite.h"

/* The spelling of the INT or FLOAT made last. */
static const char *spelling(const struct build *b)
{
	const struct bk_graph *graph = graph_of(b);

	return bk_scalar_of(graph, bk_graph_type(graph, build_next_id(b) - 1)).spelling;
}

static const char *int_spelling(const char *name, uint32_t size, uint32_t encoding)
{
	struct build *b = build_new();

	build_int(b, name, size, encoding);
	return spelling(b);
}

static const char *float_spelling(const char *name, uint32_t size)
{
	struct build *b = build_new();

	build_float(b, name, size);
	return spelling(b);
}

/* By the names that gcc, clang and pahole give them. */
START_TEST(integers_of_c)
{
	ck_assert_str_eq(int_spelling("char", 1, BK_INT_SIGNED), "char");
	ck_assert_str_eq(int_spelling("char", 1, 0), "char");
	ck_assert_str_eq(int_spelling("char", 1, BK_INT_CHAR), "char");
	ck_assert_str_eq(int_spelling("signed char", 1, BK_INT_SIGNED), "signed char");
	ck_assert_str_eq(int_spelling("unsigned char", 1, 0), "unsigned char");
	ck_assert_str_eq(int_spelling("_Bool", 1, BK_INT_BOOL), "_Bool");
	ck_assert_str_eq(int_spelling("short int", 2, BK_INT_SIGNED), "short");
	ck_assert_str_eq(int_spelling("short", 2, BK_INT_SIGNED), "short");
	ck_assert_str_eq(int_spelling("short unsigned int", 2, 0), "unsigned short");
	ck_assert_str_eq(int_spelling("int", 4, BK_INT_SIGNED), "int");
	ck_assert_str_eq(int_spelling("unsigned int", 4, 0), "unsigned int");
	ck_assert_str_eq(int_spelling("long int", 8, BK_INT_SIGNED), "long");
	ck_assert_str_eq(int_spelling("long", 8, BK_INT_SIGNED), "long");
	ck_assert_str_eq(int_spelling("long unsigned int", 8, 0), "unsigned long");
	ck_assert_str_eq(int_spelling("unsigned long", 8, 0), "unsigned long");
	ck_assert_str_eq(int_spelling("long long int", 8, BK_INT_SIGNED), "long long");
	ck_assert_str_eq(int_spelling("long long unsigned int", 8, 0), "unsigned long long");
	ck_assert_str_eq(int_spelling("__int128", 16, BK_INT_SIGNED), "__int128");
	ck_assert_str_eq(int_spelling("__int128 unsigned", 16, 0), "unsigned __int128");
	ck_assert_str_eq(int_spelling("unsigned __int128", 16, 0), "unsigned __int128");
}
END_TEST

/* What has another name, or not the size its name says, is spelled by size: arm's __Poly8_t. */
START_TEST(integers_by_size)
{
	ck_assert_str_eq(int_spelling("__Poly8_t", 1, 0), "unsigned char");
	ck_assert_str_eq(int_spelling("__Poly16_t", 2, 0), "unsigned short");
	ck_assert_str_eq(int_spelling("__Poly64_t", 8, 0), "unsigned long long");
	ck_assert_str_eq(int_spelling("__Poly128_t", 16, 0), "unsigned __int128");
	ck_assert_str_eq(int_spelling("u8", 1, 0), "unsigned char");
	ck_assert_str_eq(int_spelling("i8", 1, BK_INT_SIGNED), "signed char");
	ck_assert_str_eq(int_spelling("i16", 2, BK_INT_SIGNED), "short");
	ck_assert_str_eq(int_spelling("i32", 4, BK_INT_SIGNED), "int");
	ck_assert_str_eq(int_spelling("usize", 8, 0), "unsigned long long");
	ck_assert_str_eq(int_spelling("i128", 16, BK_INT_SIGNED), "__int128");
	ck_assert_str_eq(int_spelling("", 4, 0), "unsigned int");
	ck_assert_str_eq(int_spelling("boolean", 1, BK_INT_BOOL), "_Bool");
	/* `long` of a 32-bit kernel: bpf's has 8 bytes */
	ck_assert_str_eq(int_spelling("long int", 4, BK_INT_SIGNED), "int");
	ck_assert_str_eq(int_spelling("long unsigned int", 4, 0), "unsigned int");
	/* no C integer has as many bytes */
	ck_assert_ptr_null(int_spelling("i24", 3, BK_INT_SIGNED));
	ck_assert_ptr_null(int_spelling("__Poly256_t", 32, 0));
	ck_assert_ptr_null(int_spelling("nothing", 0, 0));
}
END_TEST

START_TEST(floats)
{
	ck_assert_str_eq(float_spelling("float", 4), "float");
	ck_assert_str_eq(float_spelling("double", 8), "double");
	ck_assert_str_eq(float_spelling("_Float64", 8), "double");
	ck_assert_str_eq(float_spelling("f32", 4), "float");
	ck_assert_str_eq(float_spelling("complex float", 8), "_Complex float");
	ck_assert_str_eq(float_spelling("complex double", 16), "_Complex double");
	ck_assert_str_eq(float_spelling("_Complex double", 16), "_Complex double");
	/* 8 bytes on bpf, whatever they are on the kernel's machine */
	ck_assert_ptr_null(float_spelling("long double", 16));
	ck_assert_ptr_null(float_spelling("long double", 12));
	ck_assert_ptr_null(float_spelling("__fp16", 2));
}
END_TEST

/* In records, all with the sizes and places that BTF says. */
START_TEST(scalars_in_records)
{
	struct build *b = build_new();
	uint32_t poly, t_bool, int128, complex_float, complex_double, long_double, i24;

	poly = build_int(b, "__Poly8_t", 1, 0);
	t_bool = build_int(b, "_Bool", 1, BK_INT_BOOL);
	int128 = build_int(b, "__int128 unsigned", 16, 0);
	complex_float = build_float(b, "complex float", 8);
	complex_double = build_float(b, "complex double", 16);
	long_double = build_float(b, "long double", 16);
	i24 = build_int(b, "i24", 3, 0);
	build_struct(b, "scalars", 96);
	build_member(b, "poly", poly, 0);
	build_member(b, "flag", t_bool, 8);
	build_member(b, "i24", i24, 16);
	build_member(b, "wide", int128, 128);
	build_member(b, "single", complex_float, 256);
	build_member(b, "doubled", complex_double, 320);
	build_member(b, "far", long_double, 512);
	build_member(b, "end", poly, 640);
	expect_c(b, "struct scalars {\n"
		    "\tunsigned char poly;\n"
		    "\t_Bool flag;\n"
		    "\tstruct { unsigned char bytes[3]; } __attribute__((aligned(1))) i24;\n"
		    "\tunsigned __int128 wide;\n"
		    "\t_Complex float single;\n"
		    "\t_Complex double doubled;\n"
		    "\tstruct { unsigned char bytes[16]; } __attribute__((aligned(16))) far;\n"
		    "\tunsigned char end;\n"
		    "};\n");
}
END_TEST

/* ---- enumerations ---- */

START_TEST(enums_of_all_sizes)
{
	struct build *b = build_new();

	build_enum(b, "byte", 1, 0);
	build_value(b, "BYTE", 255);
	build_enum(b, "half", 2, BK_INT_SIGNED);
	build_value(b, "HALF_LEAST", -32768);
	build_value(b, "HALF_MOST", 32767);
	build_enum(b, "plain", 4, 0);
	build_value(b, "PLAIN", 4294967295);
	build_enum(b, "plain_sign", 4, BK_INT_SIGNED);
	build_value(b, "PLAIN_LEAST", INT32_MIN);
	build_value(b, "PLAIN_MOST", INT32_MAX);
	build_enum64(b, "wide", 8, 0);
	build_value(b, "WIDE_SMALL", 1);
	build_value(b, "WIDE_MOST", (int64_t)UINT64_MAX);
	build_value(b, "WIDE_HALF", INT64_MAX);
	build_value(b, "WIDE_FIRST", 4294967296);
	build_enum64(b, "wide_sign", 8, BK_INT_SIGNED);
	build_value(b, "SIGN_LEAST", INT64_MIN);
	build_value(b, "SIGN_MOST", INT64_MAX);
	build_value(b, "SIGN_MINUS", -1);
	expect_c(b, "enum byte {\n"
		    "\tBYTE = 255,\n"
		    "} __attribute__((mode(QI)));\n"
		    "\n"
		    "enum half {\n"
		    "\tHALF_LEAST = -32768,\n"
		    "\tHALF_MOST = 32767,\n"
		    "} __attribute__((mode(HI)));\n"
		    "\n"
		    "enum plain {\n"
		    "\tPLAIN = 4294967295,\n"
		    "};\n"
		    "\n"
		    "enum plain_sign {\n"
		    "\tPLAIN_LEAST = -2147483648,\n"
		    "\tPLAIN_MOST = 2147483647,\n"
		    "};\n"
		    "\n"
		    "enum wide {\n"
		    "\tWIDE_SMALL = 1,\n"
		    "\tWIDE_MOST = 18446744073709551615ULL,\n"
		    "\tWIDE_HALF = 9223372036854775807LL,\n"
		    "\tWIDE_FIRST = 4294967296LL,\n"
		    "};\n"
		    "\n"
		    "enum wide_sign {\n"
		    "\tSIGN_LEAST = -9223372036854775807LL - 1,\n"
		    "\tSIGN_MOST = 9223372036854775807LL,\n"
		    "\tSIGN_MINUS = -1,\n"
		    "};\n");
}
END_TEST

/* C would give them 4 bytes: ENUM64 (or old pahole's ENUM) of 8 bytes whose values are small. */
START_TEST(wide_enums_with_small_values)
{
	struct build *b = build_new();
	uint32_t t_char = build_int(b, "char", 1, 0), negative, positive, old;

	negative = build_enum64(b, "negative", 8, BK_INT_SIGNED);
	build_value(b, "MINUS_ONE", -1);
	build_value(b, "TWO", 2);
	positive = build_enum64(b, "positive", 8, 0);
	build_value(b, "THREE", 3);
	old = build_enum(b, "old", 8, 0);
	build_value(b, "FOUR", 4);
	build_struct(b, "holder", 32);
	build_member(b, "negative", negative, 0);
	build_member(b, "positive", positive, 64);
	build_member(b, "old", old, 128);
	build_member(b, "end", t_char, 192);
	expect_c(b, "enum negative {\n"
		    "\tMINUS_ONE = -1,\n"
		    "\tTWO = 2,\n"
		    "} __attribute__((mode(DI)));\n"
		    "\n"
		    "enum old {\n"
		    "\t/* the BTF has but the lower 32 bits of these values */\n"
		    "\tFOUR = 4,\n"
		    "} __attribute__((mode(DI)));\n"
		    "\n"
		    "enum positive {\n"
		    "\tTHREE = 3,\n"
		    "} __attribute__((mode(DI)));\n"
		    "\n"
		    "struct holder {\n"
		    "\tenum negative negative;\n"
		    "\tenum positive positive;\n"
		    "\tenum old old;\n"
		    "\tchar end;\n"
		    "};\n");
}
END_TEST

/* Values that do not fit are cut as the kernel's compiler cut them. */
START_TEST(values_are_cut_to_the_size)
{
	struct build *b = build_new();

	build_enum(b, "byte", 1, 0);
	build_value(b, "MINUS", 0xffffffff);
	build_enum(b, "byte_sign", 1, BK_INT_SIGNED);
	build_value(b, "MUCH", 255);
	build_enum64(b, "plain", 4, 0);
	build_value(b, "WIDE", 0x100000002);
	expect_altered_c(b, "enum byte {\n"
			    "\tMINUS = 255,\n"
			    "} __attribute__((mode(QI)));\n"
			    "\n"
			    "enum byte_sign {\n"
			    "\tMUCH = -1,\n"
			    "} __attribute__((mode(QI)));\n"
			    "\n"
			    "enum plain {\n"
			    "\tWIDE = 2,\n"
			    "};\n");
}
END_TEST

/* 4 bytes that need it said: a negative and an unsigned value together make C take 8. */
START_TEST(enums_that_c_would_widen)
{
	struct build *b = build_new();

	build_enum64(b, "mixed", 8, BK_INT_SIGNED);
	build_value(b, "BELOW", -1);
	build_value(b, "ABOVE", 4294967295);
	build_enum(b, "unsigned_sign", 4, 0);
	build_value(b, "MOST", 0xfffffffe);
	expect_c(b, "enum mixed {\n"
		    "\tBELOW = -1,\n"
		    "\tABOVE = 4294967295LL,\n"
		    "};\n"
		    "\n"
		    "enum unsigned_sign {\n"
		    "\tMOST = 4294967294,\n"
		    "};\n");
}
END_TEST

/* Kernels before 6.0: among hundreds of enums none has a sign, so -1 is there as 4294967295. */
START_TEST(enums_of_a_btf_without_signs)
{
	struct build *b = build_new();

	for (int i = 0; i < 500; i++)
		build_enum(b, "", 4, 0);
	build_enum(b, "state", 4, 0);
	build_value(b, "FIRST", INT32_MIN);
	build_value(b, "DEAD", -2048);
	build_value(b, "ALIVE", 1);
	build_enum(b, "flags", 4, 0);
	build_value(b, "TOP", INT32_MIN);
	build_enum(b, "tiny", 1, 0);
	build_value(b, "NONE", -1);
	expect_altered_c(b, "enum flags {\n"
			    "\tTOP = 2147483648,\n"
			    "};\n"
			    "\n"
			    "enum state {\n"
			    "\t/* the BTF has no signs: values below 0 are a guess */\n"
			    "\tFIRST = -2147483648,\n"
			    "\tDEAD = -2048,\n"
			    "\tALIVE = 1,\n"
			    "};\n"
			    "\n"
			    "enum tiny {\n"
			    "\t/* the BTF has no signs: values below 0 are a guess */\n"
			    "\tNONE = -1,\n"
			    "} __attribute__((mode(QI)));\n");
}
END_TEST

/* One enum with a sign tells that the others have none. */
START_TEST(enums_beside_one_with_a_sign)
{
	struct build *b = build_new();

	for (int i = 0; i < 500; i++)
		build_enum(b, "", 4, 0);
	build_enum(b, "flags", 4, 0);
	build_value(b, "ALL", -1);
	build_enum(b, "sign", 4, BK_INT_SIGNED);
	build_value(b, "MINUS", -1);
	expect_c(b, "enum flags {\n"
		    "\tALL = 4294967295,\n"
		    "};\n"
		    "\n"
		    "enum sign {\n"
		    "\tMINUS = -1,\n"
		    "};\n");
}
END_TEST

/* `enum foo;`, and sizes that no enumeration has. */
START_TEST(enums_without_enumerators)
{
	struct build *b = build_new();
	uint32_t forward = build_enum(b, "forward", 4, 0), nameless = build_enum(b, "", 2, 0), odd;

	odd = build_enum(b, "odd", 3, 0);
	build_struct(b, "holder", 24);
	build_member(b, "value", forward, 0);
	build_member(b, "half", nameless, 32);
	build_member(b, "pointer", build_next_id(b), 64);
	build_member(b, "odd", odd, 128);
	build_ptr(b, forward);
	build_typedef(b, "half", nameless);
	expect_altered_c(b, "#ifdef __cplusplus\n"
			    "enum forward : unsigned int;\n"
			    "#endif\n"
			    "\n"
			    "#ifdef __cplusplus\n"
			    "enum odd : unsigned long long;\n"
			    "#endif\n"
			    "\n"
			    "typedef unsigned short half;\n"
			    "\n"
			    "struct holder {\n"
			    "\tunsigned int value;\n"
			    "\tunsigned short half;\n"
			    "\tenum forward *pointer;\n"
			    "\t/* odd: nothing that C can hold here */\n"
			    "\tunsigned long long : 64;\n"
			    "};\n");
}
END_TEST

/* A 32-bit kernel: `long` and pointers of 4 bytes, as bpf, which has 8, must read them. */
START_TEST(scalars_of_32_bits)
{
	struct build *b = build_new();
	uint32_t t_long = build_int(b, "long int", 4, BK_INT_SIGNED);
	uint32_t t_ulong = build_int(b, "long unsigned int", 4, 0);
	uint32_t t_u64 = build_int(b, "long long unsigned int", 8, 0);
	uint32_t wide = build_enum64(b, "wide", 8, 0);

	build_value(b, "ONE", 1);
	build_struct(b, "holder", 40);
	build_member(b, "l", t_long, 0);
	build_member(b, "ul", t_ulong, 32);
	build_member(b, "p", build_next_id(b), 64);
	build_member(b, "u64", t_u64, 128);
	build_member(b, "wide", wide, 192);
	build_member(b, "c", t_long, 256);
	build_ptr(b, t_ulong);
	expect_c(b, "enum wide {\n"
		    "\tONE = 1,\n"
		    "} __attribute__((mode(DI)));\n"
		    "\n"
		    "struct holder {\n"
		    "\tint l;\n"
		    "\tunsigned int ul;\n"
		    "\tunsigned int *p;\n"
		    "\tunsigned long long u64;\n"
		    "\tenum wide wide;\n"
		    "\tint c;\n"
		    "};\n");
}
END_TEST

C_SUITE(scalar, integers_of_c, integers_by_size, floats, scalars_in_records, enums_of_all_sizes,
	wide_enums_with_small_values, values_are_cut_to_the_size, enums_that_c_would_widen,
	enums_of_a_btf_without_signs, enums_beside_one_with_a_sign, enums_without_enumerators,
	scalars_of_32_bits)
