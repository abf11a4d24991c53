// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Split BTF moved from a distilled base onto a kernel. */
#include "btfkit/graph/rebase.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static struct bk_error *rebase(const struct build *split, const struct build *base,
			       struct bk_graph **graph)
{
	return bk_graph_rebase(graph_of(split), graph_of(base), graph);
}

static void expect_rebased(const struct build *split, const struct build *base, const char *dump)
{
	BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;

	expect_ok(rebase(split, base, &graph));
	expect_text(dump_raw(graph, NULL), dump);
}

/* int (1) and struct page (2), of 8 bytes. */
static struct build *distilled(void)
{
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	build_struct(b, "page", 8);
	return b;
}

/* int is 2 and page is 4 of 5 types; the strings are longer, too. */
static struct build *kernel(void)
{
	struct build *b = build_new();

	build_struct(b, "another_struct", 4);
	build_int(b, "int", 4, BK_INT_SIGNED);
	build_ptr(b, 4);
	build_struct(b, "page", 8);
	build_member(b, "flags", 2, 0);
	build_typedef(b, "page_t", 4);
	return b;
}

/* Every kind that refers or has names, on the distilled base; own ids begin at 3. */
static struct build *all_kinds(struct build *b)
{
	build_ptr(b, 2);
	build_array(b, 2, 1, 3);
	build_struct(b, "own", 32);
	build_member(b, "first", 4, 0);
	build_member(b, "page", 3, 192);
	build_union(b, "", 8);
	build_bitfield(b, "bits", 1, 0, 3);
	build_enum(b, "page", 4, 0);
	build_value(b, "int", 1);
	build_value(b, "TWO", 2);
	build_enum64(b, "big", 8, BK_INT_SIGNED);
	build_value(b, "page", -1);
	build_fwd_union(b, "later");
	build_typedef(b, "own_t", 5);
	build_volatile(b, 1);
	build_const(b, 2);
	build_restrict(b, 3);
	build_proto(b, 1);
	build_param(b, "int", 3);
	build_varargs(b);
	build_func(b, "page", 14, BK_LINKAGE_GLOBAL);
	build_var(b, "count", 1, BK_LINKAGE_STATIC);
	build_datasec(b, ".data", 4);
	build_secinfo(b, 16, 0, 4);
	build_float(b, "double", 8);
	build_decl_tag(b, "tag", 2, -1);
	build_type_tag(b, "user", 2);
	return b;
}

static const char all_kinds_dump[] = "[6] PTR '(anon)' type_id=4\n"
				     "[7] ARRAY '(anon)' type_id=4 index_type_id=2 nr_elems=3\n"
				     "[8] STRUCT 'own' size=32 vlen=2\n"
				     "\t'first' type_id=7 bits_offset=0\n"
				     "\t'page' type_id=6 bits_offset=192\n"
				     "[9] UNION '(anon)' size=8 vlen=1\n"
				     "\t'bits' type_id=2 bits_offset=0 bitfield_size=3\n"
				     "[10] ENUM 'page' encoding=UNSIGNED size=4 vlen=2\n"
				     "\t'int' val=1\n"
				     "\t'TWO' val=2\n"
				     "[11] ENUM64 'big' encoding=SIGNED size=8 vlen=1\n"
				     "\t'page' val=-1LL\n"
				     "[12] FWD 'later' fwd_kind=union\n"
				     "[13] TYPEDEF 'own_t' type_id=8\n"
				     "[14] VOLATILE '(anon)' type_id=2\n"
				     "[15] CONST '(anon)' type_id=4\n"
				     "[16] RESTRICT '(anon)' type_id=6\n"
				     "[17] FUNC_PROTO '(anon)' ret_type_id=2 vlen=2\n"
				     "\t'int' type_id=6\n"
				     "\t'(anon)' type_id=0\n"
				     "[18] FUNC 'page' type_id=17 linkage=global\n"
				     "[19] VAR 'count' type_id=2, linkage=static\n"
				     "[20] DATASEC '.data' size=4 vlen=1\n"
				     "\ttype_id=19 offset=0 size=4 (VAR 'count')\n"
				     "[21] FLOAT 'double' size=8\n"
				     "[22] DECL_TAG 'tag' type_id=4 component_idx=-1\n"
				     "[23] TYPE_TAG 'user' type_id=4\n";

