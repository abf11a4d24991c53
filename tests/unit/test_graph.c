// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Graphs from whole BTF: all kinds, byte orders, headers, unknown kinds, long records, splits. */
#include "tests/unit/support/expect.h"
#include "tests/unit/support/keep.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/zoo.h"

START_TEST(byte_order_header_and_layouts_make_no_difference)
{
	const char *const expected = dump_raw(graph_of(zoo(build_new())), NULL);
	static const uint32_t header_sizes[] = { 24, 32, 64 };

	for (int variant = 0; variant < 12; variant++) {
		struct build *b = zoo(build_new());
		const struct bk_graph *graph;

		build_header_size(b, header_sizes[variant % 3]);
		if (variant / 3 % 2)
			build_layouts(b);
		if (variant / 6)
			build_swap(b);
		graph = graph_of(b);
		ck_assert(graph->swapped == (variant / 6 != 0));
		expect_text(dump_raw(graph, NULL), expected);
	}
}
END_TEST

START_TEST(bytes_may_lie_anywhere_in_memory)
{
	struct bk_bytes bytes = build_bytes(zoo(build_new()));
	const char *expected = dump_raw(graph_of(zoo(build_new())), NULL);

	for (size_t shift = 1; shift < 4; shift++) {
		uint8_t *memory = keep_zeros(bytes.size + shift);
		BK_AUTO(bk_graph_auto) struct bk_graph *graph = NULL;

		memcpy(memory + shift, bytes.data, bytes.size);
		bytes.data = memory + shift;
		expect_ok(bk_graph_create(bytes, NULL, &graph));
		expect_text(dump_raw(graph, NULL), expected);
	}
}
END_TEST

START_TEST(no_types_at_all_are_a_graph_too)
{
	const struct bk_graph *graph = graph_of(build_new());

	ck_assert_uint_eq(bk_graph_count(graph), 1);
	ck_assert_uint_eq(bk_kind(bk_graph_type(graph, 0)), BK_KIND_VOID);
	ck_assert_str_eq(bk_graph_name(graph, bk_graph_type(graph, 0)), "");
	expect_raw(build_new(), "");
}
END_TEST

START_TEST(errors_name_the_place_in_the_input)
{
	struct build *b = build_new();

	build_header_size(b, 40);
	build_int(b, "int", 4, 0);
	build_ptr(b, 7);
	expect_error(b, ".BTF+0x38: type 2 (PTR): target type 7 does not exist (ids end at 2)");
}
END_TEST

/* ---- records ---- */

START_TEST(a_vlen_has_24_bits)
{
	enum { MANY = 70000 };
	struct build *b = build_new();
	const struct bk_graph *graph;
	const struct bk_type *t;

	build_enum(b, "many", 4, 0);
	for (int i = 0; i < MANY; i++)
		build_value(b, keep_format("VALUE_%d", i), i);
	build_ptr(b, 1);
	graph = graph_of(b);
	t = bk_graph_type(graph, 1);
	ck_assert_uint_eq(bk_vlen(t), MANY);
	ck_assert_str_eq(bk_graph_string(graph, bk_enum_name_off(t, MANY - 1)), "VALUE_69999");
	ck_assert_int_eq(bk_enum_value(t, MANY - 1), MANY - 1);
	ck_assert_uint_eq(bk_kind(bk_graph_type(graph, 2)), BK_KIND_PTR);
}
END_TEST

START_TEST(records_that_are_cut_off_are_refused)
{
	struct build *b = build_new();

	build_int(b, "int", 4, 0);
	build_word(b, 0);
	build_word(b, 0);
	expect_error(b, ".BTF+0x28: type 2: cut off: 8 bytes are left");

	b = build_new();
	build_struct(b, "s", 8);
	build_member(b, "a", 0, 0);
	build_patch(b, 1, BUILD_INFO, build_info(BK_KIND_STRUCT, 2, false));
	expect_error(b, ".BTF+0x18: type 1: STRUCT of 36 bytes (vlen 2), but 24 are left");

	/* vlen times 12 bytes would be small again in 32 bits if the vlen could be larger */
	build_patch(b, 1, BUILD_INFO, build_info(BK_KIND_STRUCT, 0xffffff, false));
	expect_error(b, "STRUCT of 201326592 bytes (vlen 16777215), but 24 are left");
}
END_TEST

