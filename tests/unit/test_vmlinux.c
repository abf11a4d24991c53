// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Whole headers: what stands around the declarations, and that ids play no part. */
#include "btfkit/header/vmlinux.h"

#include "btfkit/header/parts.h"
#include "tests/unit/support/c_suite.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/wild.h"
#include "tests/unit/support/zoo.h"

#include <stdio.h>

/* struct point { int x; int y; }; */
static struct build *a_point(void)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	build_struct(b, "point", 8);
	build_member(b, "x", t_int, 0);
	build_member(b, "y", t_int, 32);
	return b;
}

static char *header_with(const struct build *b, const struct bk_header_options *options)
{
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_header_write(&sink, graph_of(b), options));
	return sink_text(&sink);
}

/* ---- the whole text ---- */

START_TEST(a_whole_header)
{
	const struct bk_header_options options = { .release = "6.18.0-test",
						   .arch = "x86_64",
						   .version = "1.2.3" };

	expect_text(header_with(a_point(), &options),
		    "/*\n"
		    " * The kernel's types as C, made from its BTF by btfkit: do not edit.\n"
		    " *\n"
		    " * kernel: 6.18.0-test x86_64\n"
		    " * btfkit: 1.2.3\n"
		    " * digest: 8ab4195fd3765d932cab86912685aee8 (of the declarations below)\n"
		    " */\n"
		    "#ifndef __VMLINUX_H__\n"
		    "#define __VMLINUX_H__\n"
		    "\n"
		    "#ifdef __cplusplus\n"
		    "extern \"C\" {\n"
		    "#ifndef _Bool\n"
		    "#define _Bool bool\n"
		    "#endif\n"
		    "#endif\n"
		    "#ifndef __has_attribute\n"
		    "#define __has_attribute(x) 0\n"
		    "#endif\n"
		    "\n"
		    "#if defined(__bpf__) && defined(__clang__) && !defined(__cplusplus) && "
		    "!defined(BPF_NO_PRESERVE_ACCESS_INDEX)\n"
		    "#pragma clang attribute push(__attribute__((preserve_access_index)), "
		    "apply_to = record)\n"
		    "#endif\n"
		    "\n"
		    "struct point {\n"
		    "\tint x;\n"
		    "\tint y;\n"
		    "};\n"
		    "\n"
		    "#if defined(__bpf__) && defined(__clang__) && !defined(__cplusplus) && "
		    "!defined(BPF_NO_PRESERVE_ACCESS_INDEX)\n"
		    "#pragma clang attribute pop\n"
		    "#endif\n"
		    "\n"
		    "#ifdef __cplusplus\n"
		    "}\n"
		    "#endif\n"
		    "#endif /* __VMLINUX_H__ */\n");
}
END_TEST

/* The digest is of the declarations, so it tells whether they are the same, and nothing else. */
START_TEST(provenance)
{
	const struct bk_header_options named = { .release = "6.1", .version = "1" };
	const struct bk_header_options unknown = { .arch = "arm64", .version = "2" };
	const char *const before = " * digest: ";
	char *one = header_with(a_point(), &named), *two = header_with(a_point(), &unknown), *three;
	struct build *other = a_point();

	ck_assert_ptr_nonnull(strstr(one, "\n * kernel: 6.1\n * btfkit: 1\n"));
	ck_assert_ptr_null(strstr(two, "kernel: "));
	ck_assert_ptr_nonnull(strstr(two, "\n * btfkit: 2\n"));
	expect_text(strstr(one, before), strstr(two, before));
	build_struct(other, "empty", 0);
	three = header_with(other, &named);
	ck_assert_str_ne(keep_format("%.50s", strstr(one, before)),
			 keep_format("%.50s", strstr(three, before)));
}
END_TEST

/* With nothing but scalars there is no pragma, of which clang would say that it covers nothing. */
START_TEST(headers_without_records)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	expect_c(b, "");
	build_typedef(b, "t", t_int);
	build_enum(b, "e", 4, 0);
	build_value(b, "E", 1);
	expect_cxx(b, "enum e {\n"
		      "\tE = 1,\n"
		      "};\n"
		      "\n"
		      "typedef int t;\n");
	ck_assert_ptr_null(strstr(header_text(graph_of(b), true), "#pragma"));
	b = build_new();
	build_int(b, "int", 4, BK_INT_SIGNED);
	build_fwd_struct(b, "s");
	expect_compiles(b);
	b = build_new();
	build_fwd_struct(b, "s");
	build_proto(b, 0);
	build_param(b, "s", 3);
	build_ptr(b, 1);
	build_typedef(b, "f", 2);
	expect_compiles(b);
}
END_TEST

