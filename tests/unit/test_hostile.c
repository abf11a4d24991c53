// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* BTF that is valid, but made to take for ever: every operation on it ends soon. */
#include "btfkit/header/vmlinux.h"
#include "btfkit/render/render.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <time.h>

/* The slowest takes half a second; with sanitizers, on a busy machine, more. */
enum { MOST_SECONDS = 10 };

enum { MOST_TEXT = 64 << 20 };

/* Writes all there is to write of what was built. That a text gets too long is allowed, and said. */
static void write_all_of(const struct bk_graph *graph)
{
	const struct bk_header_options options = { .version = "1", .asserts = true };
	struct bk_error *error = NULL;
	struct bk_sink sink;

	for (int format = 0; format < 3; format++) {
		bk_sink_init_memory(&sink, MOST_TEXT);
		if (format == 0)
			bk_render_dump_raw(&sink, graph, NULL);
		else if (format == 1)
			bk_render_dump_json(&sink, graph, NULL);
		else
			error = bk_header_write(&sink, graph, &options);
		if (!error)
			error = bk_sink_finish(&sink);
		ck_assert(!error || bk_error_code(error) == BK_ERR_UNSUPPORTED);
		bk_error_destroy(error);
		error = NULL;
		bk_sink_deinit(&sink);
	}
}

static void expect_end(const struct build *b)
{
	clock_t start = clock();

	write_all_of(graph_of(b));
	ck_assert_int_le((clock() - start) / CLOCKS_PER_SEC, MOST_SECONDS);
}

/* Each level holds the one below twice, without a name: written out, it is 2^levels members. */
START_TEST(anonymous_structs_shared_by_each_other)
{
	struct build *b = build_new();
	uint32_t below = build_int(b, "int", 4, BK_INT_SIGNED), size = 4;

	for (int level = 0; level < 28; level++) {
		uint32_t id = build_struct(b, "", size * 2);

		build_member(b, "a", below, 0);
		build_member(b, "b", below, level < 26 ? size * 8 : 0);
		below = id;
		size *= 2;
	}
	build_struct(b, "top", size);
	build_member(b, "it", below, 0);
	expect_end(b);
}
END_TEST

/* The same with members that have no names, either, in unions. */
START_TEST(unions_without_member_names_shared)
{
	struct build *b = build_new();
	uint32_t below = build_int(b, "int", 4, BK_INT_SIGNED);

	for (int level = 0; level < 30; level++) {
		uint32_t id = build_union(b, "", 4);

		build_member(b, "", below, 0);
		build_member(b, "", below, 0);
		below = id;
	}
	build_struct(b, "top", 4);
	build_member(b, "it", below, 0);
	expect_end(b);
}
END_TEST

/* Through pointers and prototypes */
START_TEST(prototypes_shared_by_each_other)
{
	struct build *b = build_new();
	uint32_t below = build_int(b, "int", 4, BK_INT_SIGNED);

	for (int level = 0; level < 30; level++) {
		uint32_t id = build_proto(b, below);

		build_param(b, "a", below);
		build_param(b, "b", below);
		below = build_ptr(b, id);
	}
	build_typedef(b, "top", below);
	expect_end(b);
}
END_TEST

START_TEST(anonymous_structs_shared_behind_pointers)
{
	struct build *b = build_new();
	uint32_t below = build_int(b, "int", 4, BK_INT_SIGNED);

	for (int level = 0; level < 30; level++) {
		uint32_t id = build_struct(b, "", 16);

		build_member(b, "a", below, 0);
		build_member(b, "b", below, 64);
		below = build_ptr(b, id);
	}
	build_typedef(b, "top", below);
	expect_end(b);
}
END_TEST

START_TEST(deep_anonymous_structs)
{
	struct build *b = build_new();
	uint32_t below = build_int(b, "int", 4, BK_INT_SIGNED);

	for (int level = 0; level < 1000; level++) {
		uint32_t id = build_struct(b, "", 4);

		build_member(b, level % 2 ? "x" : "", below, 0);
		below = id;
	}
	build_struct(b, "top", 4);
	build_member(b, "it", below, 0);
	expect_end(b);
}
END_TEST

