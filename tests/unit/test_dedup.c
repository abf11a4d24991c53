// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Deduplication, rule by rule: what goes in, and what comes out. */
#include "btfkit/dedup/dedup.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/suite.h"

static struct bk_error *dedup(struct build *const *builders, uint32_t count,
			      const struct bk_dedup_options *options, struct bk_dedup **result)
{
	static const char *const names[] = { "a.o", "b.o", "c.o" };
	struct bk_dedup_input inputs[3];

	for (uint32_t n = 0; n < count; n++)
		inputs[n] = (struct bk_dedup_input){ build_bytes(builders[n]), names[n] };
	return bk_dedup_create(inputs, count, options, result);
}

static void expect_result(struct build *const *builders, uint32_t count,
			  const struct bk_dedup_options *options, const char *dump)
{
	BK_AUTO(bk_dedup_auto) struct bk_dedup *result = NULL;

	expect_ok(dedup(builders, count, options, &result));
	expect_text(dump_raw(result->graph, NULL), dump);
}

/* One input. */
#define expect_dedup(b, dump) expect_result(&(b), 1, &(const struct bk_dedup_options){ 0 }, (dump))

/* Several inputs. */
#define expect_merged(dump, ...) \
	expect_result((struct build *[]){ __VA_ARGS__ }, \
		      sizeof((struct build *[]){ __VA_ARGS__ }) / sizeof(struct build *), \
		      &(const struct bk_dedup_options){ 0 }, (dump))

#define expect_refused(b, part) \
	do { \
		struct bk_dedup *refused = NULL; \
		expect_fails(dedup(&(b), 1, &(const struct bk_dedup_options){ 0 }, &refused), \
			     part); \
		ck_assert(refused == NULL); \
	} while (0)

static uint32_t add_int(struct build *b)
{
	return build_int(b, "int", 4, BK_INT_SIGNED);
}

#define INT_IS_1 "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"

START_TEST(equal_types_of_every_kind_that_refers_are_one)
{
	struct build *b = build_new();

	for (int i = 0; i < 2; i++) {
		uint32_t t_int = add_int(b), proto;

		build_ptr(b, t_int);
		build_const(b, t_int);
		build_volatile(b, t_int);
		build_restrict(b, t_int);
		build_type_tag(b, "user", t_int);
		build_typedef(b, "number", t_int);
		build_array(b, t_int, t_int, 3);
		proto = build_proto(b, t_int);
		build_param(b, "x", t_int);
		build_decl_tag(b, "kfunc", build_func(b, "f", proto, BK_LINKAGE_STATIC), -1);
		build_float(b, "double", 8);
	}
	expect_dedup(b, INT_IS_1 "[2] PTR '(anon)' type_id=1\n"
				 "[3] CONST '(anon)' type_id=1\n"
				 "[4] VOLATILE '(anon)' type_id=1\n"
				 "[5] RESTRICT '(anon)' type_id=1\n"
				 "[6] TYPE_TAG 'user' type_id=1\n"
				 "[7] TYPEDEF 'number' type_id=1\n"
				 "[8] ARRAY '(anon)' type_id=1 index_type_id=1 nr_elems=3\n"
				 "[9] FUNC_PROTO '(anon)' ret_type_id=1 vlen=1\n\t'x' type_id=1\n"
				 "[10] FUNC 'f' type_id=9 linkage=static\n"
				 "[11] DECL_TAG 'kfunc' type_id=10 component_idx=-1\n"
				 "[12] FLOAT 'double' size=8\n");
}
END_TEST

START_TEST(whatever_a_record_says_keeps_types_apart)
{
	struct build *b = build_new();
	uint32_t t_int = add_int(b), proto;

	build_int(b, "int", 4, 0);
	build_int(b, "int", 8, BK_INT_SIGNED);
	build_array(b, t_int, t_int, 3);
	build_array(b, t_int, t_int, 4);
	build_type_tag(b, "user", t_int);
	build_type_tag(b, "user", t_int);
	build_kind_flag(b);
	proto = build_proto(b, 0);
	build_param(b, "x", t_int);
	build_proto(b, 0);
	build_param(b, "y", t_int);
	build_func(b, "f", proto, BK_LINKAGE_STATIC);
	build_func(b, "f", proto, BK_LINKAGE_GLOBAL);
	build_typedef(b, "f", t_int);
	build_decl_tag(b, "t", 12, -1);
	build_decl_tag(b, "t", 12, 0);
	expect_dedup(b, dump_raw(graph_of(b), NULL));
}
END_TEST

