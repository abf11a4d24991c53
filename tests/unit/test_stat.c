// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What a BTF is made of; what its types have in common; the rules that the command's cases cannot try. */
#include "btfkit/stat/stat.h"

#include "tests/unit/support/expect.h"
#include "tests/unit/support/renumber.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/zoo.h"

#include <time.h>

/* Statistics with all examples there are, kept; `release` may be NULL. */
static const struct bk_stat *stat_at(const char *file, int line, const struct bk_graph *graph,
				     const char *release)
{
	const struct bk_stat_options options = { .release = release, .top = UINT32_MAX };
	struct bk_stat *stat;

	expect_ok_at(file, line, bk_stat_create(graph, &options, &stat));
	return keep(stat);
}

#define stat_of(b) stat_at(EXPECT_HERE, graph_of(b), NULL)

static const struct bk_finding *finding(const struct bk_stat *stat, const char *rule)
{
	for (size_t i = 0; i < stat->findings.count; i++)
		if (strcmp(stat->findings.at[i].rule, rule) == 0)
			return &stat->findings.at[i];
	return NULL;
}

/* The only example of a rule; it must have counted one. */
static const char *example(const struct bk_stat *stat, const char *rule)
{
	const struct bk_finding *found = finding(stat, rule);

	ck_assert_msg(found != NULL, "nothing found by %s", rule);
	ck_assert_uint_eq(found->count, 1);
	ck_assert_uint_eq(found->examples.count, 1);
	return found->examples.at[0].text;
}

static void expect_tally(struct bk_tally tally, uint64_t count, uint64_t bytes)
{
	ck_assert_uint_eq(tally.count, count);
	ck_assert_uint_eq(tally.bytes, bytes);
}

START_TEST(counts_add_up)
{
	const struct bk_graph *graph = graph_of(zoo(build_new()));
	const struct bk_stat *stat = stat_at(EXPECT_HERE, graph, NULL);
	struct bk_tally sum = { 0 };

	for (uint32_t kind = 0; kind <= BK_KIND_MAX; kind++) {
		sum.count += stat->kinds[kind].count;
		sum.bytes += stat->kinds[kind].bytes;
	}
	expect_tally(sum, bk_graph_count(graph) - 1, stat->header.types.size);
	expect_tally(stat->types, sum.count, sum.bytes);
	ck_assert_uint_eq(stat->strings.bytes, graph->strings.size);
	ck_assert_uint_eq(stat->outside_bytes, 0);
	for (enum bk_kind kind = BK_KIND_INT; kind < BK_KIND_COUNT; kind++)
		ck_assert_msg(stat->kinds[kind].count > 0, "no %s", bk_kind_name(kind));
}
END_TEST

START_TEST(largest_come_first)
{
	const struct bk_graph *graph = graph_of(zoo(build_new()));
	const struct bk_stat *all = stat_at(EXPECT_HERE, graph, NULL);
	const struct bk_stat_options few = { .top = 3 };
	struct bk_stat *stat;

	ck_assert_uint_eq(all->largest_records.count, all->types.count);
	ck_assert_uint_eq(all->largest_types.count,
			  all->kinds[BK_KIND_STRUCT].count + all->kinds[BK_KIND_UNION].count);
	for (size_t i = 1; i < all->largest_records.count; i++) {
		struct bk_large_type a = all->largest_records.at[i - 1];
		struct bk_large_type b = all->largest_records.at[i];

		ck_assert(a.bytes > b.bytes || (a.bytes == b.bytes && a.id < b.id));
	}
	expect_ok(bk_stat_create(graph, &few, &stat));
	ck_assert_uint_eq(stat->largest_records.count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(stat->largest_records.at[i].id, all->largest_records.at[i].id);
		ck_assert_uint_eq(stat->largest_types.at[i].id, all->largest_types.at[i].id);
	}
	bk_stat_destroy(stat);
}
END_TEST

START_TEST(names_may_begin_inside_of_strings)
{
	struct build *b = build_new();
	uint32_t t = build_int(b, "x", 4, 0);

	build_strings_raw(b, "\0unsigned int\0int\0lost\0int", 27);
	build_patch(b, t, BUILD_NAME, 10); /* the end of "unsigned int" */
	expect_tally(stat_of(b)->unreferenced_strings, 3, 4 + 5 + 4);
	expect_tally(stat_of(b)->repeated_strings, 1, 4);
	expect_tally(stat_of(b)->strings, 5, 27);
}
END_TEST