START_TEST(very_deep_anonymous_structs)
{
	struct build *b = build_new();
	uint32_t below = build_int(b, "int", 4, BK_INT_SIGNED);

	for (int level = 0; level < 50000; level++) {
		uint32_t id = build_struct(b, "", 4);

		build_member(b, level % 2 ? "x" : "", below, 0);
		below = id;
	}
	build_struct(b, "top", 4);
	build_member(b, "it", below, 0);
	expect_end(b);
}
END_TEST

START_TEST(deep_structs)
{
	struct build *b = build_new();
	uint32_t below = build_int(b, "int", 4, BK_INT_SIGNED);

	for (int level = 0; level < 50000; level++) {
		uint32_t id = build_struct(b, keep_format("s%d", level), 4);

		build_member(b, "x", below, 0);
		below = id;
	}
	expect_end(b);
}
END_TEST

START_TEST(structs_of_one_name_that_differ)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	for (uint32_t i = 0; i < 30000; i++) {
		build_struct(b, "same", 4 + 4 * i);
		build_member(b, "x", t_int, 0);
	}
	expect_end(b);
}
END_TEST

START_TEST(structs_of_one_name_that_are_equal)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	for (uint32_t i = 0; i < 30000; i++) {
		build_struct(b, "same", 4);
		build_member(b, "x", t_int, 0);
	}
	expect_end(b);
}
END_TEST

/* Equal but for what they point to, each other in turn. */
START_TEST(structs_of_one_name_in_a_ring)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 20000;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = build_struct(b, "same", 16);

		(void)id;
		build_member(b, "x", t_int, 0);
		build_member(b, "p", 3 + 2 * i, 64);
		build_ptr(b, 2 + 2 * ((i + 1) % n));
	}
	expect_end(b);
}
END_TEST

/* A chain of one name that ends with another type: told apart one a round. */
START_TEST(structs_of_one_name_that_differ_far_away)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 20000;

	for (uint32_t i = 0; i < n; i++) {
		build_struct(b, "same", 16);
		build_member(b, "x", t_int, 0);
		build_member(b, "p", 3 + 2 * i, 64);
		build_ptr(b, i + 1 < n ? 2 + 2 * (i + 1) : 0);
	}
	expect_end(b);
}
END_TEST

START_TEST(member_names_that_are_tails)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 20000, at;
	char *name = keep_zeros(n + 1);

	memset(name, 'x', n);
	at = build_string(b, name);
	build_struct(b, "top", 4 * n);
	for (uint32_t i = 0; i < n; i++)
		build_member(b, "m", t_int, 32 * i);
	for (uint32_t i = 0; i < n; i++)
		build_patch(b, 2, 3 + 3 * i, at + i);
	expect_end(b);
}
END_TEST

START_TEST(type_names_that_are_tails)
{
	struct build *b = build_new();
	uint32_t n = 20000, at;
	char *name = keep_zeros(n + 1);

	build_int(b, "int", 4, BK_INT_SIGNED);
	memset(name, 'x', n);
	at = build_string(b, name);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = build_struct(b, "top", 4);

		build_member(b, "m", 1, 0);
		build_patch(b, id, BUILD_NAME, at + i);
	}
	expect_end(b);
}
END_TEST

START_TEST(enumerators_that_are_tails)
{
	struct build *b = build_new();
	uint32_t n = 20000, at, id;
	char *name = keep_zeros(n + 1);

	memset(name, 'x', n);
	at = build_string(b, name);
	id = build_enum(b, "e", 4, 0);
	for (uint32_t i = 0; i < n; i++)
		build_value(b, "m", i);
	for (uint32_t i = 0; i < n; i++)
		build_patch(b, id, 3 + 2 * i, at + i);
	expect_end(b);
}
END_TEST

START_TEST(a_wide_struct)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 100000;

	build_struct(b, "top", 4 * n);
	for (uint32_t i = 0; i < n; i++)
		build_member(b, keep_format("m%u", i), t_int, 32 * i);
	expect_end(b);
}
END_TEST

START_TEST(a_wide_struct_of_one_member_name)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 100000;

	build_struct(b, "top", 4 * n);
	for (uint32_t i = 0; i < n; i++)
		build_member(b, "m", t_int, 32 * i);
	expect_end(b);
}
END_TEST

