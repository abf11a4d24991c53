// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Digests: equal for equal types, whatever their ids, and different for all others. */
#include "btfkit/cgen/digest.h"

#include "tests/unit/support/expect.h"
#include "tests/unit/support/renumber.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/zoo.h"

/* A digester that knows nothing of names. What it holds is kept. */
static struct bk_digester *digester_of(const struct bk_graph *graph)
{
	struct bk_digester *digester = keep_zeros(sizeof(*digester));
	uint32_t *canon = keep_zeros(4ull * bk_graph_count(graph));

	for (uint32_t id = 0; id < bk_graph_count(graph); id++)
		canon[id] = id;
	digester->graph = graph;
	digester->canon = canon;
	return digester;
}

static struct bk_digest digest_in(const struct bk_graph *graph, uint32_t id)
{
	struct bk_digester *digester = digester_of(graph);
	struct bk_digest digest;

	ck_assert(bk_digest_type(digester, id, &digest));
	bk_digester_deinit(digester);
	return digest;
}

/* The digest of the type made last. */
static struct bk_digest digest_of(const struct build *b)
{
	return digest_in(graph_of(b), build_next_id(b) - 1);
}

static void expect_same(const struct build *a, const struct build *b)
{
	ck_assert_int_eq(bk_digest_compare(digest_of(a), digest_of(b)), 0);
}

static void expect_other(const struct build *a, const struct build *b)
{
	int order = bk_digest_compare(digest_of(a), digest_of(b));

	ck_assert_int_ne(order, 0);
	ck_assert_int_eq(order, -bk_digest_compare(digest_of(b), digest_of(a)));
}

/* struct s { int i; } with what differs as arguments, behind `before` other types. */
static struct build *simple(int before, const char *name, const char *member, uint32_t offset_bits,
			    uint32_t size)
{
	struct build *b = build_new();
	uint32_t t_int;

	for (int i = 0; i < before; i++)
		build_ptr(b, 0);
	t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, name, size);
	build_member(b, member, t_int, offset_bits);
	return b;
}

START_TEST(ids_do_not_count)
{
	expect_same(simple(0, "s", "i", 0, 4), simple(7, "s", "i", 0, 4));
	expect_same(simple(0, "", "i", 0, 4), simple(7, "", "i", 0, 4));
}
END_TEST

START_TEST(content_counts)
{
	struct build *s = simple(0, "s", "i", 0, 8), *other;

	expect_other(s, simple(0, "t", "i", 0, 8));
	expect_other(s, simple(0, "s", "j", 0, 8));
	expect_other(s, simple(0, "s", "i", 32, 8));
	expect_other(s, simple(0, "s", "i", 0, 12));
	other = simple(0, "s", "i", 0, 8);
	build_member(other, "k", 1, 32);
	expect_other(s, other);
	other = simple(0, "s", "i", 0, 8);
	build_kind_flag(other);
	expect_other(s, other);
	other = build_new();
	build_int(other, "int", 4, BK_INT_SIGNED);
	build_union(other, "s", 8);
	build_member(other, "i", 1, 0);
	expect_other(s, other);
	other = build_new();
	build_int(other, "int", 4, 0); /* not signed */
	build_struct(other, "s", 8);
	build_member(other, "i", 1, 0);
	expect_other(s, other);
}
END_TEST

static struct build *an_enum(const char *name, int64_t value, uint32_t size, uint32_t encoding)
{
	struct build *b = build_new();

	build_enum64(b, "", size, encoding);
	build_value(b, name, value);
	return b;
}

START_TEST(enumerators_count)
{
	struct build *e = an_enum("A", 1, 8, 0);

	expect_same(e, an_enum("A", 1, 8, 0));
	expect_other(e, an_enum("B", 1, 8, 0));
	expect_other(e, an_enum("A", 0x100000001, 8, 0));
	expect_other(e, an_enum("A", 1, 4, 0));
	expect_other(e, an_enum("A", 1, 8, BK_INT_SIGNED));
}
END_TEST