START_TEST(every_reference_and_name_moves)
{
	expect_rebased(all_kinds(build_split(distilled())), kernel(), all_kinds_dump);
}
END_TEST

START_TEST(byte_orders_do_not_matter)
{
	struct build *base = distilled(), *split = all_kinds(build_split(base)), *k = kernel();

	build_swap(base);
	build_swap(split);
	expect_rebased(split, k, all_kinds_dump);
	build_swap(k);
	expect_rebased(split, k, all_kinds_dump);
}
END_TEST

START_TEST(headers_of_any_size_will_do)
{
	for (uint32_t size = 24; size < 44; size += 5) {
		struct build *split = all_kinds(build_split(distilled()));

		build_header_size(split, size);
		expect_rebased(split, kernel(), all_kinds_dump);
	}
}
END_TEST

START_TEST(the_new_graph_stands_alone)
{
	struct bk_bytes distilled_bytes = build_bytes(distilled());
	struct bk_bytes split_bytes = build_bytes(all_kinds(build_split(distilled())));
	struct bk_graph *distilled_graph, *split, *graph;
	const struct bk_graph *base = graph_of(kernel());

	expect_ok(bk_graph_create(distilled_bytes, NULL, &distilled_graph));
	expect_ok(bk_graph_create(split_bytes, distilled_graph, &split));
	expect_ok(bk_graph_rebase(split, base, &graph));
	bk_graph_destroy(split);
	bk_graph_destroy(distilled_graph);
	ck_assert_ptr_eq(graph->base, base);
	expect_text(dump_raw(graph, NULL), all_kinds_dump);
	bk_graph_destroy(graph);
}
END_TEST

START_TEST(names_may_all_be_the_distilled_base_s)
{
	struct build *split = build_split(distilled());

	build_strings_raw(split, "", 0);
	build_typedef(split, "page", 2);
	build_typedef(split, "int", 1);
	expect_rebased(split, kernel(),
		       "[6] TYPEDEF 'page' type_id=4\n"
		       "[7] TYPEDEF 'int' type_id=2\n");
}
END_TEST

START_TEST(a_split_without_types_stays_one)
{
	struct build *split = build_split(distilled());

	build_strings_raw(split, "", 0);
	expect_rebased(split, kernel(), "");
}
END_TEST

START_TEST(what_does_not_match_is_an_error)
{
	struct build *split = all_kinds(build_split(distilled())), *base = build_new();
	struct bk_graph *graph;

	build_int(base, "int", 4, BK_INT_SIGNED);
	build_struct(base, "page", 16);
	expect_fails(rebase(split, base, &graph), "type 2 (STRUCT page): it must have 8 bytes");
	ck_assert_ptr_null(graph);
}
END_TEST

START_TEST(kinds_nobody_knows_cannot_be_moved)
{
	struct build *split = build_split(distilled());
	struct bk_graph *graph;

	build_layout(split, 77, 4, 0);
	build_record(split, 77, "new", 0);
	build_word(split, 1);
	expect_fails(rebase(split, kernel(), &graph),
		     ".BTF+0x20: type 3: what it refers to is not known, as its kind (77) is not");
}
END_TEST

/* The records keep their places, so messages name those of the file. */
START_TEST(what_the_constructor_finds_is_told_as_of_the_file)
{
	struct build *base = build_new(), *split, *k = build_new();
	struct bk_graph *graph;

	build_fwd_struct(base, "page");
	split = build_split(base);
	build_struct(split, "own", 8);
	build_member(split, "page", 1, 0);
	build_struct(k, "page", 16);
	build_header_size(split, 48);
	expect_fails(rebase(split, k, &graph),
		     "does not fit the base: .BTF+0x30: type 2 (STRUCT own): member 'page' of 16 "
		     "bytes at 0 does not fit into 8 bytes");
}
END_TEST

TEST_SUITE(rebase, every_reference_and_name_moves, byte_orders_do_not_matter,
	   headers_of_any_size_will_do, the_new_graph_stands_alone,
	   names_may_all_be_the_distilled_base_s, a_split_without_types_stays_one,
	   what_does_not_match_is_an_error, kinds_nobody_knows_cannot_be_moved,
	   what_the_constructor_finds_is_told_as_of_the_file)