START_TEST(wide_without_names)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 100000;

	build_union(b, "top", 4);
	for (uint32_t i = 0; i < n; i++)
		build_member(b, "", t_int, 0);
	build_proto(b, t_int);
	for (uint32_t i = 0; i < n; i++)
		build_param(b, "", t_int);
	expect_end(b);
}
END_TEST

START_TEST(a_wide_struct_out_of_order)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 100000;

	build_struct(b, "top", 4 * n);
	for (uint32_t i = 0; i < n; i++)
		build_member(b, keep_format("m%u", i), t_int, 32 * (n - i - 1));
	expect_end(b);
}
END_TEST

START_TEST(a_wide_struct_of_bitfields)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), n = 100000;

	build_struct(b, "top", n / 8);
	for (uint32_t i = 0; i < n; i += 3)
		build_bitfield(b, keep_format("m%u", i), t_int, i, 1);
	expect_end(b);
}
END_TEST

START_TEST(structs_that_are_one_hole)
{
	struct build *b = build_new();
	uint32_t t_char = build_int(b, "char", 1, BK_INT_SIGNED);

	for (uint32_t i = 0; i < 20000; i++) {
		build_struct(b, keep_format("s%u", i), UINT32_MAX);
		build_member(b, "a", t_char, 0);
		build_member(b, "b", t_char, UINT32_MAX - 7);
	}
	expect_end(b);
}
END_TEST

START_TEST(arrays_past_all_numbers)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), at = t_int;

	for (int i = 0; i < 20000; i++) {
		at = i % 500 ? build_array(b, at, t_int, UINT32_MAX) : t_int;
		build_struct(b, keep_format("s%d", i), 8);
		build_member(b, "a", at, 0);
		build_member(b, "b", t_int, 32);
	}
	expect_end(b);
}
END_TEST

START_TEST(long_chains_of_typedefs)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	for (int chain = 0; chain < 50; chain++) {
		uint32_t at = t_int;

		for (int i = 0; i < 1022; i++)
			at = build_typedef(b, keep_format("t%d_%d", chain, i), at);
		build_struct(b, keep_format("s%d", chain), 4);
		build_member(b, "m", at, 0);
	}
	expect_end(b);
}
END_TEST

/* Many that follow one chain to its end */
START_TEST(many_users_of_a_long_chain)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), at = t_int;

	for (int i = 0; i < 1022; i++)
		at = i % 2 ? build_const(b, at) : build_typedef(b, keep_format("t%d", i), at);
	build_struct(b, "s", 4 * 50000);
	for (uint32_t i = 0; i < 50000; i++)
		build_member(b, keep_format("m%u", i), at, 32 * i);
	expect_end(b);
}
END_TEST

START_TEST(long_chains_of_pointers)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), at = t_int;

	for (int i = 0; i < 1022; i++)
		at = build_ptr(b, at);
	build_struct(b, "s", 8 * 20000);
	for (uint32_t i = 0; i < 20000; i++)
		build_member(b, keep_format("m%u", i), at - i % 1000, 64 * i);
	expect_end(b);
}
END_TEST

/* Anonymous records with each other's pointers: names may be needed for all. */
START_TEST(anonymous_structs_in_circles)
{
	struct build *b = build_new();
	uint32_t n = 5000;

	build_int(b, "int", 4, BK_INT_SIGNED);
	for (uint32_t i = 0; i < n; i++) {
		build_struct(b, "", 16);
		build_member(b, "a", 2 + 2 * ((i * 7 + 1) % n) + 1, 0);
		build_member(b, "b", 2 + 2 * ((i * 13 + 5) % n) + 1, 64);
		build_ptr(b, 2 + 2 * i);
	}
	expect_end(b);
}
END_TEST

START_TEST(an_anonymous_struct_used_often)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), anon;

	anon = build_struct(b, "", 4 * 1000);
	for (uint32_t i = 0; i < 1000; i++)
		build_member(b, keep_format("m%u", i), t_int, 32 * i);
	for (uint32_t i = 0; i < 2000; i++) {
		build_struct(b, keep_format("s%u", i), 4000);
		build_member(b, "a", anon, 0);
	}
	expect_end(b);
}
END_TEST