/* struct node { struct node *next; struct leaf *leaf; }; struct leaf { int value; struct node *owner; } */
static void add_circle(struct build *b, const char *leaf_member)
{
	uint32_t node = build_next_id(b) + 1, leaf = node + 1;
	uint32_t t_int = add_int(b);

	build_struct(b, "node", 16);
	build_member(b, "next", leaf + 1, 0);
	build_member(b, "leaf", leaf + 2, 64);
	build_struct(b, "leaf", 16);
	build_member(b, leaf_member, t_int, 0);
	build_member(b, "owner", leaf + 1, 64);
	build_ptr(b, node);
	build_ptr(b, leaf);
}

START_TEST(circles_through_structs_are_one)
{
	struct build *b = build_new();

	add_circle(b, "value");
	add_circle(b, "value");
	expect_dedup(b, INT_IS_1 "[2] STRUCT 'node' size=16 vlen=2\n"
				 "\t'next' type_id=4 bits_offset=0\n"
				 "\t'leaf' type_id=5 bits_offset=64\n"
				 "[3] STRUCT 'leaf' size=16 vlen=2\n"
				 "\t'value' type_id=1 bits_offset=0\n"
				 "\t'owner' type_id=4 bits_offset=64\n"
				 "[4] PTR '(anon)' type_id=2\n"
				 "[5] PTR '(anon)' type_id=3\n");
}
END_TEST

START_TEST(a_difference_behind_pointers_keeps_all_apart_that_reach_it)
{
	struct build *b = build_new();

	add_circle(b, "value");
	add_circle(b, "other");
	expect_dedup(b, INT_IS_1 "[2] STRUCT 'node' size=16 vlen=2\n"
				 "\t'next' type_id=4 bits_offset=0\n"
				 "\t'leaf' type_id=5 bits_offset=64\n"
				 "[3] STRUCT 'leaf' size=16 vlen=2\n"
				 "\t'value' type_id=1 bits_offset=0\n"
				 "\t'owner' type_id=4 bits_offset=64\n"
				 "[4] PTR '(anon)' type_id=2\n"
				 "[5] PTR '(anon)' type_id=3\n"
				 "[6] STRUCT 'node' size=16 vlen=2\n"
				 "\t'next' type_id=8 bits_offset=0\n"
				 "\t'leaf' type_id=9 bits_offset=64\n"
				 "[7] STRUCT 'leaf' size=16 vlen=2\n"
				 "\t'other' type_id=1 bits_offset=0\n"
				 "\t'owner' type_id=8 bits_offset=64\n"
				 "[8] PTR '(anon)' type_id=6\n"
				 "[9] PTR '(anon)' type_id=7\n");
}
END_TEST

START_TEST(types_without_a_name_are_told_by_what_is_in_them)
{
	struct build *b = build_new();
	uint32_t t_int = add_int(b);

	for (int i = 0; i < 3; i++) {
		build_struct(b, "", 4);
		build_member(b, i < 2 ? "a" : "b", t_int, 0);
		build_enum(b, "", 4, 0);
		build_value(b, "ONE", i < 2 ? 1 : 2);
	}
	expect_dedup(b,
		     INT_IS_1 "[2] STRUCT '(anon)' size=4 vlen=1\n\t'a' type_id=1 bits_offset=0\n"
			      "[3] ENUM '(anon)' encoding=UNSIGNED size=4 vlen=1\n\t'ONE' val=1\n"
			      "[4] STRUCT '(anon)' size=4 vlen=1\n\t'b' type_id=1 bits_offset=0\n"
			      "[5] ENUM '(anon)' encoding=UNSIGNED size=4 vlen=1\n\t'ONE' val=2\n");
}
END_TEST

/* typedef void (*handler)(handler): no C, but valid. */
static void add_nameless_circle(struct build *b)
{
	uint32_t first = build_next_id(b);

	build_typedef(b, "handler", first + 1);
	build_ptr(b, first + 2);
	build_proto(b, 0);
	build_param(b, "next", first);
}

