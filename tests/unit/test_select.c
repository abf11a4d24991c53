// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Selections: how --type, --kind and --id are read, and what they mean. */
#include "btfkit/graph/select.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static struct build *kernel(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);				  /* 1 */
	build_struct(b, "list_head", 16);				  /* 2 */
	build_struct(b, "list_node", 16);				  /* 3 */
	build_union(b, "list", 8);					  /* 4 */
	build_fwd_struct(b, "list_lru");				  /* 5 */
	build_fwd_union(b, "list_lru");					  /* 6 */
	build_typedef(b, "list_head", 2);				  /* 7 */
	build_enum(b, "list_kind", 4, 0);				  /* 8 */
	build_enum64(b, "list_kind", 8, 0);				  /* 9 */
	build_func(b, "list_head", build_proto(b, 0), BK_LINKAGE_STATIC); /* 10 11 */
	build_var(b, "list_head", 1, BK_LINKAGE_GLOBAL);		  /* 12 */
	build_struct(b, "", 0);						  /* 13 */
	build_int(b, "long unsigned int", 8, 0);			  /* 14 */
	build_layout(b, 99, 0, 0);
	build_record(b, 99, "list_head", 0); /* 15 */
	return b;
}

/* The ids that are selected by options, each of them NULL where it was not given. */
static char *select_ids(const char *type, const char *second_type, const char *kinds,
			const char *ids)
{
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };
	const struct bk_graph *graph = graph_of(kernel());
	char *list = keep_format("%s", "");

	if (type)
		expect_ok(bk_selection_add_type(&selection, type));
	if (second_type)
		expect_ok(bk_selection_add_type(&selection, second_type));
	if (kinds)
		expect_ok(bk_selection_add_kinds(&selection, kinds));
	if (ids)
		expect_ok(bk_selection_add_ids(&selection, ids));
	for (uint32_t id = 1; id < bk_graph_count(graph); id++)
		if (bk_selection_has(&selection, graph, id))
			list = keep_format("%s%s%u", list, *list ? " " : "", id);
	return list;
}