START_TEST(each_kind_is_refused_when_a_word_is_missing)
{
	static const struct {
		uint32_t kind, vlen, words; /* that should follow */
	} records[] = {
		{ BK_KIND_INT, 0, 1 },	  { BK_KIND_ARRAY, 0, 3 },   { BK_KIND_STRUCT, 2, 6 },
		{ BK_KIND_UNION, 1, 3 },  { BK_KIND_ENUM, 3, 6 },    { BK_KIND_FUNC_PROTO, 2, 4 },
		{ BK_KIND_VAR, 0, 1 },	  { BK_KIND_DATASEC, 1, 3 }, { BK_KIND_DECL_TAG, 0, 1 },
		{ BK_KIND_ENUM64, 2, 6 },
	};

	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		struct build *b = build_new();

		build_record(b, records[i].kind, "", 0);
		build_patch(b, 1, BUILD_INFO, build_info(records[i].kind, records[i].vlen, false));
		for (uint32_t word = 1; word < records[i].words; word++)
			build_word(b, 0);
		expect_error(b,
			     keep_format(".BTF+0x18: type 1: %s of %u bytes (vlen %u), but %u",
					 bk_kind_name(records[i].kind), 12 + 4 * records[i].words,
					 records[i].vlen, 8 + 4 * records[i].words));
	}
}
END_TEST

/* ---- kinds that only the layout section knows ---- */

enum { NEW_KIND = 27 };

/* A record of 12 + 4 + 3 x 8 bytes of a kind from the future, between an INT and a PTR. */
static struct build *from_the_future(struct build *b)
{
	uint32_t t_int = build_int(b, "int", 4, BK_INT_SIGNED);
	uint32_t id = build_record(b, NEW_KIND, "new", 77);

	build_patch(b, id, BUILD_INFO, build_info(NEW_KIND, 3, true));
	for (int word = 0; word < 1 + 3 * 2; word++)
		build_word(b, 0xffffffff);
	build_ptr(b, t_int);
	return b;
}

static const char future_dump[] = "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
				  "[2] UNKNOWN 'new'\n"
				  "[3] PTR '(anon)' type_id=1\n";

START_TEST(layouts_lead_over_unknown_kinds)
{
	struct build *b = from_the_future(build_new());

	expect_error(b, ".BTF+0x28: type 2: unknown kind 27, and no layout section that tells its "
			"size");
	build_layouts(b);
	expect_error(b, "unknown kind 27"); /* the layouts end at kind 19 */
	build_layout(b, NEW_KIND, 4, 8);
	expect_raw(b, future_dump);
	build_swap(b);
	expect_raw(b, future_dump);
}
END_TEST

START_TEST(layouts_that_lie_are_refused)
{
	static const struct {
		uint8_t info_size, elem_size;
		const char *error;
	} layouts[] = {
		{ 4, 255, "type 2: kind 27 has records of 781 bytes, no multiple of 4" },
		{ 3, 8, "type 2: kind 27 has records of 39 bytes, no multiple of 4" },
		{ 8, 12, "type 2: UNKNOWN of 56 bytes (vlen 3), but 52 are left" },
	};

	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
		struct build *b = from_the_future(build_new());

		build_layout(b, NEW_KIND, layouts[i].info_size, layouts[i].elem_size);
		expect_error(b, layouts[i].error);
	}
}
END_TEST

START_TEST(layouts_do_not_change_what_is_known)
{
	struct build *b = zoo(build_new());

	for (uint32_t kind = 1; kind < BK_KIND_COUNT; kind++)
		build_layout(b, kind, 255, 255);
	expect_text(dump_raw(graph_of(b), NULL), dump_raw(graph_of(zoo(build_new())), NULL));
}
END_TEST

