// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Split BTF and bases that are not its own. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* What becomes of `split` on `base`, whatever it was built for. */
static struct bk_error *try_on(const struct build *base, const struct build *split)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;

	return bk_graph_create(build_bytes(split), graph_of(base), &graph);
}

/* int and a struct, 14 bytes of strings; `name` is that of the struct. */
static struct build *kernel(const char *name, uint32_t size)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, name, size);
	return b;
}

START_TEST(the_right_base_fits)
{
	struct build *base = kernel("list_head", 16), *b = build_split(base);

	build_struct(b, "device", 16);
	build_member(b, "list_head", 2, 0);
	expect_ok(try_on(base, b));
	expect_ok(try_on(kernel("list_head", 16), b)); /* made again: the same */
	expect_ok(try_on(kernel("list_haed", 8), b));  /* nothing tells */
}
END_TEST

START_TEST(complete_btf_takes_no_base)
{
	struct build *complete = kernel("task_struct", 64);

	expect_fails(try_on(kernel("list_head", 16), complete),
		     "does not fit the base: it is not split BTF, it is complete by itself");
	expect_fails(try_on(complete, complete), "it is not split BTF");
}
END_TEST

START_TEST(btf_without_types_goes_on_any_base)
{
	struct build *base = kernel("list_head", 16), *b = build_new();

	expect_ok(try_on(base, b)); /* with the one string that there always is */
	build_strings_raw(b, "", 0);
	expect_ok(try_on(base, b));
}
END_TEST

START_TEST(a_split_may_begin_with_an_empty_string_of_its_own)
{
	struct build *base = kernel("list_head", 16), *b = build_split(base);

	build_strings_raw(b, "\0device", 8);
	build_struct(b, "", 16);
	build_member(b, "list_head", 2, 0);
	build_patch(b, 3, BUILD_NAME, 16);
	expect_raw(b, "[3] STRUCT 'device' size=16 vlen=1\n"
		      "\t'list_head' type_id=2 bits_offset=0\n");
}
END_TEST

START_TEST(a_base_with_fewer_types_is_refused)
{
	struct build *base = kernel("list_head", 16), *b, *short_base = build_new();

	build_ptr(base, 2);
	b = build_split(base);
	build_typedef(b, "pointer", 3);
	build_int(short_base, "long name that is as long", 4, 0);
	/* its ids shift too, and so the typedef is of itself */
	expect_fails(try_on(short_base, b), "type 3 does not exist (ids end at 2)");
}
END_TEST

/* ---- names ---- */

static void add_type_name(struct build *b, const char *name)
{
	build_typedef(b, name, 1);
}

static void add_member_name(struct build *b, const char *name)
{
	build_struct(b, "", 4);
	build_member(b, name, 1, 0);
}

static void add_enumerator_name(struct build *b, const char *name)
{
	build_enum(b, "", 4, 0);
	build_value(b, "", 0);
	build_value(b, name, 0);
}

static void add_enum64_name(struct build *b, const char *name)
{
	build_enum64(b, "", 8, 0);
	build_value(b, name, 0);
}

static void add_param_name(struct build *b, const char *name)
{
	build_proto(b, 0);
	build_param(b, name, 1);
}