START_TEST(circles_without_a_struct_are_one)
{
	struct build *b = build_new();
	uint32_t first;

	add_nameless_circle(b);
	add_nameless_circle(b);
	/* the same, unrolled once: it says the same to whoever follows it */
	first = build_next_id(b);
	build_typedef(b, "handler", first + 1);
	build_ptr(b, first + 2);
	build_proto(b, 0);
	build_param(b, "next", 1);
	expect_dedup(b, "[1] TYPEDEF 'handler' type_id=2\n"
			"[2] PTR '(anon)' type_id=3\n"
			"[3] FUNC_PROTO '(anon)' ret_type_id=0 vlen=1\n"
			"\t'next' type_id=1\n");
}
END_TEST

static struct build *declaring(void)
{
	struct build *b = build_new();

	build_ptr(b, 2);
	build_fwd_struct(b, "page");
	return b;
}

/* struct page { int NAME; } and a pointer to it. */
static struct build *defining(const char *member)
{
	struct build *b = build_new();

	add_int(b);
	build_struct(b, "page", 4);
	build_member(b, member, 1, 0);
	build_ptr(b, 2);
	return b;
}

START_TEST(a_declaration_is_the_one_definition)
{
	expect_merged("[1] PTR '(anon)' type_id=2\n"
		      "[2] STRUCT 'page' size=4 vlen=1\n\t'flags' type_id=3 bits_offset=0\n"
		      "[3] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n",
		      declaring(), defining("flags"));
	expect_merged(INT_IS_1
		      "[2] STRUCT 'page' size=4 vlen=1\n\t'flags' type_id=1 bits_offset=0\n"
		      "[3] PTR '(anon)' type_id=2\n",
		      defining("flags"), declaring(), defining("flags"));
}
END_TEST

START_TEST(a_declaration_of_several_definitions_stays_one)
{
	expect_merged(INT_IS_1
		      "[2] STRUCT 'page' size=4 vlen=1\n\t'flags' type_id=1 bits_offset=0\n"
		      "[3] PTR '(anon)' type_id=2\n"
		      "[4] PTR '(anon)' type_id=5\n"
		      "[5] FWD 'page' fwd_kind=struct\n"
		      "[6] STRUCT 'page' size=4 vlen=1\n\t'count' type_id=1 bits_offset=0\n"
		      "[7] PTR '(anon)' type_id=6\n",
		      defining("flags"), declaring(), defining("count"));
}
END_TEST

START_TEST(a_declaration_means_the_definition_in_its_own_input)
{
	struct build *b = defining("count");

	build_fwd_struct(b, "page");
	build_typedef(b, "page_t", 4);
	expect_merged(INT_IS_1
		      "[2] STRUCT 'page' size=4 vlen=1\n\t'flags' type_id=1 bits_offset=0\n"
		      "[3] PTR '(anon)' type_id=2\n"
		      "[4] STRUCT 'page' size=4 vlen=1\n\t'count' type_id=1 bits_offset=0\n"
		      "[5] PTR '(anon)' type_id=4\n"
		      "[6] TYPEDEF 'page_t' type_id=4\n",
		      defining("flags"), b);
}
END_TEST

START_TEST(declarations_of_structs_and_unions_are_two_things)
{
	struct build *b = build_new();

	build_fwd_union(b, "page");
	build_fwd_struct(b, "page");
	build_fwd_struct(b, "page");
	build_fwd_struct(b, "other");
	expect_merged(INT_IS_1
		      "[2] STRUCT 'page' size=4 vlen=1\n\t'flags' type_id=1 bits_offset=0\n"
		      "[3] PTR '(anon)' type_id=2\n"
		      "[4] FWD 'page' fwd_kind=union\n"
		      "[5] FWD 'other' fwd_kind=struct\n",
		      defining("flags"), b);
}
END_TEST

START_TEST(what_gcc_leaves_in_a_declaration_does_not_count)
{
	struct build *b = build_new();

	build_fwd_struct(b, "page");
	build_fwd_struct(b, "page");
	build_patch(b, 2, BUILD_TYPE, 77);
	expect_dedup(b, "[1] FWD 'page' fwd_kind=struct\n");
}
END_TEST

START_TEST(an_enum_without_values_is_a_declaration)
{
	struct build *a = build_new(), *b = build_new();

	build_enum(a, "color", 4, 0);
	build_ptr(a, 1);
	build_enum64(b, "color", 8, 0);
	build_value(b, "RED", 1);
	expect_merged("[1] ENUM64 'color' encoding=UNSIGNED size=8 vlen=1\n\t'RED' val=1ULL\n"
		      "[2] PTR '(anon)' type_id=1\n",
		      a, b);
}
END_TEST

