// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Cycles that no type can have, those that all kernels have, and chains that are merely long. */
#include "btfkit/graph/type_size.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* ---- a type that holds itself by value ---- */

static void struct_in_itself(struct build *b)
{
	build_struct(b, "s", 8);
	build_member(b, "sound", 0, 0);
	build_member(b, "self", 1, 0);
}

static void struct_in_its_array(struct build *b)
{
	build_struct(b, "s", 8);
	build_member(b, "selves", 2, 0);
	build_array(b, 1, 0, 1);
}

static void struct_in_its_empty_array(struct build *b)
{
	build_struct(b, "s", 8);
	build_member(b, "selves", 2, 0);
	build_array(b, 1, 0, 0);
}

static void struct_in_its_typedef(struct build *b)
{
	build_struct(b, "s", 8);
	build_member(b, "self", 2, 0);
	build_typedef(b, "t", 1);
}

static void struct_in_its_const(struct build *b)
{
	build_struct(b, "s", 8);
	build_member(b, "self", 4, 0);
	build_volatile(b, 1);
	build_type_tag(b, "tag", 2);
	build_const(b, 3);
}

static void struct_in_a_union_in_it(struct build *b)
{
	build_struct(b, "s", 8);
	build_member(b, "u", 2, 0);
	build_union(b, "", 8);
	build_member(b, "s", 1, 0);
}

/* Seen only on the way back from another branch. */
static void struct_in_its_second_member(struct build *b)
{
	build_struct(b, "outer", 8);
	build_member(b, "first", 2, 0);
	build_member(b, "second", 3, 0);
	build_struct(b, "first", 8);
	build_struct(b, "second", 8);
	build_member(b, "first", 2, 0);
	build_member(b, "outer", 1, 0);
}

