// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What holds of every deduplication, tried on random types. */
#include "btfkit/dedup/dedup.h"
#include "tests/unit/support/dedup_check.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/renumber.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/wild.h"

enum { SEEDS = 400, MOST_INPUTS = 4 };

struct inputs {
	const struct bk_graph *graphs[MOST_INPUTS];
	struct bk_dedup_input bytes[MOST_INPUTS];
	uint32_t count;
};

static void add(struct inputs *inputs, const struct bk_graph *graph)
{
	inputs->graphs[inputs->count] = graph;
	inputs->bytes[inputs->count++] = (struct bk_dedup_input){ graph->bytes, "input" };
}

static const struct bk_graph *graph_of_bytes(struct bk_bytes bytes)
{
	struct bk_graph *graph = NULL;

	expect_ok(bk_graph_create(bytes, NULL, &graph));
	return keep(graph);
}

static struct bk_dedup *dedup(const struct inputs *inputs, uint32_t hash_bits)
{
	struct bk_dedup_options options = { .hash_bits = hash_bits };
	struct bk_dedup *result = NULL;

	expect_ok(bk_dedup_create(inputs->bytes, inputs->count, &options, &result));
	return result;
}

/* Random types, some of them twice under other numbers. False where a seed is of no use. */
static bool make(struct inputs *inputs, uint64_t seed)
{
	struct random random = random_start(seed);
	uint32_t different = 1 + random_below(&random, 2);

	*inputs = (struct inputs){ 0 };
	for (uint32_t n = 0; n < different; n++) {
		struct build *b = wild(2 * seed + n, random_once_in(&random, 2));

		if (!b)
			return false;
		add(inputs, graph_of(b));
		if (random_once_in(&random, 2))
			add(inputs, graph_of_bytes(renumber(graph_of(b), seed)));
	}
	return true;
}

START_TEST(what_is_merged_is_equal_and_what_is_equal_is_merged)
{
	for (uint64_t seed = SEEDS * _i; seed < SEEDS * (_i + 1u); seed++) {
		BK_AUTO(bk_dedup_auto) struct bk_dedup *result = NULL;
		struct inputs inputs;

		if (!make(&inputs, seed))
			continue;
		result = dedup(&inputs, 0);
		check_dedup(inputs.graphs, result);
	}
}
END_TEST

START_TEST(hashes_that_collide_change_nothing)
{
	for (uint64_t seed = SEEDS * _i; seed < SEEDS * (_i + 1u); seed++) {
		BK_AUTO(bk_dedup_auto) struct bk_dedup *result = NULL, *colliding = NULL;
		struct inputs inputs;

		if (!make(&inputs, seed))
			continue;
		result = dedup(&inputs, 0);
		colliding = dedup(&inputs, 1 + seed % 3);
		ck_assert_uint_eq(result->btf.size, colliding->btf.size);
		ck_assert_mem_eq(result->btf.data, colliding->btf.data, result->btf.size);
	}
}
END_TEST

/* A few types at a time, so that threads meet often. */
START_TEST(threads_change_nothing)
{
	for (uint64_t seed = SEEDS * _i; seed < SEEDS * (_i + 1u); seed++) {
		BK_AUTO(bk_dedup_auto) struct bk_dedup *result = NULL, *other = NULL;
		const struct bk_dedup_options options = { .threads = 2 + seed % 3,
							  .window_types = 1 + seed % 17 };
		struct inputs inputs;

		if (!make(&inputs, seed))
			continue;
		result = dedup(&inputs, 0);
		expect_ok(bk_dedup_create(inputs.bytes, inputs.count, &options, &other));
		ck_assert_uint_eq(result->btf.size, other->btf.size);
		ck_assert_mem_eq(result->btf.data, other->btf.data, result->btf.size);
		for (uint32_t n = 0; n < inputs.count; n++)
			for (uint32_t id = 1; id < bk_graph_count(inputs.graphs[n]); id++)
				ck_assert_uint_eq(bk_dedup_new_id(result, n, id),
						  bk_dedup_new_id(other, n, id));
	}
}
END_TEST

START_TEST(a_result_has_nothing_left_to_merge)
{
	for (uint64_t seed = SEEDS * _i; seed < SEEDS * (_i + 1u); seed++) {
		BK_AUTO(bk_dedup_auto) struct bk_dedup *once = NULL, *twice = NULL;
		struct inputs inputs, again = { 0 };

		if (!make(&inputs, seed))
			continue;
		once = dedup(&inputs, 0);
		add(&again, once->graph);
		twice = dedup(&again, 0);
		ck_assert_uint_eq(once->btf.size, twice->btf.size);
		ck_assert_mem_eq(once->btf.data, twice->btf.data, once->btf.size);
	}
}
END_TEST

/* VAR and DATASEC are never merged, and what a DECL_TAG says of one is its own. */
static uint32_t count_mergeable(const struct bk_graph *graph)
{
	uint32_t count = 0;

	for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
		enum bk_kind kind = bk_graph_kind(graph, id);

		if (kind == BK_KIND_DECL_TAG)
			kind = bk_graph_kind(graph, bk_graph_type(graph, id)->type_id);
		count += kind != BK_KIND_VAR && kind != BK_KIND_DATASEC;
	}
	return count;
}

START_TEST(numbers_and_order_do_not_matter)
{
	for (uint64_t seed = SEEDS * _i; seed < SEEDS * (_i + 1u); seed++) {
		BK_AUTO(bk_dedup_auto)
		struct bk_dedup *result = NULL, *other = NULL, *both = NULL;
		struct inputs inputs, renumbered = { 0 }, merged = { 0 };

		if (!make(&inputs, seed))
			continue;
		for (uint32_t n = inputs.count; n--;)
			add(&renumbered, graph_of_bytes(renumber(inputs.graphs[n], seed + n)));
		result = dedup(&inputs, 0);
		other = dedup(&renumbered, 0);
		ck_assert_uint_eq(bk_graph_count(result->graph), bk_graph_count(other->graph));
		add(&merged, result->graph);
		add(&merged, other->graph);
		both = dedup(&merged, 0);
		ck_assert_uint_eq(count_mergeable(result->graph), count_mergeable(both->graph));
	}
}
END_TEST

TEST_SUITE(dedup_property, what_is_merged_is_equal_and_what_is_equal_is_merged,
	   hashes_that_collide_change_nothing, threads_change_nothing,
	   a_result_has_nothing_left_to_merge, numbers_and_order_do_not_matter)