START_TEST(declarations_of_an_enum_that_differ_are_kept)
{
	struct build *b = build_new();

	build_enum(b, "color", 4, 0);
	build_enum(b, "color", 8, 0);
	build_enum(b, "color", 4, 0);
	expect_dedup(b, "[1] ENUM 'color' encoding=UNSIGNED size=4 vlen=0\n"
			"[2] ENUM 'color' encoding=UNSIGNED size=8 vlen=0\n");
}
END_TEST

START_TEST(variables_and_sections_are_kept)
{
	struct build *b = build_new();

	for (int i = 0; i < 2; i++) {
		uint32_t var = build_var(b, "x", add_int(b), BK_LINKAGE_GLOBAL);

		build_decl_tag(b, "tag", var, -1);
		build_datasec(b, ".data", 4);
		build_secinfo(b, var, 0, 4);
	}
	expect_dedup(b, INT_IS_1 "[2] VAR 'x' type_id=1, linkage=global\n"
				 "[3] DECL_TAG 'tag' type_id=2 component_idx=-1\n"
				 "[4] DATASEC '.data' size=4 vlen=1\n"
				 "\ttype_id=2 offset=0 size=4 (VAR 'x')\n"
				 "[5] VAR 'x' type_id=1, linkage=global\n"
				 "[6] DECL_TAG 'tag' type_id=5 component_idx=-1\n"
				 "[7] DATASEC '.data' size=4 vlen=1\n"
				 "\ttype_id=5 offset=0 size=4 (VAR 'x')\n");
}
END_TEST

START_TEST(flavors_are_names_like_any_other)
{
	struct build *b = build_new();

	build_struct(b, "task___old", 8);
	build_struct(b, "task", 8);
	build_struct(b, "task___old", 8);
	expect_dedup(b, "[1] STRUCT 'task___old' size=8 vlen=0\n"
			"[2] STRUCT 'task' size=8 vlen=0\n");
}
END_TEST

START_TEST(names_are_compared_as_texts)
{
	static const char tails[] = "\0xpage\0page\0\0page";
	struct build *a = build_new(), *b = build_new();

	/* "page" as the tail of another, twice in full, and "" in the middle and at the end */
	for (int i = 0; i < 4; i++)
		build_fwd_struct(a, "some");
	build_typedef(a, "some", 0);
	build_typedef(a, "some", 0);
	build_strings_raw(a, tails, sizeof(tails));
	build_patch(a, 1, BUILD_NAME, 2);
	build_patch(a, 2, BUILD_NAME, 7);
	build_patch(a, 3, BUILD_NAME, 13);
	build_patch(a, 4, BUILD_NAME, 1);
	build_patch(a, 5, BUILD_NAME, 12);
	build_patch(a, 6, BUILD_NAME, 0);
	build_fwd_struct(b, "page");
	expect_merged("[1] FWD 'page' fwd_kind=struct\n"
		      "[2] FWD 'xpage' fwd_kind=struct\n"
		      "[3] TYPEDEF '(anon)' type_id=0\n",
		      a, b);
}
END_TEST

START_TEST(strings_that_nothing_refers_to_are_dropped)
{
	BK_AUTO(bk_dedup_auto) struct bk_dedup *result = NULL;
	struct build *b = build_new();

	build_string(b, "unused");
	build_fwd_struct(b, "page");
	build_string(b, "also");
	expect_ok(dedup(&b, 1, &(const struct bk_dedup_options){ 0 }, &result));
	ck_assert_uint_eq(result->graph->strings.size, sizeof("\0page"));
	ck_assert_uint_eq(result->before.string_bytes, sizeof("\0unused\0page\0also"));
	ck_assert_uint_eq(result->after.string_bytes, sizeof("\0page"));
}
END_TEST

START_TEST(what_references_lead_to_may_come_later)
{
	struct build *b = build_new();
	enum { FILLER = 40000 }; /* more than a window */

	build_typedef(b, "far", FILLER + 3);
	build_const(b, 1);
	for (int i = 0; i < FILLER; i++)
		build_fwd_struct(b, "filler");
	add_int(b);
	expect_dedup(b, "[1] TYPEDEF 'far' type_id=4\n"
			"[2] CONST '(anon)' type_id=1\n"
			"[3] FWD 'filler' fwd_kind=struct\n"
			"[4] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n");
}
END_TEST

