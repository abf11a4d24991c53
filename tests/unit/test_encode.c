// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* BTF as it is written: what a reader makes of it, and that each string is there once. */
#include "btfkit/format/encode.h"

#include "btfkit/format/header.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

#include <stdlib.h>

static struct bk_graph *written(struct bk_encoder *encoder, struct bk_bytes *bytes)
{
	struct bk_graph *graph;

	expect_ok(bk_encoder_finish(encoder, bytes));
	bk_encoder_deinit(encoder);
	expect_ok(bk_graph_create(*bytes, NULL, &graph));
	return graph;
}

START_TEST(types_and_their_words)
{
	struct bk_encoder encoder = { 0 };
	const struct bk_type *t;
	struct bk_graph *graph;
	struct bk_bytes bytes;
	uint32_t number, pair;

	number = bk_encoder_type(&encoder, "int", BK_KIND_INFO(BK_KIND_INT, 0), 4);
	bk_encoder_word(&encoder, 32);
	pair = bk_encoder_type(&encoder, "pair", BK_KIND_INFO(BK_KIND_STRUCT, 2), 8);
	for (uint32_t n = 0; n < 2; n++) {
		bk_encoder_word(&encoder, bk_encoder_string(&encoder, n ? "second" : "int"));
		bk_encoder_word(&encoder, number);
		bk_encoder_word(&encoder, 32 * n);
	}
	ck_assert_uint_eq(number, 1);
	ck_assert_uint_eq(pair, 2);
	graph = written(&encoder, &bytes);
	ck_assert_uint_eq(bk_graph_count(graph), 3);
	t = bk_graph_type(graph, pair);
	ck_assert_str_eq(bk_graph_name(graph, t), "pair");
	ck_assert_str_eq(bk_graph_string(graph, bk_members(t)[0].name_off), "int");
	ck_assert_str_eq(bk_graph_string(graph, bk_members(t)[1].name_off), "second");
	ck_assert_uint_eq(bk_member_offset_bits(t, bk_members(t) + 1), 32);
	/* "", "int", "pair", "second" */
	ck_assert_uint_eq(graph->strings.size, 1 + 4 + 5 + 7);
	ck_assert_uint_eq(bk_members(t)[0].name_off, bk_graph_type(graph, number)->name_off);
	bk_graph_destroy(graph);
	free((void *)(uintptr_t)bytes.data);
}
END_TEST

START_TEST(nothing_at_all)
{
	struct bk_encoder encoder = { 0 };
	struct bk_graph *graph;
	struct bk_bytes bytes;

	graph = written(&encoder, &bytes);
	ck_assert_uint_eq(bk_graph_count(graph), 1);
	ck_assert_uint_eq(bytes.size, BK_BTF_HEADER_MIN + 1); /* the empty string */
	bk_graph_destroy(graph);
	free((void *)(uintptr_t)bytes.data);
}
END_TEST

START_TEST(empty_names)
{
	struct bk_encoder encoder = { 0 };

	ck_assert_uint_eq(bk_encoder_string(&encoder, ""), 0);
	ck_assert_uint_eq(bk_encoder_string(&encoder, "a"), 1);
	ck_assert_uint_eq(bk_encoder_string(&encoder, ""), 0);
	ck_assert_uint_eq(bk_encoder_string(&encoder, "a"), 1);
	ck_assert_uint_eq(bk_encoder_string(&encoder, "b"), 3);
	bk_encoder_deinit(&encoder);
	ck_assert_ptr_null(encoder.words.at);
}
END_TEST

/* Once something was lost, nothing is made of the rest. */
START_TEST(failure_is_remembered)
{
	struct bk_encoder encoder = { .failed = true };
	struct bk_bytes bytes = { 0 };
	struct bk_error *error;

	(void)bk_encoder_type(&encoder, "int", BK_KIND_INFO(BK_KIND_INT, 0), 4);
	bk_encoder_word(&encoder, 32);
	error = bk_encoder_finish(&encoder, &bytes);
	ck_assert_int_eq(bk_error_code(error), BK_ERR_MEMORY);
	ck_assert_ptr_null(bytes.data);
	bk_error_destroy(error);
	bk_encoder_deinit(&encoder);
}
END_TEST

TEST_SUITE(encode, types_and_their_words, nothing_at_all, empty_names, failure_is_remembered)