START_TEST(a_split_uses_the_layouts_of_its_base)
{
	struct build *base = build_new(), *b;

	build_layout(base, NEW_KIND, 4, 8);
	b = build_split(base);
	from_the_future(b);
	expect_raw(b, future_dump);

	build_layout(b, NEW_KIND, 0, 0); /* unless it has its own */
	expect_error(b, "type 3: unknown kind 127");
}
END_TEST

START_TEST(kind_0_is_no_record)
{
	struct build *b = build_new();

	build_layout(b, 0, 0, 0);
	build_record(b, BK_KIND_VOID, "", 0);
	expect_error(b, ".BTF+0x20: type 1: unknown kind 0");
}
END_TEST

/* ---- strings ---- */

START_TEST(strings_must_begin_and_end_with_a_nul)
{
	struct build *b = build_new();

	build_strings_raw(b, "", 0);
	expect_raw(b, ""); /* a header alone, as of modules without types */
	build_ptr(b, 0);
	expect_error(b, "the string section is empty");
	build_strings_raw(b, "\0int", 4);
	expect_error(b, "the string section does not end with a NUL");
	build_strings_raw(b, "int", 4);
	expect_error(b, "split BTF (a module's), whose base must be given (--base)");
	build_strings_raw(b, "", 1);
	expect_valid(b);
}
END_TEST

START_TEST(strings_without_an_end_are_refused)
{
	const size_t most = 1 << 16;
	struct build *b = build_new();
	char *strings = keep_zeros(3 * most);

	build_ptr(b, 0);
	memset(strings + 1, 'x', most - 1);
	memset(strings + 1 + most, 'y', most - 1);
	build_strings_raw(b, strings, 1 + 2 * most);
	expect_valid(b);
	strings[most] = 'x';
	build_strings_raw(b, strings, 1 + 2 * most);
	expect_error(b, "the string at 1 has more than 65536 bytes");
}
END_TEST

/* ---- splits ---- */

START_TEST(a_split_sees_its_base_and_its_own)
{
	struct build *base = build_new(), *b;
	uint32_t t_int = build_int(base, "int", 4, BK_INT_SIGNED);
	uint32_t list = build_struct(base, "list_head", 16);
	const struct bk_graph *graph;

	b = build_split(base);
	build_struct(b, "device", 24);
	build_member(b, "list", list, 0);
	build_member(b, "int", t_int, 128);
	build_typedef(b, "list_head", 3);
	expect_raw(b, "[3] STRUCT 'device' size=24 vlen=2\n"
		      "\t'list' type_id=2 bits_offset=0\n"
		      "\t'int' type_id=1 bits_offset=128\n"
		      "[4] TYPEDEF 'list_head' type_id=3\n");

	graph = graph_of(b);
	ck_assert_uint_eq(bk_graph_first_id(graph), 3);
	ck_assert_uint_eq(bk_graph_count(graph), 5);
	ck_assert_uint_eq(bk_kind(bk_graph_type(graph, 0)), BK_KIND_VOID);
	ck_assert_str_eq(bk_graph_name(graph, bk_graph_type(graph, 1)), "int");
	ck_assert_str_eq(bk_graph_name(graph, bk_graph_type(graph, 4)), "list_head");
	ck_assert_uint_eq(bk_graph_type(graph, 4)->name_off, bk_graph_type(graph, 2)->name_off);
}
END_TEST

START_TEST(base_and_split_may_differ_in_byte_order)
{
	struct build *base = zoo(build_new()), *b = build_split(base);

	build_typedef(b, "number", 1);
	build_swap(base);
	expect_raw(b, "[47] TYPEDEF 'number' type_id=1\n");
	build_swap(b);
	expect_raw(b, "[47] TYPEDEF 'number' type_id=1\n");
}
END_TEST