START_TEST(old_ids_lead_to_new_ones)
{
	BK_AUTO(bk_dedup_auto) struct bk_dedup *result = NULL;
	struct build *inputs[] = { declaring(), defining("flags") };

	expect_ok(dedup(inputs, 2, &(const struct bk_dedup_options){ 0 }, &result));
	ck_assert_uint_eq(bk_dedup_new_id(result, 0, 0), 0);
	ck_assert_uint_eq(bk_dedup_new_id(result, 0, 1), 1);
	ck_assert_uint_eq(bk_dedup_new_id(result, 0, 2), 2);
	ck_assert_uint_eq(bk_dedup_new_id(result, 1, 1), 3);
	ck_assert_uint_eq(bk_dedup_new_id(result, 1, 2), 2);
	ck_assert_uint_eq(bk_dedup_new_id(result, 1, 3), 1);
	ck_assert_uint_eq(result->before.types[BK_KIND_PTR], 2);
	ck_assert_uint_eq(result->after.types[BK_KIND_PTR], 1);
	ck_assert_uint_eq(result->before.bytes[BK_KIND_STRUCT], 24);
	ck_assert_uint_eq(result->before.types[BK_KIND_FWD], 1);
	ck_assert_uint_eq(result->after.types[BK_KIND_FWD], 0);
}
END_TEST

START_TEST(sorted_types_without_a_name_come_first)
{
	struct build *b = build_new();

	build_ptr(b, 4);
	build_typedef(b, "number", 4);
	build_typedef(b, "another", 4);
	add_int(b);
	build_const(b, 4);
	build_typedef(b, "Number", 4);
	expect_result(&b, 1, &(const struct bk_dedup_options){ .sort = true },
		      "[1] PTR '(anon)' type_id=5\n"
		      "[2] CONST '(anon)' type_id=5\n"
		      "[3] TYPEDEF 'Number' type_id=5\n"
		      "[4] TYPEDEF 'another' type_id=5\n"
		      "[5] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
		      "[6] TYPEDEF 'number' type_id=5\n");
}
END_TEST

START_TEST(the_byte_order_is_kept_or_chosen)
{
	static const uint8_t magic[2][2] = { { 0x9f, 0xeb }, { 0xeb, 0x9f } };
	BK_AUTO(bk_dedup_auto) struct bk_dedup *kept = NULL, *little = NULL, *big = NULL;
	struct build *b = defining("flags"), *mixed[] = { b, declaring() };

	build_swap(b);
	expect_ok(dedup(mixed, 2, &(const struct bk_dedup_options){ 0 }, &kept));
	expect_ok(dedup(mixed, 2, &(const struct bk_dedup_options){ .order = BK_ORDER_LITTLE },
			&little));
	expect_ok(dedup(mixed, 2, &(const struct bk_dedup_options){ .order = BK_ORDER_BIG }, &big));
	ck_assert_mem_eq(kept->btf.data, build_bytes(b).data, 2);
	ck_assert_mem_eq(little->btf.data, magic[0], 2);
	ck_assert_mem_eq(big->btf.data, magic[1], 2);
	expect_text(dump_raw(little->graph, NULL), dump_raw(big->graph, NULL));
}
END_TEST

START_TEST(nothing_makes_nothing)
{
	struct build *b = build_new();

	expect_dedup(b, "");
	expect_merged("[1] PTR '(anon)' type_id=2\n"
		      "[2] FWD 'page' fwd_kind=struct\n",
		      b, declaring(), b);
}
END_TEST

/* ---- split BTF ---- */

static void expect_split(struct build *base, struct build *const *inputs, uint32_t count,
			 const char *dump)
{
	struct bk_dedup_options options = { .base = graph_of(base) };

	expect_result(inputs, count, &options, dump);
}

START_TEST(what_the_base_has_is_not_repeated)
{
	struct build *base = defining("flags"), *b = defining("flags");

	build_typedef(b, "page_t", 3);
	build_typedef(b, "flags", 2);
	expect_split(base, &b, 1,
		     "[4] TYPEDEF 'page_t' type_id=3\n"
		     "[5] TYPEDEF 'flags' type_id=2\n");
}
END_TEST