START_TEST(included_twice)
{
	struct build *b = a_point();

	expect_code(b, LATER_C | LATER_CXX,
		    keep_format("%s\nstatic const struct point origin = { 0, 0 };\n"
				"int at(void);\nint at(void) { return origin.y; }\n",
				header_text(graph_of(b), true)));
}
END_TEST

/* ---- keywords ---- */

/* Within the header they are names, behind it keywords again. */
START_TEST(keywords_are_hidden_for_the_header_alone)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	build_struct(b, "class", 12);
	build_member(b, "bool", t_int, 0);
	build_member(b, "nullptr", t_int, 32);
	build_member(b, "not", t_int, 64);
	expect_code(b, LATER_C,
		    "#if __STDC_VERSION__ > 201710L\n"
		    "int of(struct class *c);\n"
		    "int of(struct class *c) { return c->bool_ + c->nullptr_ + c->not; }\n"
		    "#else\n"
		    "int of(struct class *c);\n"
		    "int of(struct class *c) { return c->bool + c->nullptr + c->not; }\n"
		    "#endif\n");
	expect_code(
		b, LATER_CXX,
		"class mine {\npublic:\n\tbool is() { return not false; }\n\tvoid *p = nullptr;\n};\n"
		"int of(struct class_ *c);\n"
		"int of(struct class_ *c) { return c->bool_ + c->nullptr_ + c->not_; }\n");
	ck_assert_ptr_nonnull(strstr(header_text(graph_of(b), false),
				     "\n"
				     "#ifdef __cplusplus\n"
				     "#undef class\n"
				     "#endif\n"
				     "#undef BTFKIT_NAME_not\n"
				     "#if defined(__cplusplus) || (defined(__STDC_VERSION__) && "
				     "__STDC_VERSION__ > 201710L)\n"
				     "#undef nullptr\n"
				     "#endif\n"));
}
END_TEST

/* ---- CO-RE ---- */

/* How often clang's intermediate code mentions a relocated access. */
static int count_relocations(const char *flags)
{
	const char *const file = "code.ll";
	char *code;
	int count = 0;

	ck_assert(scratch_run("clang -target bpf -g -O1 -Xclang -disable-llvm-passes -S -emit-llvm "
			      "%s -o %s code.c",
			      flags, file));
	code = scratch_read(file);
	for (const char *at = code; (at = strstr(at, "call")); at++)
		count += strstr(at, ".access.index") &&
			 strstr(at, ".access.index") < strchr(at, '\n');
	return count;
}

/* Accesses to the header's records are relocated, and to no others. */
START_TEST(accesses_are_relocated)
{
	const char *const code = "struct mine { int x, y; };\n"
				 "int mine(struct mine *p) { return p->y; }\n"
				 "int point(struct point *p) { return p->y; }\n";

	if (!have_compiler("clang"))
		return;
	scratch_enter();
	scratch_write_text("code.c",
			   keep_format("%s%s", header_text(graph_of(a_point()), true), code));
	ck_assert_int_eq(count_relocations(""), 1);
	ck_assert_int_eq(count_relocations("-DBPF_NO_PRESERVE_ACCESS_INDEX"), 0);
}
END_TEST

/* ---- assertions ---- */

/* The lines between the condition that they hold under and its end. Kept. */
static char *asserts_of(const struct build *b)
{
	char *start = strstr(header_text(graph_of(b), true), "#if __SIZEOF_POINTER__ == ");

	ck_assert(start != NULL);
	start = strchr(start, '\n') + 1;
	return keep_format("%.*s", (int)(strstr(start, "#endif\n") - start), start);
}