START_TEST(equal_types_are_equal_through_others)
{
	struct build *b = build_new();

	build_int(b, "int", 4, 0);
	for (int i = 0; i < 2; i++) { /* a circle of two structs, twice */
		uint32_t node = build_struct(b, "node", 16);

		build_member(b, "next", node + 1, 0);
		build_member(b, "other", node + 3, 64);
		build_ptr(b, node);
		build_struct(b, "other", 8);
		build_member(b, "node", node + 1, 0);
		build_ptr(b, node + 2);
	}
	ck_assert_uint_eq(stat_of(b)->shared_names, 2);
	ck_assert_uint_eq(stat_of(b)->sharing_types, 4);
	ck_assert_uint_eq(stat_of(b)->differing_names, 0);
	ck_assert_uint_eq(stat_of(b)->repeated_types.count, 4);
	ck_assert_ptr_null(finding(stat_of(b), "types-differ"));
}
END_TEST

/* Two `struct pair` whose members are of types `a` and `b`. */
static const char *difference(struct build *b, uint32_t type_a, uint32_t type_b)
{
	build_struct(b, "pair", 64);
	build_member(b, "m", type_a, 0);
	build_struct(b, "pair", 64);
	build_member(b, "m", type_b, 0);
	return strstr(example(stat_of(b), "types-differ"), ": ") + 2;
}

START_TEST(differences_are_told_shortly)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, 0), t_long = build_int(b, "long", 8, 0);
	uint32_t two, three;

	ck_assert_str_eq(difference(b, t_int, t_long), "member 'm' is int, then long");
	b = build_new();
	t_int = build_int(b, "int", 4, 0);
	two = build_array(b, t_int, t_int, 2);
	three = build_array(b, t_int, t_int, 3);
	ck_assert_str_eq(difference(b, two, three), "member 'm' is int[2], then int[3]");
}
END_TEST

START_TEST(differences_are_found_in_what_is_anonymous)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, 0), left, right;

	left = build_union(b, "", 4);
	build_member(b, "a", t_int, 0);
	right = build_union(b, "", 4);
	build_member(b, "b", t_int, 0);
	left = build_ptr(b, left);
	right = build_ptr(b, right);
	ck_assert_str_eq(difference(b, left, right), "member 'm': member 1 is 'a', then 'b'");
}
END_TEST

START_TEST(a_forward_is_what_it_declares)
{
	struct build *b = build_new();
	uint32_t fwd = build_fwd_struct(b, "page"), page = build_struct(b, "page", 4);
	uint32_t to_fwd = build_ptr(b, fwd), to_page = build_ptr(b, page);

	build_struct(b, "user", 8);
	build_member(b, "page", to_fwd, 0);
	build_struct(b, "user", 8);
	build_member(b, "page", to_page, 0);
	ck_assert_uint_eq(stat_of(b)->shared_names, 1);
	ck_assert_uint_eq(stat_of(b)->differing_names, 0);
	ck_assert_ptr_null(finding(stat_of(b), "fwd-unresolved"));
	ck_assert_str_eq(example(stat_of(b), "fwd-kept"), "struct page [1]");
}
END_TEST

/* A kernel as far as the rules can tell. */
static struct build *kernel(void)
{
	struct build *b = build_new();

	build_struct(b, "task_struct", 4);
	build_func(b, "schedule", build_proto(b, 0), BK_LINKAGE_STATIC);
	return b;
}

static bool misses_kfuncs(struct build *b, const char *release)
{
	return finding(stat_at(EXPECT_HERE, graph_of(b), release), "kfuncs-untagged") != NULL;
}

START_TEST(kfuncs_are_missed_in_new_kernels_only)
{
	struct build *b = kernel();

	ck_assert(!misses_kfuncs(b, NULL));
	ck_assert(!misses_kfuncs(b, "6.9.12"));
	ck_assert(!misses_kfuncs(b, "5.19.0-1025-aws"));
	ck_assert(!misses_kfuncs(b, "6"));
	ck_assert(!misses_kfuncs(b, "next"));
	ck_assert(misses_kfuncs(b, "6.10"));
	ck_assert(misses_kfuncs(b, "6.12.117+deb12-amd64"));
	ck_assert(misses_kfuncs(b, "7.0.1"));
	build_func(b, "bpf_wq_init", 2, BK_LINKAGE_STATIC);
	ck_assert(misses_kfuncs(b, NULL));
	ck_assert(!misses_kfuncs(b, "6.9.12"));
	build_decl_tag(b, "bpf_kfunc", build_next_id(b) - 1, -1);
	ck_assert(!misses_kfuncs(b, "6.12"));
}
END_TEST