START_TEST(split_inputs_continue_the_base)
{
	struct build *base = defining("flags"), *inputs[2];

	for (int i = 0; i < 2; i++) {
		inputs[i] = build_split(base);
		build_ptr(inputs[i], 2);
		build_typedef(inputs[i], "page_t", 4);
		build_fwd_struct(inputs[i], "page");
		build_const(inputs[i], 6);
		build_struct(inputs[i], i ? "own" : "flags", 8);
		build_member(inputs[i], "page", 4, 0);
	}
	expect_split(base, inputs, 2,
		     "[4] TYPEDEF 'page_t' type_id=3\n"
		     "[5] CONST '(anon)' type_id=2\n"
		     "[6] STRUCT 'flags' size=8 vlen=1\n\t'page' type_id=3 bits_offset=0\n"
		     "[7] STRUCT 'own' size=8 vlen=1\n\t'page' type_id=3 bits_offset=0\n");
}
END_TEST

START_TEST(a_definition_that_the_base_only_declares_is_written)
{
	struct build *base = declaring(), *b = defining("flags");

	build_typedef(b, "page_t", 2);
	/* the base's pointer is one to a declaration, so it does not do for one to the definition */
	expect_split(base, &b, 1,
		     "[3] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
		     "[4] STRUCT 'page' size=4 vlen=1\n\t'flags' type_id=3 bits_offset=0\n"
		     "[5] PTR '(anon)' type_id=4\n"
		     "[6] TYPEDEF 'page_t' type_id=4\n");
}
END_TEST

START_TEST(what_leads_to_such_a_declaration_is_written_up_to_structs)
{
	struct build *base = declaring(), *b = build_new();

	build_const(base, 1);		 /* [3] */
	build_struct(base, "holder", 8); /* [4] */
	build_member(base, "page", 3, 0);
	build_ptr(base, 4); /* [5] */
	build_struct(b, "page", 4);
	build_member(b, "flags", 2, 0);
	add_int(b);
	build_struct(b, "holder", 8);
	build_member(b, "page", 6, 0);
	build_ptr(b, 3);
	build_ptr(b, 1);
	build_const(b, 5);
	expect_split(base, &b, 1,
		     "[6] STRUCT 'page' size=4 vlen=1\n\t'flags' type_id=7 bits_offset=0\n"
		     "[7] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
		     "[8] PTR '(anon)' type_id=6\n"
		     "[9] CONST '(anon)' type_id=8\n");
}
END_TEST

START_TEST(a_pointer_to_a_declaration_in_the_base_does_where_there_is_none_better)
{
	struct build *base = declaring(), *b = build_split(base), *page = build_split(base);

	build_typedef(b, "page_ptr", 1);
	build_struct(page, "page", 4);
	expect_split(base, (struct build *[]){ b, page }, 2,
		     "[3] TYPEDEF 'page_ptr' type_id=1\n"
		     "[4] STRUCT 'page' size=4 vlen=0\n");
}
END_TEST

START_TEST(types_that_differ_from_the_base_are_written)
{
	struct build *base = defining("flags"), *b = defining("count");

	expect_split(base, &b, 1,
		     "[4] STRUCT 'page' size=4 vlen=1\n\t'count' type_id=1 bits_offset=0\n"
		     "[5] PTR '(anon)' type_id=4\n");
}
END_TEST

START_TEST(a_base_that_is_split_itself_is_refused)
{
	struct build *split = build_split(defining("flags")), *b = declaring();
	struct bk_dedup_options options;
	struct bk_dedup *result = NULL;

	build_ptr(split, 1);
	options = (struct bk_dedup_options){ .base = graph_of(split) };
	expect_fails(dedup(&b, 1, &options, &result), "the base is split BTF itself");
}
END_TEST

/* ---- malformed inputs ---- */

START_TEST(errors_name_the_input_and_the_type)
{
	struct build *inputs[] = { defining("flags"), declaring() };
	struct bk_dedup *result = NULL;

	build_patch(inputs[1], 1, BUILD_TYPE, 9);
	expect_fails(dedup(inputs, 2, &(const struct bk_dedup_options){ 0 }, &result),
		     "b.o: .BTF+0x18: type 1 (PTR): target type 9 does not exist");
	inputs[1] = declaring();
	build_patch(inputs[1], 2, BUILD_NAME, 99);
	expect_fails(dedup(inputs, 2, &(const struct bk_dedup_options){ 0 }, &result),
		     "b.o: .BTF+0x24: type 2 (FWD): name offset 99 past the string section");
}
END_TEST