/* What a pointer leads to counts by its name, if it has one, and by content else. */
START_TEST(names_stand_for_content)
{
	struct build *list[4];

	for (int i = 0; i < 4; i++) {
		struct build *b = list[i] = build_new();
		uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), inner;

		inner = build_struct(b, i < 2 ? "inner" : "", 8);
		build_member(b, i % 2 ? "one" : "other", t_int, 0);
		inner = build_ptr(b, inner);
		build_struct(b, "outer", 8);
		build_member(b, "inner", inner, 0);
	}
	expect_same(list[0], list[1]);
	expect_other(list[2], list[3]);
	expect_other(list[0], list[2]);
}
END_TEST

static struct build *chain(int kind, uint32_t count)
{
	struct build *b = build_new();
	uint32_t type = build_int(b, "int", 4, BK_INT_SIGNED);

	switch (kind) {
	case 0:
		type = build_ptr(b, type);
		break;
	case 1:
		type = build_array(b, type, 1, count);
		break;
	case 2:
		type = build_const(b, type);
		break;
	case 3:
		type = build_ptr(b, build_type_tag(b, "user", type));
		break;
	case 4:
		type = build_ptr(b, build_type_tag(b, "rcu", type));
		break;
	case 5:
		type = build_ptr(b, build_proto(b, type));
		break;
	case 6:
		type = build_proto(b, type);
		build_param(b, "", 1);
		break;
	case 7:
		type = build_proto(b, type);
		build_param(b, "a", 1);
		break;
	default:
		break;
	}
	build_struct(b, "", 64);
	build_member(b, "m", type, 0);
	return b;
}

START_TEST(all_links_count)
{
	const int kinds = 9;

	for (int i = 0; i < kinds; i++)
		for (int j = 0; j < i; j++)
			expect_other(chain(i, 1), chain(j, 1));
	expect_other(chain(1, 1), chain(1, 2));
}
END_TEST

START_TEST(the_zoo_renumbered)
{
	const struct bk_graph *graph = graph_of(zoo(build_new()));
	struct bk_graph *other;

	for (int seed = 0; seed < 5; seed++) {
		uint32_t found = 0, wanted = 0;

		expect_ok(bk_graph_create(renumber(graph, seed), NULL, &other));
		for (uint32_t id = 1; id < bk_graph_count(graph); id++) {
			struct bk_digest digest = digest_in(graph, id);

			wanted++;
			for (uint32_t i = 1; i < bk_graph_count(other); i++)
				if (bk_digest_compare(digest, digest_in(other, i)) == 0) {
					found++;
					break;
				}
		}
		ck_assert_int_eq(found, wanted);
		bk_graph_destroy(other);
	}
}
END_TEST

/* Types of one name that differ only in what they lead to: rounds tell them apart. */
START_TEST(ambiguous_names_are_refined)
{
	struct build *b = build_new();
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED), ids[6];
	struct bk_digester *digester;

	/* s -> t -> u, twice with an end that differs, and once more like the first */
	for (int i = 0; i < 3; i++) {
		uint32_t u = build_struct(b, "u", 8), t;

		build_member(b, i == 1 ? "y" : "x", t_int, 0);
		t = build_struct(b, "t", 8);
		build_member(b, "u", t + 1, 0);
		build_ptr(b, u);
		ids[i] = build_struct(b, "s", 8);
		build_member(b, "t", ids[i] + 1, 0);
		build_ptr(b, t);
		ids[3 + i] = u;
	}
	digester = digester_of(graph_of(b));
	for (uint32_t id = 1; id < build_next_id(b); id++)
		if (bk_kind_is_record(bk_kind(bk_graph_type(digester->graph, id))))
			ck_assert(bk_array_push(&digester->ambiguous,
						(struct bk_ambiguous){ .id = id }));
	expect_ok(bk_digest_refine(digester));
	for (int i = 0; i < 6; i += 3) {
		const struct bk_ambiguous *first = bk_digest_find(digester, ids[i]);
		const struct bk_ambiguous *second = bk_digest_find(digester, ids[i + 1]);
		const struct bk_ambiguous *third = bk_digest_find(digester, ids[i + 2]);

		ck_assert_int_ne(bk_digest_compare(first->digest, second->digest), 0);
		ck_assert_int_eq(bk_digest_compare(first->digest, third->digest), 0);
	}
	ck_assert_ptr_null(bk_digest_find(digester, t_int));
	bk_digester_deinit(digester);
}
END_TEST

TEST_SUITE(digest, ids_do_not_count, content_counts, enumerators_count, names_stand_for_content,
	   all_links_count, the_zoo_renumbered, ambiguous_names_are_refined)
