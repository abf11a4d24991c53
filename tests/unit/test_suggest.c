// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Suggestions: how a member that is different can be read on both kernels. */
#include "btfkit/diff/suggest.h"

#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/wild.h"

/* "way value old new" of each reading of the first type that changed, and how many merely moved. */
static const char *suggested(const struct bk_graph *old, const struct bk_graph *new)
{
	static const char *const ways[] = { "lone", "either", "both" };
	static const char *const values[] = { "number", "pointer", "other" };
	BK_AUTO(bk_diff_auto) struct bk_diff *diff = NULL;
	BK_AUTO(bk_suggestion_deinit) struct bk_suggestion suggestion = { 0 };
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_diff_create(old, new, &(struct bk_diff_options){ 0 }, &diff));
	for (size_t i = 0; i < diff->types.count; i++) {
		struct bk_type_diff type;

		bk_diff_type_at(diff, i, &type);
		if (type.change != BK_CHANGED)
			continue;
		bk_suggestion_deinit(&suggestion);
		expect_ok(bk_suggestion_init(&suggestion, diff, &type));
		for (size_t n = 0; n < suggestion.readings.count; n++) {
			const struct bk_reading *r = &suggestion.readings.at[n];

			ck_assert(r->sides[0].path || r->sides[1].path);
			ck_assert(r->way == BK_READ_LONE || (r->sides[0].path && r->sides[1].path));
			bk_printf(&sink, "%s %s%s %s %s\n", ways[r->way], values[r->value],
				  r->is_ambiguous ? "?" : "",
				  r->sides[0].path ? r->sides[0].path : "-",
				  r->sides[1].path ? r->sides[1].path : "-");
		}
		bk_printf(&sink, "moved %zu, told by %d\n", suggestion.moved, suggestion.told_by);
	}
	return sink_text(&sink);
}

/* What both kernels of a test have. */
struct kernel {
	struct build *b;
	uint32_t t_int, t_long, p_int, p_long, t_struct, few, more, color;
};

static struct kernel kernel_new(void)
{
	struct kernel k = { .b = build_new() };

	k.t_int = build_int(k.b, "int", 4, BK_INT_SIGNED);
	k.t_long = build_int(k.b, "long", 8, BK_INT_SIGNED);
	k.p_int = build_ptr(k.b, k.t_int);
	k.p_long = build_ptr(k.b, k.t_long);
	k.t_struct = build_struct(k.b, "inner", 4);
	k.few = build_array(k.b, k.t_int, k.t_int, 2);
	k.more = build_array(k.b, k.t_int, k.t_int, 4);
	k.color = build_enum(k.b, "color", 4, 0);
	build_struct(k.b, "foo", 64);
	return k;
}

START_TEST(numbers_are_read_by_one_name)
{
	struct kernel old = kernel_new(), new = kernel_new();

	build_member(old.b, "wide", old.t_int, 0);
	build_member(new.b, "wide", new.t_long, 0);
	build_bitfield(old.b, "bits", old.t_int, 64, 3);
	build_bitfield(new.b, "bits", new.t_int, 67, 3);
	build_member(old.b, "moved", old.t_int, 96);
	build_member(new.b, "moved", new.t_int, 128);
	expect_text(suggested(graph_of(old.b), graph_of(new.b)), "both number wide wide\n"
								 "both number bits bits\n"
								 "moved 1, told by -1\n");
}
END_TEST

START_TEST(what_the_loader_tells_apart_is_asked_for)
{
	struct kernel old = kernel_new(), new = kernel_new();

	build_member(old.b, "before", old.t_int, 0);
	build_member(new.b, "after", new.t_int, 0);
	build_member(old.b, "state", old.t_long, 64);
	build_member(new.b, "__state", new.t_int, 64);
	build_member(old.b, "number", old.t_int, 128);
	build_member(new.b, "number", new.color, 128);
	build_member(old.b, "kind", old.t_int, 192);
	build_member(new.b, "kind", new.p_int, 192);
	build_member(old.b, "gone", old.t_struct, 256);
	expect_text(suggested(graph_of(old.b), graph_of(new.b)), "either number before after\n"
								 "either number state __state\n"
								 "either number number number\n"
								 "lone number kind -\n"
								 "lone pointer - kind\n"
								 "lone other gone -\n"
								 "moved 0, told by 3\n");
}
END_TEST

START_TEST(what_the_loader_takes_for_the_same_is_said)
{
	struct kernel old = kernel_new(), new = kernel_new();

	build_member(old.b, "pointer", old.p_int, 0);
	build_member(new.b, "pointer", new.p_long, 0);
	build_member(old.b, "array", old.few, 64);
	build_member(new.b, "array", new.more, 64);
	expect_text(suggested(graph_of(old.b), graph_of(new.b)), "both pointer? pointer pointer\n"
								 "both other array array\n"
								 "moved 0, told by -1\n");
}
END_TEST

START_TEST(any_two_graphs_have_suggestions)
{
	for (uint64_t seed = 0; seed < 150; seed++) {
		struct build *old = wild(seed, false), *new = wild(seed + 1, false);

		if (old && new)
			ck_assert_ptr_nonnull(suggested(graph_of(old), graph_of(new)));
	}
}
END_TEST

TEST_SUITE(suggest, numbers_are_read_by_one_name, what_the_loader_tells_apart_is_asked_for,
	   what_the_loader_takes_for_the_same_is_said, any_two_graphs_have_suggestions)
