// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Inputs made to take long. Time is measured against that of half the input: where work is linear,
 * or nearly so, twice as many types take about twice as long.
 */
#include "btfkit/dedup/dedup.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <stdio.h>
#include <time.h>

/* Processor time, in milliseconds, of the quickest of some runs; types left are put into *left. */
static double time_dedup(const struct build *b, uint32_t *left)
{
	struct bk_dedup_input input = { build_bytes(b), "test" };
	double best = 1e9;

	for (int run = 0; run < 3; run++) {
		BK_AUTO(bk_dedup_auto) struct bk_dedup *result = NULL;
		clock_t start = clock();
		double took;

		expect_ok(
			bk_dedup_create(&input, 1, &(const struct bk_dedup_options){ 0 }, &result));
		took = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
		best = took < best ? took : best;
		*left = bk_graph_count(result->graph) - 1;
	}
	return best;
}

/* Four times the input may take at most ten times as long: n log n, and a busy machine. */
static void expect_near_linear(struct build *(*make)(uint32_t), uint32_t size,
			       uint32_t (*expected)(uint32_t))
{
	uint32_t left;
	double once = time_dedup(make(size), &left), more;

	ck_assert_uint_eq(left, expected(size));
	more = time_dedup(make(4 * size), &left);
	ck_assert_uint_eq(left, expected(4 * size));
	ck_assert_msg(more < 10 * once + 20, "%.1f ms became %.1f ms", once, more);
}

static const char *numbered(const char *text, uint32_t n)
{
	static char name[32];

	snprintf(name, sizeof(name), "%s%u", text, n);
	return name;
}

/* Each type refers to the next one: as deep as there are types. */
static struct build *deep(uint32_t size)
{
	struct build *b = build_new();

	build_int(b, "int", 4, 0);
	for (uint32_t n = 0; n < size; n++) {
		build_ptr(b, build_next_id(b) + 1);
		build_proto(b, build_next_id(b) + 1);
	}
	build_typedef(b, "end", 1);
	return b;
}

static uint32_t twice_and_two(uint32_t size)
{
	return 2 * size + 2;
}

START_TEST(deep_chains)
{
	expect_near_linear(deep, 5000, twice_and_two);
}
END_TEST

/* Two equal circles of anonymous types: nothing has a name to begin with. */
static struct build *long_circles(uint32_t size)
{
	struct build *b = build_new();

	for (int copy = 0; copy < 2; copy++) {
		uint32_t first = build_next_id(b);

		for (uint32_t n = 0; n < size; n++) {
			build_ptr(b, build_next_id(b) + 1);
			build_proto(b, n + 1 < size ? build_next_id(b) + 1 : first);
			if (n == 0)
				build_param(b, "the first", first);
		}
	}
	return b;
}

static uint32_t twice(uint32_t size)
{
	return 2 * size;
}

START_TEST(circles_without_names)
{
	expect_near_linear(long_circles, 2500, twice);
}
END_TEST

/* Two chains of structs of the same names, which differ in the last link only. */
static struct build *far_difference(uint32_t size)
{
	struct build *b = build_new();

	build_int(b, "int", 4, 0);
	for (int copy = 0; copy < 2; copy++) {
		for (uint32_t n = 0; n < size; n++) {
			build_struct(b, numbered("link", n), 8);
			build_member(b, "next", build_next_id(b), 0);
			build_ptr(b, build_next_id(b) + 1);
		}
		build_struct(b, "end", 4);
		build_member(b, copy ? "a" : "b", 1, 0);
	}
	return b;
}

static uint32_t four_times_and_three(uint32_t size)
{
	return 4 * size + 3;
}

START_TEST(differences_at_the_end_of_long_paths)
{
	expect_near_linear(far_difference, 2500, four_times_and_three);
}
END_TEST

/* Many structs of one name in a chain: which is which is known only by how far the end is. */
static struct build *one_name(uint32_t size)
{
	struct build *b = build_new();

	build_int(b, "int", 4, 0);
	for (uint32_t n = 0; n < size; n++) {
		build_struct(b, "same", 8);
		build_member(b, "next", build_next_id(b), 0);
		build_ptr(b, n + 1 < size ? build_next_id(b) + 1 : 1);
	}
	return b;
}

static uint32_t twice_and_one(uint32_t size)
{
	return 2 * size + 1;
}

START_TEST(many_definitions_of_one_name)
{
	expect_near_linear(one_name, 5000, twice_and_one);
}
END_TEST

/* The same, and each is declared, too: what the declarations mean is never known. */
static struct build *declared(uint32_t size)
{
	struct build *b = one_name(size);

	for (uint32_t n = 0; n < size; n++) {
		build_fwd_struct(b, "same");
		build_typedef(b, numbered("t", n), build_next_id(b) - 1);
	}
	return b;
}

static uint32_t three_times_and_two(uint32_t size)
{
	return 3 * size + 2;
}

START_TEST(declarations_that_nobody_can_resolve)
{
	expect_near_linear(declared, 3000, three_times_and_two);
}
END_TEST

/* One struct with many members, each of which is told apart in another round. */
static struct build *wide(uint32_t size)
{
	struct build *b = one_name(size);

	for (int copy = 0; copy < 2; copy++) {
		build_struct(b, "wide", 8 * size);
		for (uint32_t n = 0; n < size; n++)
			build_member(b, "m", 3 + 2 * n, 64 * n);
	}
	return b;
}

START_TEST(members_that_differ_one_after_another)
{
	expect_near_linear(wide, 5000, twice_and_two);
}
END_TEST

/* Everything refers to what stands behind all. */
static struct build *backwards(uint32_t size)
{
	struct build *b = build_new();

	for (uint32_t n = 0; n < size; n++)
		build_typedef(b, numbered("t", n), 2 * size - n);
	for (uint32_t n = 0; n < size; n++)
		build_typedef(b, numbered("u", n), 2 * size + 1);
	build_int(b, "int", 4, 0);
	return b;
}

START_TEST(references_that_all_lead_ahead)
{
	expect_near_linear(backwards, 10000, twice_and_one);
}
END_TEST

TEST_SUITE(dedup_adversary, deep_chains, circles_without_names,
	   differences_at_the_end_of_long_paths, many_definitions_of_one_name,
	   declarations_that_nobody_can_resolve, members_that_differ_one_after_another,
	   references_that_all_lead_ahead)
