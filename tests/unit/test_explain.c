// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Why types of one name are not one. */
#include "btfkit/dedup/explain.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

/* A struct whose first way to a difference is what `tail` makes of it: struct top is type 2. */
static struct build *top(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, "top", 64);
	build_member(b, "same", 1, 0);
	return b;
}

/* Merges two inputs, and returns what keeps their structs `top` apart. */
static const char *why(struct build *first, struct build *second)
{
	const struct bk_dedup_input inputs[] = { { build_bytes(first), "a.o" },
						 { build_bytes(second), "b.o" } };
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };
	BK_AUTO(bk_dedup_auto) struct bk_dedup *dedup = NULL;
	BK_AUTO(bk_explain_auto) struct bk_explain *explain = NULL;

	expect_ok(bk_dedup_create(inputs, 2, &(const struct bk_dedup_options){ 0 }, &dedup));
	expect_ok(bk_selection_add_type(&selection, "struct top"));
	expect_ok(bk_explain_create(dedup, inputs, &selection, false, &explain));
	ck_assert_uint_eq(explain->names.count, 1);
	if (explain->names.at[0].copy_count == 1)
		return "one";
	ck_assert_uint_eq(explain->names.at[0].copy_count, 2);
	ck_assert_uint_eq(explain->differences.count, 1);
	return keep_format("%s", explain->differences.at[0].text);
}

START_TEST(what_is_one_needs_no_reason)
{
	ck_assert_str_eq(why(top(), top()), "one");
}
END_TEST

START_TEST(differences_of_the_struct_itself)
{
	struct build *b = top();

	build_member(b, "more", 1, 32);
	ck_assert_str_eq(why(top(), b), "top: member 'more' is in b.o, not in a.o");
	ck_assert_str_eq(why(b, top()), "top: member 'more' is in a.o, not in b.o");
	b = top();
	build_patch(b, 2, BUILD_SIZE, 68);
	ck_assert_str_eq(why(top(), b), "top: size 64 in a.o, 68 in b.o");
	b = top();
	build_patch(b, 2, BUILD_TAIL + 2, 8);
	ck_assert_str_eq(why(top(), b), "top: member 'same' is at bit 0 in a.o, 8 in b.o");
}
END_TEST

/* struct top { int same; struct middle *ptr; }; struct middle { ...; struct { end_t ends[2]; } in; } */
static struct build *long_way(uint32_t end_size)
{
	struct build *b = top();

	build_member(b, "ptr", 3, 64);
	build_ptr(b, 4);
	build_struct(b, "middle", 32);
	build_member(b, "back", 8, 0);
	build_member(b, "", 5, 64);
	build_struct(b, "", 16);
	build_member(b, "ends", 6, 0);
	build_array(b, 7, 1, 2);
	build_typedef(b, "end_t", 9);
	build_ptr(b, 2);
	build_struct(b, "end", end_size);
	return b;
}

START_TEST(the_way_leads_through_pointers_arrays_and_what_has_no_name)
{
	ck_assert_str_eq(why(long_way(8), long_way(4)),
			 "top.ptr->ends[0] (struct end): size 8 in a.o, 4 in b.o");
}
END_TEST

/* struct top { int same; int (**handler)(PARAM); } */
static struct build *handler(bool is_pointer)
{
	struct build *b = top();

	build_member(b, "handler", 3, 64);
	build_ptr(b, 4);
	build_ptr(b, 5);
	build_proto(b, 1);
	build_param(b, "", 1);
	build_param(b, "", is_pointer ? 6 : 1);
	if (is_pointer)
		build_ptr(b, 1);
	return b;
}

START_TEST(the_way_leads_through_functions)
{
	ck_assert_str_eq(why(handler(false), handler(true)),
			 "top.handler[0](parameter 2): is int in a.o, int * in b.o");
}
END_TEST

START_TEST(the_nearest_difference_is_told)
{
	struct build *a = long_way(8), *b = long_way(4);

	build_patch(b, 4, BUILD_SIZE, 40);
	ck_assert_str_eq(why(a, b), "top.ptr[0] (struct middle): size 32 in a.o, 40 in b.o");
}
END_TEST

/* struct top { int same; struct page *page; }, and a struct page with that member; NULL: declared. */
static struct build *with_page(const char *member)
{
	struct build *b = top();

	build_member(b, "page", 3, 64);
	build_ptr(b, 4);
	if (!member) {
		build_fwd_struct(b, "page");
		return b;
	}
	build_struct(b, "page", 4);
	build_member(b, member, 1, 0);
	return b;
}

