// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which types of a kernel stand for those of a distilled base. */
#include "btfkit/graph/distilled.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* The ids that the types of `distilled` have in `base`, as "3 7"; `split` may be NULL. */
static struct bk_error *match(const struct build *distilled, const struct build *split,
			      const struct build *base, char **text)
{
	const struct bk_graph *graph =
		graph_of(split ? split : build_split((struct build *)(uintptr_t)distilled));
	BK_AUTOFREE uint32_t *ids = NULL;

	*text = keep_format("%s", "");
	BK_TRY(bk_distilled_match(graph, graph_of(base), &ids));
	ck_assert_uint_eq(ids[0], 0);
	for (uint32_t id = 1; id < bk_graph_count(graph->base); id++)
		*text = keep_format("%s%s%u", *text, id > 1 ? " " : "", ids[id]);
	return NULL;
}

static void expect_match(const struct build *distilled, const struct build *split,
			 const struct build *base, const char *ids)
{
	char *text;

	expect_ok(match(distilled, split, base, &text));
	ck_assert_str_eq(text, ids);
}

static void expect_mismatch(const struct build *distilled, const struct build *split,
			    const struct build *base, const char *error)
{
	char *text;

	expect_fails(match(distilled, split, base, &text), error);
}

START_TEST(each_kind_finds_its_like)
{
	struct build *distilled = build_new(), *base = build_new();

	build_int(distilled, "int", 4, BK_INT_SIGNED);
	build_float(distilled, "double", 8);
	build_struct(distilled, "s", 16);
	build_union(distilled, "u", 8);
	build_enum(distilled, "e", 4, 0);
	build_enum(distilled, "e64", 8, 0);
	build_fwd_struct(distilled, "fs");
	build_fwd_union(distilled, "fu");

	build_typedef(base, "int", 0);
	build_fwd_union(base, "fu");
	build_fwd_struct(base, "fs");
	build_enum64(base, "e64", 8, 0);
	build_value(base, "A", 1);
	build_enum(base, "e", 4, 0);
	build_value(base, "B", 1);
	build_union(base, "u", 8);
	build_struct(base, "s", 16);
	build_float(base, "double", 8);
	build_int(base, "int", 4, BK_INT_SIGNED);
	expect_match(distilled, NULL, base, "9 8 7 6 5 4 3 2");
}
END_TEST

/* ---- scalars ---- */

START_TEST(scalars_of_another_size_or_encoding_do_not_match)
{
	struct build *distilled = build_new(), *base = build_new();

	build_int(distilled, "char", 1, BK_INT_SIGNED);
	build_float(distilled, "double", 8);
	build_enum(distilled, "e", 4, 0);
	build_int(distilled, "bits", 4, 0);
	build_int(base, "char", 1, 0);
	build_float(base, "double", 4);
	build_enum(base, "e", 8, 0);
	build_int_bits(base, "bits", 4, 0, 0, 3);
	expect_mismatch(distilled, NULL, base,
			".BTF.base+0x18: type 1 (INT char): in the base (type 1) it is encoded in "
			"another way (3 more types do not match)");
	build_int(base, "char", 1, BK_INT_SIGNED);
	expect_mismatch(
		distilled, NULL, base,
		"type 2 (FLOAT double): it must have 8 bytes, but that of the base (type 2) "
		"has 4 (2 more types do not match)");
	build_float(base, "double", 8);
	expect_mismatch(
		distilled, NULL, base,
		"type 3 (ENUM e): it must have 4 bytes, but that of the base (type 3) has 8 "
		"(1 more type does not match)");
	build_enum(base, "e", 4, 0);
	expect_mismatch(distilled, NULL, base, "type 4 (INT bits): in the base (type 4)");
	build_int(base, "bits", 4, 0);
	expect_match(distilled, NULL, base, "5 6 7 8");
}
END_TEST

START_TEST(the_first_of_equal_scalars_will_do)
{
	struct build *distilled = build_new(), *base = build_new();

	build_int(distilled, "int", 4, BK_INT_SIGNED);
	build_float(distilled, "float", 4);
	build_fwd_struct(distilled, "s");
	for (int i = 0; i < 2; i++) {
		build_int(base, "int", 4, BK_INT_SIGNED);
		build_float(base, "float", 4);
		build_fwd_struct(base, "s");
	}
	expect_match(distilled, NULL, base, "1 2 3");
}
END_TEST