START_TEST(sizes_and_offsets_are_asserted)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), inner, bits;

	inner = build_union(b, "", 8);
	build_member(b, "a", t_int, 0);
	build_member(b, "b", build_next_id(b), 0);
	build_struct(b, "", 8);
	build_member(b, "c", t_int, 0);
	build_member(b, "new", t_int, 32);
	bits = build_struct(b, "bits", 4);
	build_bitfield(b, "d", t_int, 0, 8);
	build_bitfield(b, "e", t_int, 8, 0);
	build_struct(b, "s", 24);
	build_member(b, "first", t_int, 0);
	build_member(b, "", inner, 64);
	build_member(b, "bits", bits, 128);
	build_member(b, "while", t_int, 160);
	build_typedef(b, "int_t", t_int);
	build_typedef(b, "void_t", 0);
	build_enum(b, "e", 1, 0);
	build_value(b, "E", 1);
	expect_compiles(b);
	expect_text(asserts_of(b),
		    "_Static_assert(sizeof(enum e) == 1, \"size of enum e\");\n"
		    "_Static_assert(sizeof(struct bits) == 4, \"size of struct bits\");\n"
		    "_Static_assert(sizeof(int_t) == 4, \"size of int_t\");\n"
		    "_Static_assert(sizeof(struct s) == 24, \"size of struct s\");\n"
		    "_Static_assert(__builtin_offsetof(struct s, first) == 0, "
		    "\"struct s.first\");\n"
		    "_Static_assert(__builtin_offsetof(struct s, a) == 8, \"struct s.a\");\n"
		    "_Static_assert(__builtin_offsetof(struct s, b) == 8, \"struct s.b\");\n"
		    "_Static_assert(__builtin_offsetof(struct s, b.c) == 8, \"struct s.b.c\");\n"
		    "_Static_assert(__builtin_offsetof(struct s, b.new) == 12, "
		    "\"struct s.b.new\");\n"
		    "_Static_assert(__builtin_offsetof(struct s, bits) == 16, "
		    "\"struct s.bits\");\n");
	ck_assert_ptr_null(strstr(header_text(graph_of(b), false), "assert"));
}
END_TEST

/* They hold where pointers have the kernel's size. */
START_TEST(asserts_are_for_one_pointer_size)
{
	struct build *b = build_new();

	build_int(b, "long int", 4, BK_INT_SIGNED);
	build_struct(b, "s", 4);
	build_member(b, "p", build_next_id(b), 0);
	build_ptr(b, 0);
	ck_assert_ptr_nonnull(
		strstr(header_text(graph_of(b), true), "\n#if __SIZEOF_POINTER__ == 4 && "));
	ck_assert_ptr_nonnull(strstr(header_text(graph_of(a_point()), true),
				     "\n#if __SIZEOF_POINTER__ == 8 && "));
}
END_TEST

/* A wrong header does not pass: the same types, one offset falsified. */
START_TEST(asserts_find_faults)
{
	char *header = header_text(graph_of(a_point()), true), *fault;

	if (!have_compiler("gcc"))
		return;
	scratch_enter();
	scratch_write_text("right.c", header);
	fault = strstr(header, "\tint x;");
	memcpy(fault, "\tchar x", 7); /* NOLINT(bugprone-not-null-terminated-result) */
	fault[7] = ';';
	memmove(fault + 8, fault + 8, strlen(fault + 8) + 1);
	scratch_write_text("wrong.c", header);
	ck_assert(scratch_run("gcc -fsyntax-only right.c"));
	ck_assert(scratch_run("gcc -fsyntax-only wrong.c"));
}
END_TEST

/* ---- the order of ids ---- */

START_TEST(the_zoo_renumbered)
{
	expect_same_renumbered(zoo(build_new()), 30);
}
END_TEST

START_TEST(wild_types_renumbered)
{
	for (int seed = 0; seed < 300; seed++) {
		struct build *b = wild(seed, false);

		if (b)
			expect_same_renumbered(b, 3);
	}
}
END_TEST

/* ---- all sorts of types ---- */

START_TEST(the_zoo)
{
	struct build *base = zoo(build_new()), *split = zoo(build_split(base));
	struct build *swapped = zoo(build_new());

	build_swap(swapped);
	compile_later(graph_of(base), LATER_C | LATER_BTF);
	compile_later(graph_of(swapped), LATER_C | LATER_BTF);
	/* a module's types, which are its base's once more */
	compile_later(graph_of(split), LATER_C);
	expect_text(strstr(header_text(graph_of(split), false), "#ifndef"),
		    strstr(header_text(graph_of(base), false), "#ifndef"));
}
END_TEST

enum { SEEDS = 100 };

START_TEST(wild_types)
{
	for (int seed = 0; seed < SEEDS; seed++) {
		struct build *b = wild(seed, false);

		if (b)
			compile_later(graph_of(b), LATER_C | LATER_BTF);
	}
}
END_TEST

START_TEST(wild_circles)
{
	for (int seed = 0; seed < SEEDS; seed++) {
		struct build *b = wild(seed, true);

		if (b)
			expect_compiles(b);
	}
}
END_TEST

C_SUITE(vmlinux, a_whole_header, provenance, headers_without_records, included_twice,
	keywords_are_hidden_for_the_header_alone, accesses_are_relocated,
	sizes_and_offsets_are_asserted, asserts_are_for_one_pointer_size, asserts_find_faults,
	the_zoo_renumbered, wild_types_renumbered, the_zoo, wild_types, wild_circles)