START_TEST(a_declaration_differs_from_a_definition)
{
	struct build *builders[] = { with_page("flags"), with_page("count"), with_page(NULL) };
	struct bk_dedup_input inputs[3];
	const struct bk_selection all = { 0 };
	BK_AUTO(bk_dedup_auto) struct bk_dedup *dedup = NULL;
	BK_AUTO(bk_explain_auto) struct bk_explain *explain = NULL;

	for (int i = 0; i < 3; i++)
		inputs[i] = (struct bk_dedup_input){ build_bytes(builders[i]),
						     keep_format("%c.o", 'a' + i) };
	expect_ok(bk_dedup_create(inputs, 3, &(const struct bk_dedup_options){ 0 }, &dedup));
	expect_ok(bk_explain_create(dedup, inputs, &all, true, &explain));
	ck_assert_uint_eq(explain->names.count, 2);
	ck_assert_uint_eq(explain->names.at[0].copy_count, 2); /* page; top is behind it */
	ck_assert_uint_eq(explain->names.at[1].copy_count, 3);
	ck_assert_uint_eq(explain->differences.count, 3);
	ck_assert_str_eq(explain->differences.at[1].text,
			 "top.page[0] (struct page): member 'flags' is in a.o, not in b.o");
	ck_assert_str_eq(explain->differences.at[2].text,
			 "top.page[0]: is struct page in a.o, a declaration of struct page in c.o");
	ck_assert_uint_eq(explain->roots.count, 2);
	ck_assert_uint_eq(explain->roots.at[0].count, 2);
	ck_assert_uint_eq(explain->roots.at[1].count, 1);
}
END_TEST

START_TEST(copies_know_their_inputs)
{
	struct build *builders[] = { top(), long_way(8), top() };
	struct bk_dedup_input inputs[3];
	const struct bk_selection all = { 0 };
	BK_AUTO(bk_dedup_auto) struct bk_dedup *dedup = NULL;
	BK_AUTO(bk_explain_auto) struct bk_explain *explain = NULL;

	for (int i = 0; i < 3; i++)
		inputs[i] = (struct bk_dedup_input){ build_bytes(builders[i]), "x.o" };
	expect_ok(bk_dedup_create(inputs, 3, &(const struct bk_dedup_options){ 0 }, &dedup));
	expect_ok(bk_explain_create(dedup, inputs, &all, false, &explain));
	ck_assert_uint_eq(explain->names.count, 1);
	ck_assert_uint_eq(explain->copies.at[explain->names.at[0].first_copy].input, 0);
	ck_assert_uint_eq(explain->copies.at[explain->names.at[0].first_copy].input_count, 2);
	ck_assert_uint_eq(explain->copies.at[explain->names.at[0].first_copy + 1].input, 1);
	ck_assert_uint_eq(explain->copies.at[explain->names.at[0].first_copy + 1].input_count, 1);
}
END_TEST

/* An enum, a prototype, ...: each with something of its own to differ in. */
static struct build *special(uint32_t kind, bool other)
{
	struct build *b = top();

	build_member(b, "it", 3, 64);
	switch (kind) {
	case BK_KIND_ENUM:
		build_enum(b, "color", 4, 0);
		build_value(b, "RED", other ? 2 : 1);
		break;
	case BK_KIND_ENUM64:
		build_enum64(b, "color", 8, 0);
		build_value(b, other ? "GREEN" : "RED", 1);
		break;
	case BK_KIND_INT:
		build_int(b, "char", 1, other ? BK_INT_SIGNED : 0);
		break;
	case BK_KIND_ARRAY:
		build_array(b, 1, 1, other ? 3 : 4);
		break;
	case BK_KIND_FLOAT:
		build_float(b, "double", other ? 8 : 12);
		break;
	default:
		build_ptr(b, 4);
		build_proto(b, 1);
		build_param(b, other ? "x" : "y", 1);
	}
	return b;
}

START_TEST(each_kind_says_how_it_differs)
{
	static const struct {
		uint32_t kind;
		const char *text;
	} cases[] = {
		{ BK_KIND_ENUM, "top.it (enum color): value 'RED' is 1 in a.o, 2 in b.o" },
		{ BK_KIND_ENUM64, "top.it (enum color): value 'RED' is in a.o, not in b.o" },
		{ BK_KIND_INT, "top.it (char): encoding and bits 8 in a.o, 16777224 in b.o" },
		{ BK_KIND_ARRAY, "top.it: elements: 4 in a.o, 3 in b.o" },
		{ BK_KIND_FLOAT, "top.it (double): size 12 in a.o, 8 in b.o" },
		{ BK_KIND_FUNC_PROTO, "top.it[0]: parameter 'y' is in a.o, not in b.o" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(why(special(cases[i].kind, false), special(cases[i].kind, true)),
				 cases[i].text);
}
END_TEST

TEST_SUITE(explain, what_is_one_needs_no_reason, differences_of_the_struct_itself,
	   the_way_leads_through_pointers_arrays_and_what_has_no_name,
	   the_way_leads_through_functions, the_nearest_difference_is_told,
	   a_declaration_differs_from_a_definition, copies_know_their_inputs,
	   each_kind_says_how_it_differs)