START_TEST(enums_that_are_equal)
{
	struct build *b = build_new();

	for (uint32_t i = 0; i < 3000; i++) {
		build_enum(b, "", 4, 0);
		for (uint32_t j = 0; j < 30; j++)
			build_value(b, keep_format("v%u", j), j);
	}
	expect_end(b);
}
END_TEST

START_TEST(functions_of_many_tags)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), p, f;

	p = build_proto(b, t_int);
	f = build_func(b, "f", p, BK_LINKAGE_GLOBAL);
	for (uint32_t i = 0; i < 50000; i++)
		build_decl_tag(b, "bpf_kfunc", f, -1);
	for (uint32_t i = 0; i < 20000; i++) {
		f = build_func(b, "f", p, BK_LINKAGE_GLOBAL);
		build_decl_tag(b, "bpf_kfunc", f, -1);
	}
	expect_end(b);
}
END_TEST

START_TEST(functions_of_one_name)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), f;

	for (uint32_t i = 0; i < 5000; i++) {
		uint32_t p = build_proto(b, t_int);

		for (uint32_t j = 0; j < i % 100; j++)
			build_param(b, keep_format("p%u_%u", i, j), t_int);
		f = build_func(b, "f", p, BK_LINKAGE_GLOBAL);
		build_decl_tag(b, "bpf_kfunc", f, -1);
	}
	expect_end(b);
}
END_TEST

START_TEST(forwards_of_one_name)
{
	struct build *b = build_new();

	for (uint32_t i = 0; i < 30000; i++) {
		build_fwd_struct(b, "same");
		build_fwd_union(b, "same");
		build_typedef(b, "same", 1 + 3 * i);
	}
	expect_end(b);
}
END_TEST

START_TEST(names_that_are_no_identifiers)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	for (uint32_t i = 0; i < 30000; i++) {
		build_struct(b, keep_format("a%cb%u", '!' + i % 10, i), 4);
		build_member(b, "if", t_int, 0);
	}
	for (uint32_t i = 0; i < 30000; i++) {
		build_struct(b, keep_format("a_b%u___2", i), 4);
		build_member(b, "if", t_int, 0);
	}
	expect_end(b);
}
END_TEST

/* Names that become the same identifier, once what no identifier can have is replaced. */
START_TEST(names_that_become_the_same_identifier)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);

	for (uint32_t i = 0; i < 30000; i++) {
		build_struct(
			b,
			keep_format("%c%c%c", 128 + i % 100, 128 + i / 100 % 100, 128 + i / 10000),
			4);
		build_member(b, "m", t_int, 0);
	}
	expect_end(b);
}
END_TEST

START_TEST(enumerators_of_one_name)
{
	struct build *b = build_new();

	for (uint32_t i = 0; i < 30000; i++) {
		build_enum(b, "", 4, 0);
		build_value(b, "SAME", i);
	}
	expect_end(b);
}
END_TEST

TEST_SUITE(hostile, anonymous_structs_shared_by_each_other, unions_without_member_names_shared,
	   prototypes_shared_by_each_other, anonymous_structs_shared_behind_pointers,
	   deep_anonymous_structs, very_deep_anonymous_structs, deep_structs,
	   structs_of_one_name_that_differ, structs_of_one_name_that_are_equal,
	   structs_of_one_name_in_a_ring, structs_of_one_name_that_differ_far_away,
	   member_names_that_are_tails, type_names_that_are_tails, enumerators_that_are_tails,
	   a_wide_struct, a_wide_struct_of_one_member_name, wide_without_names,
	   a_wide_struct_out_of_order, a_wide_struct_of_bitfields, structs_that_are_one_hole,
	   arrays_past_all_numbers, long_chains_of_typedefs, many_users_of_a_long_chain,
	   long_chains_of_pointers, anonymous_structs_in_circles, an_anonymous_struct_used_often,
	   enums_that_are_equal, functions_of_many_tags, functions_of_one_name,
	   forwards_of_one_name, names_that_are_no_identifiers,
	   names_that_become_the_same_identifier, enumerators_of_one_name)