START_TEST(an_enumeration_is_rather_one_with_enumerators)
{
	struct build *distilled = build_new(), *base = build_new();

	build_enum(distilled, "e", 4, 0);
	build_enum(base, "e", 4, 0);
	expect_match(distilled, NULL, base, "1");
	build_enum(base, "e", 4, 0);
	build_value(base, "A", 0);
	expect_match(distilled, NULL, base, "2");
	build_enum(base, "e", 4, 0);
	build_value(base, "B", 0);
	expect_mismatch(distilled, NULL, base,
			"type 1 (ENUM e): the base has several of that name and size, types 2 and "
			"3: which one is meant cannot be told");
}
END_TEST

/* ---- structs and unions ---- */

/* A struct of 100 bytes that holds `type` in its first member. */
static struct build *holder(struct build *distilled, uint32_t (*wrap)(struct build *, uint32_t))
{
	struct build *split = build_split(distilled);
	uint32_t type = wrap(split, 1);

	build_struct(split, "holder", 100);
	build_member(split, "m", type, 0);
	/* what comes behind it must not hide it */
	build_ptr(split, 1);
	build_ptr(split, 2);
	return split;
}

static uint32_t plain(struct build *b, uint32_t type)
{
	(void)b;
	return type;
}

static uint32_t in_array(struct build *b, uint32_t type)
{
	return build_array(b, build_typedef(b, "t", build_array(b, build_const(b, type), 2, 1)), 2,
			   1);
}

START_TEST(held_by_value_the_size_must_be_the_same)
{
	static uint32_t (*const wraps[])(struct build *, uint32_t) = { plain, build_const,
								       build_volatile, in_array };

	for (size_t i = 0; i < sizeof(wraps) / sizeof(*wraps); i++) {
		struct build *distilled = build_new(), *base = build_new(), *split;

		build_struct(distilled, "list", 16);
		build_int(distilled, "int", 4, 0);
		split = holder(distilled, wraps[i]);
		build_int(base, "int", 4, 0);
		build_struct(base, "list", 24);
		expect_mismatch(
			distilled, split, base,
			"type 1 (STRUCT list): it must have 16 bytes (it is held by value), "
			"but that of the base (type 2) has 24");
		build_struct(base, "list", 16);
		expect_match(distilled, split, base, "3 1");
		build_struct(base, "list", 16);
		expect_mismatch(distilled, split, base,
				"several of that name and size, types 3 and 4");
	}
}
END_TEST

START_TEST(a_fwd_does_not_stand_for_what_is_held_by_value)
{
	struct build *distilled = build_new(), *base = build_new(), *split;

	build_union(distilled, "u", 16);
	build_int(distilled, "int", 4, 0);
	split = holder(distilled, plain);
	build_int(base, "int", 4, 0);
	build_fwd_union(base, "u");
	expect_mismatch(distilled, split, base,
			"type 1 (UNION u): in the base it is of another kind: type 2 (FWD of a "
			"union)");
	expect_match(distilled, NULL, base, "2 1"); /* but for what is pointed to */
}
END_TEST

START_TEST(behind_a_pointer_any_size_will_do)
{
	struct build *distilled = build_new(), *base = build_new(), *split;

	build_struct(distilled, "list", 16);
	build_int(distilled, "int", 4, 0);
	split = holder(distilled, build_ptr);
	build_int(base, "int", 4, 0);
	build_fwd_struct(base, "list");
	expect_match(distilled, split, base, "2 1");
	build_struct(base, "list", 24);
	expect_match(distilled, split, base, "3 1");
	build_struct(base, "list", 32);
	expect_mismatch(distilled, split, base,
			"type 1 (STRUCT list): the base has several of that name, types 3 and 4, "
			"and none of that size: which one is meant cannot be told");
	build_struct(base, "list", 16);
	expect_match(distilled, split, base, "5 1");
}
END_TEST

START_TEST(kinds_are_told_apart)
{
	struct build *distilled = build_new(), *base = build_new();

	build_struct(distilled, "s", 4);
	build_enum(base, "s", 4, 0);
	build_value(base, "A", 0);
	build_union(base, "s", 4);
	build_fwd_union(base, "s");
	expect_mismatch(distilled, NULL, base,
			"type 1 (STRUCT s): in the base it is of another kind: type 1 (ENUM)");
	build_struct(base, "s", 4);
	expect_match(distilled, NULL, base, "4");
}
END_TEST

/* ---- FWDs ---- */