START_TEST(a_split_may_have_a_split)
{
	struct build *base = build_new(), *middle, *b;
	const struct bk_graph *graph;

	build_int(base, "int", 4, 0);
	middle = build_split(base);
	build_typedef(middle, "first", 1);
	build_typedef(middle, "second", 1);
	b = build_split(middle);
	build_struct(b, "first", 8);
	build_member(b, "second", 2, 0);
	build_member(b, "third", 3, 32);
	expect_raw(b, "[4] STRUCT 'first' size=8 vlen=2\n"
		      "\t'second' type_id=2 bits_offset=0\n"
		      "\t'third' type_id=3 bits_offset=32\n");
	graph = graph_of(b);
	ck_assert_str_eq(bk_graph_name(graph, bk_graph_type(graph, 1)), "int");
	ck_assert_str_eq(bk_graph_name(graph, bk_graph_type(graph, 2)), "first");
}
END_TEST

START_TEST(a_split_may_have_no_strings_of_its_own)
{
	struct build *base = build_new(), *b;

	build_int(base, "int", 4, 0);
	b = build_split(base);
	build_typedef(b, "int", 1);
	expect_raw(b, "[2] TYPEDEF 'int' type_id=1\n");
}
END_TEST

START_TEST(a_split_without_its_base_is_refused)
{
	struct build *base = build_new(), *b;

	build_int(base, "int", 4, 0);
	b = build_split(base);
	build_typedef(b, "number", 1);
	expect_fails(graph_create(build_bytes(b), NULL), "whose base must be given (--base)");
}
END_TEST

START_TEST(errors_of_a_split_count_its_base)
{
	struct build *b = build_split(zoo(build_new()));

	build_ptr(b, 1);
	build_ptr(b, 100);
	expect_error(b, ".BTF+0x24: type 48 (PTR): target type 100 does not exist (ids end at 48)");
	build_patch(b, 48, BUILD_TYPE, 35);
	expect_error(b, ".BTF+0x24: type 48 (PTR): target type 35 is of kind VAR");
}
END_TEST

START_TEST(pointers_are_as_wide_as_a_long)
{
	static const struct {
		const char *name;
		uint32_t size, pointer_size;
	} ints[] = {
		{ "long int", 8, 8 }, { "long unsigned int", 4, 4 },
		{ "long", 4, 4 },     { "unsigned long", 8, 8 },
		{ "int", 4, 8 },      { "long long int", 4, 8 },
		{ "long", 2, 8 },
	};

	for (size_t i = 0; i < sizeof(ints) / sizeof(*ints); i++) {
		struct build *base = build_new(), *b;

		build_int(base, ints[i].name, ints[i].size, 0);
		ck_assert_uint_eq(graph_of(base)->pointer_size, ints[i].pointer_size);
		b = build_split(base);
		build_int(b, "other", 4, 0);
		ck_assert_uint_eq(graph_of(b)->pointer_size, ints[i].pointer_size);
	}
}
END_TEST

TEST_SUITE(graph, byte_order_header_and_layouts_make_no_difference,
	   bytes_may_lie_anywhere_in_memory, no_types_at_all_are_a_graph_too,
	   errors_name_the_place_in_the_input, a_vlen_has_24_bits,
	   records_that_are_cut_off_are_refused, each_kind_is_refused_when_a_word_is_missing,
	   layouts_lead_over_unknown_kinds, layouts_that_lie_are_refused,
	   layouts_do_not_change_what_is_known, a_split_uses_the_layouts_of_its_base,
	   kind_0_is_no_record, strings_must_begin_and_end_with_a_nul,
	   strings_without_an_end_are_refused, a_split_sees_its_base_and_its_own,
	   base_and_split_may_differ_in_byte_order, a_split_may_have_a_split,
	   a_split_may_have_no_strings_of_its_own, a_split_without_its_base_is_refused,
	   errors_of_a_split_count_its_base, pointers_are_as_wide_as_a_long)