START_TEST(circles_that_no_type_can_have_are_found)
{
	struct build *b = build_new();

	build_typedef(b, "t", 2);
	build_ptr(b, 1);
	expect_refused(b, "a.o: .BTF+0x18: type 1 (TYPEDEF t): refers to itself without end");
	b = build_new();
	build_struct(b, "outer", 8);
	build_member(b, "inner", 2, 0);
	build_struct(b, "inner", 8);
	build_member(b, "outer", 1, 0);
	expect_refused(b, "a.o: .BTF+0x18: type 1 (STRUCT outer): holds itself by value");
}
END_TEST

START_TEST(types_that_hold_each_other_only_when_merged_are_found)
{
	struct build *a = build_new(), *b = build_new(), *inputs[] = { a, b };
	struct bk_dedup *result = NULL;

	build_struct(a, "x", 8);
	build_member(a, "y", 2, 0);
	build_fwd_struct(a, "y");
	build_struct(b, "y", 8);
	build_member(b, "x", 2, 0);
	build_fwd_struct(b, "x");
	expect_fails(dedup(inputs, 2, &(const struct bk_dedup_options){ 0 }, &result),
		     "the inputs do not go together: merged: .BTF+0x18: type 1 (STRUCT x): holds "
		     "itself by value");
}
END_TEST

START_TEST(kinds_nobody_knows_are_refused)
{
	struct build *b = build_new();

	build_layout(b, 25, 0, 0);
	build_record(b, 25, "new", 0);
	expect_refused(b, "a.o: it has types of kinds that are not known");
	b = build_new();
	build_record(b, 25, "new", 0);
	expect_refused(b, "a.o: .BTF+0x18: type 1: unknown kind 25");
}
END_TEST

START_TEST(headers_with_unknown_fields_are_refused)
{
	struct build *b = declaring();

	build_header_size(b, 40);
	build_header_word(b, 36, 1);
	expect_refused(b, "a.o: the header has fields that are not known");
}
END_TEST

START_TEST(split_input_needs_a_base)
{
	struct build *b = build_split(defining("flags"));

	build_ptr(b, 2);
	build_typedef(b, "t", 4);
	expect_refused(b, "a.o: the strings do not begin with a NUL: split BTF (a module's)");
}
END_TEST

TEST_SUITE(dedup, equal_types_of_every_kind_that_refers_are_one,
	   whatever_a_record_says_keeps_types_apart, circles_through_structs_are_one,
	   a_difference_behind_pointers_keeps_all_apart_that_reach_it,
	   types_without_a_name_are_told_by_what_is_in_them, circles_without_a_struct_are_one,
	   a_declaration_is_the_one_definition, a_declaration_of_several_definitions_stays_one,
	   a_declaration_means_the_definition_in_its_own_input,
	   declarations_of_structs_and_unions_are_two_things,
	   what_gcc_leaves_in_a_declaration_does_not_count, an_enum_without_values_is_a_declaration,
	   declarations_of_an_enum_that_differ_are_kept, variables_and_sections_are_kept,
	   flavors_are_names_like_any_other, names_are_compared_as_texts,
	   strings_that_nothing_refers_to_are_dropped, what_references_lead_to_may_come_later,
	   old_ids_lead_to_new_ones, sorted_types_without_a_name_come_first,
	   the_byte_order_is_kept_or_chosen, nothing_makes_nothing,
	   what_the_base_has_is_not_repeated, split_inputs_continue_the_base,
	   a_definition_that_the_base_only_declares_is_written,
	   what_leads_to_such_a_declaration_is_written_up_to_structs,
	   a_pointer_to_a_declaration_in_the_base_does_where_there_is_none_better,
	   types_that_differ_from_the_base_are_written, a_base_that_is_split_itself_is_refused,
	   errors_name_the_input_and_the_type, circles_that_no_type_can_have_are_found,
	   types_that_hold_each_other_only_when_merged_are_found, kinds_nobody_knows_are_refused,
	   headers_with_unknown_fields_are_refused, split_input_needs_a_base)