START_TEST(figures_do_not_depend_on_numbering)
{
	const struct bk_graph *graph = graph_of(zoo(build_new()));
	const struct bk_stat *stat = stat_at(EXPECT_HERE, graph, NULL);

	for (uint64_t seed = 0; seed < 20; seed++) {
		struct bk_graph *other;
		const struct bk_stat *got;

		expect_ok(bk_graph_create(renumber(graph, seed), NULL, &other));
		got = stat_at(EXPECT_HERE, keep(other), NULL);
		ck_assert_mem_eq(got->kinds, stat->kinds, sizeof(stat->kinds));
		ck_assert_uint_eq(got->shared_names, stat->shared_names);
		ck_assert_uint_eq(got->sharing_types, stat->sharing_types);
		ck_assert_uint_eq(got->differing_names, stat->differing_names);
	}
}
END_TEST

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

START_TEST(many_types_of_one_name_take_no_square)
{
	enum { MANY = 60000 };
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, 0);
	const struct bk_stat *stat;
	double start;

	for (int i = 0; i < MANY; i++) {
		build_fwd_struct(b, "same");
		build_fwd_union(b, "same");
		build_typedef(b, "same", t_int);
		build_struct(b, "same", 4 * (i % 1000));
	}
	start = seconds();
	stat = stat_of(b);
	ck_assert_msg(seconds() - start < 20, "%g seconds", seconds() - start);
	ck_assert_uint_eq(stat->shared_names, 2);
	ck_assert_uint_eq(stat->sharing_types, 2 * MANY);
	ck_assert_uint_eq(stat->differing_names, 1);
	ck_assert_uint_eq(finding(stat, "fwd-kept")->count, MANY);
	ck_assert_uint_eq(finding(stat, "fwd-unresolved")->count, MANY);
}
END_TEST

/* Structs of one name, each of whose members is the next: they can be told apart round by round. */
START_TEST(what_takes_too_long_to_compare_is_said)
{
	enum { MANY = 3000 };
	struct build *b = build_new();
	const struct bk_stat *stat;
	char *name = keep_zeros(2001);

	memset(name, 'x', 2000);
	build_int(b, "int", 4, 0);
	for (uint32_t i = 0; i < MANY; i++) {
		build_struct(b, "link", 8);
		build_member(b, name, i + 1 < MANY ? 4 + 2 * i + 1 : 1, 0);
		build_ptr(b, i + 1 < MANY ? 2 * i + 4 : 1);
	}
	stat = stat_of(b);
	ck_assert(!stat->is_compared);
	ck_assert_uint_eq(stat->differing_names, 0);
	ck_assert_ptr_nonnull(finding(stat, "not-compared"));
	ck_assert_ptr_null(finding(stat, "types-differ"));
}
END_TEST

START_TEST(examples_of_any_length_are_cut)
{
	struct build *b = build_new();
	char *name = keep_zeros((1 << 16) + 1);
	const char *text;

	memset(name, 'x', (1 << 16) - 1);
	build_fwd_struct(b, name);
	text = example(stat_of(b), "fwd-unresolved");
	ck_assert_uint_lt(strlen(text), 500);

	name[1000] = '\0';
	b = build_new();
	build_fwd_struct(b, name);
	text = example(stat_of(b), "fwd-unresolved");
	ck_assert_uint_eq(strlen(text), 403);
	ck_assert_str_eq(text + 398, "xx...");
}
END_TEST

TEST_SUITE(stat, counts_add_up, largest_come_first, names_may_begin_inside_of_strings,
	   equal_types_are_equal_through_others, differences_are_told_shortly,
	   differences_are_found_in_what_is_anonymous, a_forward_is_what_it_declares,
	   kfuncs_are_missed_in_new_kernels_only, figures_do_not_depend_on_numbering,
	   many_types_of_one_name_take_no_square, what_takes_too_long_to_compare_is_said,
	   examples_of_any_length_are_cut)