START_TEST(names_select)
{
	static const struct {
		const char *type, *ids;
	} cases[] = {
		{ "list_head", "2 7 11 12 15" },
		{ "struct list_head", "2" },
		{ "struct  list_head", "2" },
		{ "union list", "4" },
		{ "struct list_lru", "5" }, /* a FWD says which of the two it is */
		{ "union list_lru", "6" },
		{ "typedef list_head", "7" },
		{ "enum list_kind", "8 9" },
		{ "func list_head", "11" },
		{ "var list_head", "12" },
		{ "list_*", "2 3 5 6 7 8 9 11 12 15" },
		{ "struct list_*", "2 3 5" },
		{ "list_[hn]*d*", "2 3 7 11 12 15" },
		{ "lis?", "4" },
		{ "*", "1 2 3 4 5 6 7 8 9 11 12 14 15" }, /* of those that have a name */
		{ "long unsigned int", "14" },
		{ "LIST", "" },
		{ "list_hea", "" },
		{ "ruct list_head", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_text(select_ids(cases[i].type, NULL, NULL, NULL), cases[i].ids);
}
END_TEST

START_TEST(several_of_one_option_mean_any_and_options_together_mean_all)
{
	expect_text(select_ids("int", "union list", NULL, NULL), "1 4");
	expect_text(select_ids(NULL, NULL, "struct,FWD", NULL), "2 3 5 6 13");
	expect_text(select_ids(NULL, NULL, NULL, "3,7-9,1"), "1 3 7 8 9");
	expect_text(select_ids("list_head", NULL, "typedef,func", NULL), "7 11");
	expect_text(select_ids("list_head", NULL, "typedef,func", "1-10"), "7");
	expect_text(select_ids(NULL, NULL, NULL, NULL), "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
}
END_TEST

START_TEST(a_selection_knows_whether_it_says_anything)
{
	struct bk_selection selection = { 0 };

	ck_assert(bk_selection_is_empty(&selection));
	expect_ok(bk_selection_add_kinds(&selection, "int"));
	ck_assert(!bk_selection_is_empty(&selection));
	selection.kinds = 0;
	expect_ok(bk_selection_add_ids(&selection, "1"));
	ck_assert(!bk_selection_is_empty(&selection));
	bk_selection_deinit(&selection);
	ck_assert(bk_selection_is_empty(&selection));
	expect_ok(bk_selection_add_type(&selection, "x"));
	ck_assert(!bk_selection_is_empty(&selection));
	bk_selection_deinit(&selection);
}
END_TEST

START_TEST(what_cannot_be_read_is_refused)
{
	static const struct {
		struct bk_error *(*add)(struct bk_selection *selection, const char *text);
		const char *text, *error;
	} cases[] = {
		{ bk_selection_add_type, "", "'' names no type" },
		{ bk_selection_add_type, "struct ", "'struct ' names no type" },
		{ bk_selection_add_type, "enum   ", "'enum   ' names no type" },
		{ bk_selection_add_kinds, "", "'' is no kind of type" },
		{ bk_selection_add_kinds, "struct,class", "'class' is no kind of type" },
		{ bk_selection_add_kinds, "struct,", "'' is no kind of type" },
		{ bk_selection_add_ids, "", "'' is no list of type ids (such as 1,7-9)" },
		{ bk_selection_add_ids, "x", "'x' is no list of type ids" },
		{ bk_selection_add_ids, "1,", "'1,' is no list" },
		{ bk_selection_add_ids, ",1", "',1' is no list" },
		{ bk_selection_add_ids, "1-", "'1-' is no list" },
		{ bk_selection_add_ids, "-1", "'-1' is no list" },
		{ bk_selection_add_ids, "1--3", "'1--3' is no list" },
		{ bk_selection_add_ids, "9-7", "'9-7' is no list" },
		{ bk_selection_add_ids, "1 2", "'1 2' is no list" },
		{ bk_selection_add_ids, "0x1", "'0x1' is no list" },
		{ bk_selection_add_ids, "+1", "'+1' is no list" },
		{ bk_selection_add_ids, "4294967296", "'4294967296' is no list" },
		{ bk_selection_add_ids, "99999999999999999999", "is no list" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct bk_selection selection = { 0 };

		expect_fails(cases[i].add(&selection, cases[i].text), cases[i].error);
		bk_selection_deinit(&selection);
	}
}
END_TEST

START_TEST(what_is_nowhere_is_an_error)
{
	static const struct {
		const char *type, *ids, *error;
	} cases[] = {
		{ "list_haed", NULL,
		  "no type is named 'list_haed' (near: list_head, list_node, list_kind)" },
		{ "struct list_kind", NULL, "'list_kind' is of another kind: ENUM" },
		{ "struct int", NULL, "'int' is of another kind: INT" },
		{ "tree_*", NULL, "no type is named 'tree_*'" },
		{ NULL, "16", "there is no type 16 (ids end at 15)" },
		{ NULL, "3,1-4294967295", "there is no type 4294967295 (ids end at 15)" },
		{ "list_head", NULL, NULL },
		{ "enum list_*", "1-15", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };
		struct bk_error *error;

		if (cases[i].type)
			expect_ok(bk_selection_add_type(&selection, cases[i].type));
		if (cases[i].ids)
			expect_ok(bk_selection_add_ids(&selection, cases[i].ids));
		error = bk_selection_check(&selection, graph_of(kernel()));
		if (cases[i].error)
			expect_fails(error, cases[i].error);
		else
			expect_ok(error);
	}
}
END_TEST

START_TEST(a_split_is_searched_with_its_base)
{
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };
	struct build *b = build_split(kernel());
	const struct bk_graph *graph;

	build_struct(b, "device", 8);
	graph = graph_of(b);
	expect_ok(bk_selection_add_type(&selection, "int"));
	expect_ok(bk_selection_add_type(&selection, "device"));
	expect_ok(bk_selection_check(&selection, graph));
	expect_text(dump_raw(graph, &selection), "[16] STRUCT 'device' size=8 vlen=0\n");
}
END_TEST

TEST_SUITE(select, names_select, several_of_one_option_mean_any_and_options_together_mean_all,
	   a_selection_knows_whether_it_says_anything, what_cannot_be_read_is_refused,
	   what_is_nowhere_is_an_error, a_split_is_searched_with_its_base)