START_TEST(a_type_that_holds_itself_is_refused)
{
	static const struct {
		void (*add)(struct build *b);
		const char *error;
	} cases[] = {
		{ struct_in_itself, ".BTF+0x18: type 1 (STRUCT s): holds itself by value" },
		{ struct_in_its_array, "type 1 (STRUCT s): holds itself by value" },
		{ struct_in_its_empty_array, "type 1 (STRUCT s): holds itself by value" },
		{ struct_in_its_typedef, "type 1 (STRUCT s): holds itself by value" },
		{ struct_in_its_const, "type 1 (STRUCT s): holds itself by value" },
		{ struct_in_a_union_in_it, "type 1 (STRUCT s): holds itself by value" },
		{ struct_in_its_second_member, "type 1 (STRUCT outer): holds itself by value" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct build *b = build_new();

		cases[i].add(b);
		expect_error(b, cases[i].error);
	}
}
END_TEST

/* ---- a chain of references that closes ---- */

static void typedef_of_itself(struct build *b)
{
	build_typedef(b, "t", 1);
}

static void pointer_to_itself(struct build *b)
{
	build_ptr(b, 1);
}

/* typedef t *t; */
static void typedef_of_its_pointer(struct build *b)
{
	build_typedef(b, "t", 2);
	build_ptr(b, 1);
}

static void array_of_itself(struct build *b)
{
	build_array(b, 1, 0, 2);
}

static void array_of_its_pointer(struct build *b)
{
	build_array(b, 2, 0, 2);
	build_ptr(b, 1);
}

static void qualifiers_in_a_ring(struct build *b)
{
	build_const(b, 2);
	build_volatile(b, 3);
	build_restrict(b, 4);
	build_type_tag(b, "t", 1);
}

/* The ring is 2 and 3; the walk comes to it from 1. */
static void chain_into_a_ring(struct build *b)
{
	build_const(b, 2);
	build_ptr(b, 3);
	build_ptr(b, 2);
}

START_TEST(a_chain_that_closes_is_refused)
{
	static const struct {
		void (*add)(struct build *b);
		const char *error;
	} cases[] = {
		{ typedef_of_itself,
		  ".BTF+0x18: type 1 (TYPEDEF t): refers to itself without end" },
		{ pointer_to_itself, "type 1 (PTR): refers to itself without end" },
		{ typedef_of_its_pointer, "type 1 (TYPEDEF t): refers to itself without end" },
		{ array_of_itself, "type 1 (ARRAY): refers to itself without end" },
		{ array_of_its_pointer, "type 1 (ARRAY): refers to itself without end" },
		{ qualifiers_in_a_ring, "type 1 (CONST): refers to itself without end" },
		{ chain_into_a_ring, "type 2 (PTR): refers to itself without end" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct build *b = build_new();

		cases[i].add(b);
		expect_error(b, cases[i].error);
	}
}
END_TEST

START_TEST(cycles_are_found_in_splits)
{
	struct build *base = build_new(), *b;

	build_int(base, "int", 4, 0);
	b = build_split(base);
	build_struct(b, "s", 8);
	build_member(b, "number", 1, 0);
	build_member(b, "self", 2, 32);
	expect_error(b, ".BTF+0x18: type 2 (STRUCT s): holds itself by value");
	build_patch(b, 2, BUILD_TAIL + 4, 1);
	build_ptr(b, 3);
	expect_error(b, "type 3 (PTR): refers to itself without end");
}
END_TEST

/* ---- sound cycles ---- */

/* struct list_head { struct list_head *next, *prev; }; */
static void list_head(struct build *b)
{
	build_struct(b, "list_head", 16);
	build_member(b, "next", 2, 0);
	build_member(b, "prev", 2, 64);
	build_ptr(b, 1);
}

/* struct ops { void (*open)(struct ops *); }; */
static void struct_proto_struct(struct build *b)
{
	build_struct(b, "ops", 8);
	build_member(b, "open", 2, 0);
	build_ptr(b, 3);
	build_proto(b, 0);
	build_param(b, "ops", 4);
	build_ptr(b, 1);
}

/* typedef f (*f)(f); cannot be written in C, but nothing follows it without end */
static void proto_returns_its_typedef(struct build *b)
{
	build_typedef(b, "f", 2);
	build_ptr(b, 3);
	build_proto(b, 1);
	build_param(b, "", 1);
}

/* A prototype that takes by value the struct which holds a pointer to it. */
static void proto_takes_its_struct(struct build *b)
{
	build_struct(b, "s", 8);
	build_member(b, "f", 2, 0);
	build_ptr(b, 3);
	build_proto(b, 1);
	build_param(b, "s", 1);
}

/* Each of two structs points to the other, through const, typedef and array. */
static void two_structs(struct build *b)
{
	build_struct(b, "a", 8);
	build_member(b, "b", 3, 0);
	build_struct(b, "b", 16);
	build_member(b, "a", 6, 0);
	build_ptr(b, 4);
	build_const(b, 2);
	build_typedef(b, "a_t", 1);
	build_array(b, 7, 0, 2);
	build_ptr(b, 5);
}

/* Held twice, and again inside what was held: a diamond is no cycle. */
static void diamond(struct build *b)
{
	build_struct(b, "top", 24);
	build_member(b, "left", 2, 0);
	build_member(b, "right", 3, 64);
	build_member(b, "bottom", 4, 128);
	build_struct(b, "left", 8);
	build_member(b, "bottom", 4, 0);
	build_struct(b, "right", 8);
	build_member(b, "bottom", 4, 0);
	build_struct(b, "bottom", 8);
}

START_TEST(sound_cycles_are_accepted)
{
	static void (*const cases[])(struct build * b) = {
		list_head,
		struct_proto_struct,
		proto_returns_its_typedef,
		proto_takes_its_struct,
		two_structs,
		diamond,
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct build *b = build_new();

		cases[i](b);
		expect_valid(b);
	}
}
END_TEST

/* ---- long chains: no recursion, no quadratic time ---- */

enum { LONG = 100000 };

static void next_typedef(struct build *b, uint32_t next)
{
	build_typedef(b, "t", next);
}

static void next_ptr(struct build *b, uint32_t next)
{
	build_ptr(b, next);
}

static void next_array(struct build *b, uint32_t next)
{
	build_array(b, next, 0, 1);
}

static void next_struct(struct build *b, uint32_t next)
{
	build_struct(b, "s", 4);
	build_member(b, "m", next, 0);
}

static void next_proto(struct build *b, uint32_t next)
{
	build_proto(b, next);
}

START_TEST(long_chains_are_accepted_in_either_direction)
{
	static const struct {
		void (*add)(struct build *b, uint32_t next);
		uint64_t size;
		uint32_t longest; /* what a struct or prototype interrupts may go on for ever */
	} links[] = {
		{ next_typedef, 4, 1024 }, { next_ptr, 8, 1024 },   { next_array, 4, 1024 },
		{ next_struct, 4, LONG },  { next_proto, 0, LONG },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		struct build *forward = build_new(), *backward = build_new();

		for (uint32_t id = 1; id <= links[i].longest; id++)
			links[i].add(forward, id + 1);
		build_int(forward, "int", 4, 0);
		ck_assert_uint_eq(bk_type_size(graph_of(forward), 1), links[i].size);

		build_int(backward, "int", 4, 0);
		for (uint32_t id = 1; id <= links[i].longest; id++)
			links[i].add(backward, id);
		ck_assert_uint_eq(bk_type_size(graph_of(backward), links[i].longest + 1),
				  links[i].size);
		if (links[i].longest == LONG)
			continue;
		links[i].add(backward, links[i].longest + 1);
		expect_error(backward, "its target is too many links away");
	}
}
END_TEST

START_TEST(a_long_ring_is_refused)
{
	struct build *b = build_new();

	for (uint32_t id = 1; id < LONG; id++)
		build_struct(b, "s", 4), build_member(b, "m", id + 1, 0);
	build_const(b, 1);
	expect_error(b, "type 1 (STRUCT s): holds itself by value");

	b = build_new();
	for (uint32_t id = 1; id < LONG; id++)
		build_const(b, id + 1);
	build_ptr(b, 1);
	expect_error(b, "type 1 (CONST): refers to itself without end");
}
END_TEST

TEST_SUITE(check_cycles, a_type_that_holds_itself_is_refused, a_chain_that_closes_is_refused,
	   cycles_are_found_in_splits, sound_cycles_are_accepted,
	   long_chains_are_accepted_in_either_direction, a_long_ring_is_refused)