START_TEST(names_that_begin_inside_a_string_tell_a_wrong_base)
{
	static const struct {
		void (*add)(struct build *b, const char *name);
		const char *type;
	} cases[] = {
		{ add_type_name, "type 3 (TYPEDEF xtra)" }, { add_member_name, "type 3 (STRUCT)" },
		{ add_enumerator_name, "type 3 (ENUM)" },   { add_enum64_name, "type 3 (ENUM64)" },
		{ add_param_name, "type 3 (FUNC_PROTO)" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct build *base = build_new(), *wrong = build_new(), *b;

		build_int(base, "i32", 4, 0);
		build_int(base, "word", 4, 0);
		build_int(wrong, "i32", 4, 0);
		build_int(wrong, "xtra", 4, 0);
		build_patch(wrong, 2, BUILD_NAME, 0);
		build_strings_raw(wrong, "\0ext\xffxtra",
				  10); /* where the base has "i32", "word" */
		b = build_split(base);
		cases[i].add(b, "word");
		expect_ok(try_on(base, b));
		expect_fails(
			try_on(wrong, b),
			keep_format("does not fit the base: .BTF+0x18: %s: name offset 5 is the "
				    "middle of a string of the base ('xtra')",
				    cases[i].type));
	}
}
END_TEST

START_TEST(where_the_base_stores_names_as_tails_they_prove_nothing)
{
	struct build *base = build_new(), *b;

	build_struct(base, "my_struct", 4);
	build_struct(base, "", 4);
	build_patch(base, 2, BUILD_NAME, build_string(base, "my_struct") + 3);
	b = build_split(base);
	build_typedef(b, "", 2);
	build_patch(b, 3, BUILD_NAME, 1 + 3);
	expect_raw(b, "[3] TYPEDEF 'struct' type_id=2\n");
}
END_TEST

START_TEST(own_names_may_be_tails)
{
	struct build *b = build_split(kernel("list_head", 16));

	build_typedef(b, "u_int", 1);
	build_typedef(b, "", 1);
	build_patch(b, 4, BUILD_NAME, build_string(b, "u_int") + 2);
	expect_raw(b, "[3] TYPEDEF 'u_int' type_id=1\n"
		      "[4] TYPEDEF 'int' type_id=1\n");
}
END_TEST

/* The byte before a string section belongs to something else. */
START_TEST(the_first_string_of_a_middle_split_begins_at_its_beginning)
{
	struct build *base = kernel("list_head", 16), *middle = build_split(base), *b;

	build_string(middle, "first");
	build_decl_tag(middle, "second", 2, -1); /* ends with ff ff ff ff */
	b = build_split(middle);
	build_typedef(b, "first", 1);
	expect_raw(b, "[4] TYPEDEF 'first' type_id=1\n");
}
END_TEST

/* ---- sizes ---- */

START_TEST(members_that_do_not_fit_tell_a_wrong_base)
{
	struct build *base = kernel("list_head", 16), *b = build_split(base);
	struct build *wrong = kernel("task_head", 24);

	build_struct(b, "device", 24);
	build_member(b, "number", 1, 0);
	build_member(b, "list", 2, 64);
	expect_ok(try_on(base, b));
	expect_fails(try_on(wrong, b), "does not fit the base: .BTF+0x18: type 3 (STRUCT device): "
				       "member 'list' of 24 bytes at 8 does not fit into 24 bytes");

	build_union(b, "", 16);
	build_member(b, "", 2, 0);
	build_patch(b, 3, BUILD_SIZE, 100);
	expect_fails(try_on(wrong, b), "type 4 (UNION): member '' of 24 bytes at 0 does not fit");
}
END_TEST

START_TEST(bitfields_do_not_tell)
{
	struct build *b = build_split(kernel("list_head", 16));

	build_struct(b, "flags", 1);
	build_bitfield(b, "a", 1, 0, 3);
	build_bitfield(b, "b", 1, 3, 5);
	expect_valid(b);
}
END_TEST

START_TEST(sizes_that_overflow_do_not_fit)
{
	struct build *b = build_split(kernel("list_head", 16));

	build_array(b, 2, 1, UINT32_MAX);
	build_array(b, 3, 1, UINT32_MAX);
	build_array(b, 4, 1, UINT32_MAX);
	build_struct(b, "huge", UINT32_MAX);
	build_member(b, "m", 5, 0xfffffff8);
	expect_error(b, "member 'm' of 18446744073709551615 bytes at 536870911 does not fit into "
			"4294967295 bytes");
}
END_TEST

TEST_SUITE(base_fit, the_right_base_fits, complete_btf_takes_no_base,
	   btf_without_types_goes_on_any_base, a_split_may_begin_with_an_empty_string_of_its_own,
	   a_base_with_fewer_types_is_refused, names_that_begin_inside_a_string_tell_a_wrong_base,
	   where_the_base_stores_names_as_tails_they_prove_nothing, own_names_may_be_tails,
	   the_first_string_of_a_middle_split_begins_at_its_beginning,
	   members_that_do_not_fit_tell_a_wrong_base, bitfields_do_not_tell,
	   sizes_that_overflow_do_not_fit)