/* A struct with bitfields and a plain union are those that libbpf refuses. */
START_TEST(a_fwd_finds_records_of_its_own_kind)
{
	struct build *distilled = build_new(), *base = build_new();

	build_fwd_struct(distilled, "s");
	build_fwd_struct(distilled, "bits");
	build_fwd_union(distilled, "u");
	build_fwd_union(distilled, "u_bits");
	build_int(base, "int", 4, 0);
	build_struct(base, "s", 4);
	build_member(base, "m", 1, 0);
	build_struct(base, "bits", 4);
	build_bitfield(base, "m", 1, 0, 3);
	build_union(base, "u", 4);
	build_member(base, "m", 1, 0);
	build_union(base, "u_bits", 4);
	build_bitfield(base, "m", 1, 0, 3);
	expect_match(distilled, NULL, base, "2 3 4 5");
}
END_TEST

START_TEST(a_fwd_takes_no_record_of_the_other_kind)
{
	struct build *distilled = build_new(), *base = build_new();

	build_fwd_struct(distilled, "s");
	build_union(base, "s", 4);
	expect_mismatch(distilled, NULL, base,
			"type 1 (FWD s): in the base it is of another kind: type 1 (UNION)");
	build_fwd_union(base, "s");
	expect_mismatch(distilled, NULL, base, "of another kind: type 2 (FWD of a union)");
	build_struct(base, "s", 4);
	expect_match(distilled, NULL, base, "3");
}
END_TEST

START_TEST(a_fwd_is_rather_a_fwd)
{
	struct build *distilled = build_new(), *base = build_new();

	build_fwd_struct(distilled, "s");
	build_struct(base, "s", 4);
	build_struct(base, "s", 8);
	expect_mismatch(distilled, NULL, base, "the base has several of that name, types 1 and 2");
	build_fwd_struct(base, "s");
	expect_match(distilled, NULL, base, "3");
}
END_TEST

/* ---- what is no distilled base, or none of this kernel ---- */

START_TEST(names_that_are_nowhere_are_told)
{
	struct build *distilled = build_new(), *base = build_new();

	build_struct(distilled, "gone", 4);
	build_typedef(base, "gone", 0); /* no kind that could stand for it */
	expect_mismatch(distilled, NULL, base,
			".BTF.base+0x18: type 1 (STRUCT gone): the base has no type of that name");
}
END_TEST

START_TEST(distilled_bases_hold_named_types_of_some_kinds)
{
	struct build *base = build_new(), *distilled = build_new();

	build_int(base, "int", 4, 0);
	build_ptr(distilled, 0);
	expect_mismatch(distilled, NULL, base,
			".BTF.base+0x18: type 1 (PTR): a distilled base has no such kinds");
	distilled = build_new();
	build_enum64(distilled, "e", 8, 0);
	expect_mismatch(distilled, NULL, base, "type 1 (ENUM64 e): a distilled base has no such");
	distilled = build_new();
	build_struct(distilled, "", 4);
	expect_mismatch(distilled, NULL, base,
			"type 1 (STRUCT): a distilled base has no types without a name");
	distilled = build_new();
	build_layout(distilled, 77, 0, 0);
	build_record(distilled, 77, "new", 0);
	expect_mismatch(distilled, NULL, base,
			"type 1 (UNKNOWN new): a distilled base has no such");
}
END_TEST

/* As many comparisons as there are pairs: that must end before they are made. */
START_TEST(crowds_of_one_name_are_refused)
{
	struct build *base = build_new(), *distilled = build_new();

	for (uint32_t i = 0; i < 10000; i++) {
		build_struct(distilled, "s", i);
		build_union(base, "s", i);
	}
	expect_mismatch(distilled, NULL, base,
			"type 1 (STRUCT s): in the base it is of another kind");
}
END_TEST

TEST_SUITE(distilled, each_kind_finds_its_like, scalars_of_another_size_or_encoding_do_not_match,
	   the_first_of_equal_scalars_will_do, an_enumeration_is_rather_one_with_enumerators,
	   held_by_value_the_size_must_be_the_same, a_fwd_does_not_stand_for_what_is_held_by_value,
	   behind_a_pointer_any_size_will_do, kinds_are_told_apart,
	   a_fwd_finds_records_of_its_own_kind, a_fwd_takes_no_record_of_the_other_kind,
	   a_fwd_is_rather_a_fwd, names_that_are_nowhere_are_told,
	   distilled_bases_hold_named_types_of_some_kinds, crowds_of_one_name_are_refused)
