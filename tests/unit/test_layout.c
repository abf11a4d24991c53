// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Layouts: gaps between members, nested records, alignments, and which records are listed. */
#include "btfkit/layout/layout.h"

#include "btfkit/layout/chosen.h"
#include "btfkit/layout/reorganize.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/suite.h"
#include "tests/unit/support/wild.h"

static const struct bk_layout_options plain;

static struct bk_layouts *layouts_of(const struct bk_graph *graph,
				     const struct bk_layout_options *options)
{
	struct bk_layouts *layouts = NULL;

	expect_ok(bk_layouts_create(graph, options, &layouts));
	return layouts;
}

/* Name, offset and size in bits of each member, what lies before it, and the summary. */
static const char *described(const struct bk_graph *graph, uint32_t id,
			     const struct bk_layout_options *options)
{
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = layouts_of(graph, options);
	BK_AUTO(bk_type_layout_deinit) struct bk_type_layout layout = { 0 };
	const struct bk_layout_summary *s = &layout.summary;
	struct bk_layout_summary again;
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_type_layout_init(&layout, layouts, id));
	for (size_t i = 0; i < layout.members.count; i++) {
		const struct bk_placed_member *m = &layout.members.at[i];

		bk_printf(&sink, "%*s%s%s %llu+%llu", (int)m->depth, "", m->name,
			  m->is_bitfield ? ":" : "", (unsigned long long)m->offset_bits,
			  (unsigned long long)m->size_bits);
		if (m->hole_before_bytes)
			bk_printf(&sink, " hole %llu", (unsigned long long)m->hole_before_bytes);
		if (m->bit_hole_before_bits)
			bk_printf(&sink, " bits %llu", (unsigned long long)m->bit_hole_before_bits);
		bk_putc(&sink, '\n');
	}
	bk_printf(&sink,
		  "size %llu align %u members %u holes %u:%llu bits %u:%llu padding %llu:%llu",
		  (unsigned long long)s->size_bytes, layout.align_bytes, s->members, s->holes,
		  (unsigned long long)s->hole_bytes, s->bit_holes,
		  (unsigned long long)s->bit_hole_bits, (unsigned long long)s->padding_bytes,
		  (unsigned long long)s->padding_bits);
	bk_layouts_summarize(layouts, id, &again);
	ck_assert_mem_eq(&again, s, sizeof(again));
	return sink_text(&sink);
}

START_TEST(gaps_of_bytes_lie_before_members_and_at_the_end)
{
	struct build *b = build_new();
	uint32_t byte = build_int(b, "char", 1, 0), word = build_int(b, "long", 8, 0), id;

	id = build_struct(b, "s", 32);
	build_member(b, "a", byte, 0);
	build_member(b, "b", word, 64);
	build_member(b, "c", byte, 128);
	build_member(b, "d", byte, 160);
	expect_text(described(graph_of(b), id, &plain),
		    "a 0+8\nb 64+64 hole 7\nc 128+8\nd 160+8 hole 3\n"
		    "size 32 align 16 members 4 holes 2:10 bits 0:0 padding 11:0");
}
END_TEST

/* What a bitfield leaves of its declared type is bits, what lies behind that is bytes. */
START_TEST(bits_are_left_up_to_the_end_of_the_storage)
{
	struct build *b = build_new();
	uint32_t word = build_int(b, "int", 4, 0), byte = build_int(b, "char", 1, 0), id, tail;

	id = build_struct(b, "s", 16);
	build_bitfield(b, "a", word, 0, 3);
	build_bitfield(b, "b", word, 5, 4);
	build_member(b, "c", byte, 24);
	build_bitfield(b, "d", byte, 32, 2);
	build_member(b, "e", word, 64);
	build_bitfield(b, "f", word, 96, 31);
	tail = build_struct(b, "tail", 8);
	build_bitfield(b, "a", byte, 0, 3);
	expect_text(described(graph_of(b), id, &plain),
		    "a: 0+3\nb: 5+4 bits 2\nc 24+8 bits 15\nd: 32+2\ne 64+32 hole 3 bits 6\n"
		    "f: 96+31\n"
		    "size 16 align 4 members 6 holes 1:3 bits 3:23 padding 0:1");
	expect_text(described(graph_of(b), tail, &plain),
		    "a: 0+3\nsize 8 align 8 members 1 holes 0:0 bits 0:0 padding 7:5");
}
END_TEST

START_TEST(a_bitfield_may_begin_in_a_unit_of_its_own)
{
	struct build *b = build_new();
	uint32_t byte = build_int(b, "char", 1, 0), word = build_int(b, "int", 4, 0), id;

	id = build_struct(b, "s", 12);
	build_member(b, "a", byte, 0);
	build_bitfield(b, "b", word, 40, 4); /* its unit begins at 32 */
	build_bitfield(b, "c", word, 62, 4); /* and this one crosses into the next */
	expect_text(described(graph_of(b), id, &plain),
		    "a 0+8\nb: 40+4 hole 3 bits 8\nc: 62+4 bits 18\n"
		    "size 12 align 4 members 3 holes 1:3 bits 2:26 padding 0:30");
}
END_TEST

START_TEST(unions_overlap_and_structs_may)
{
	struct build *b = build_new();
	uint32_t word = build_int(b, "int", 4, 0), either, both;

	either = build_union(b, "either", 8);
	build_member(b, "a", word, 0);
	build_member(b, "b", word, 0);
	both = build_struct(b, "both", 12);
	build_member(b, "a", word, 32);
	build_member(b, "b", word, 0);
	build_member(b, "c", word, 64);
	expect_text(described(graph_of(b), either, &plain),
		    "a 0+32\nb 0+32\nsize 8 align 4 members 2 holes 0:0 bits 0:0 padding 4:0");
	expect_text(described(graph_of(b), both, &plain),
		    "a 32+32 hole 4\nb 0+32\nc 64+32\n"
		    "size 12 align 4 members 3 holes 1:4 bits 0:0 padding 0:0");
}
END_TEST

/* struct s { struct { int x; } (anon); pair p[2]; struct named n; } */
static uint32_t nest(struct build *b)
{
	uint32_t word = build_int(b, "int", 4, 0), anonymous, named, array, pair, id;

	anonymous = build_struct(b, "", 8);
	build_member(b, "x", word, 32);
	named = build_struct(b, "named", 4);
	build_member(b, "y", word, 0);
	pair = build_typedef(b, "pair", anonymous);
	array = build_array(b, pair, word, 2);
	id = build_struct(b, "s", 28);
	build_member(b, "", anonymous, 0);
	build_member(b, "p", array, 64);
	build_member(b, "n", named, 192);
	return id;
}

START_TEST(records_inside_are_opened_on_request)
{
	struct bk_layout_options nested = { .nested = true }, all = { .expand = true };
	struct build *b = build_new();
	uint32_t id = nest(b);

	expect_text(described(graph_of(b), id, &plain),
		    " 0+64\np 64+128\nn 192+32\n"
		    "size 28 align 4 members 3 holes 0:0 bits 0:0 padding 0:0");
	expect_text(described(graph_of(b), id, &nested),
		    " 0+64\n x 32+32 hole 4\np 64+128\nn 192+32\n"
		    "size 28 align 4 members 3 holes 0:0 bits 0:0 padding 0:0");
	expect_text(described(graph_of(b), id, &all),
		    " 0+64\n x 32+32 hole 4\np 64+128\n x 96+32 hole 4\nn 192+32\n y 192+32\n"
		    "size 28 align 4 members 3 holes 0:0 bits 0:0 padding 0:0");
}
END_TEST

/* Forty records, each holding the next twice, would be 2^40 members. */
START_TEST(what_fans_out_stays_closed_at_some_point)
{
	struct bk_layout_options nested = { .nested = true };
	struct build *b = build_new();
	uint32_t inner = build_int(b, "int", 4, 0);
	size_t count = 0;
	BK_AUTO(bk_type_layout_deinit) struct bk_type_layout layout = { 0 };
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = NULL;

	for (int i = 0; i < 40; i++) {
		uint32_t outer = build_union(b, i < 39 ? "" : "top", 4);

		build_member(b, "", inner, 0);
		build_member(b, "", inner, 0);
		inner = outer;
	}
	layouts = layouts_of(graph_of(b), &nested);
	expect_ok(bk_type_layout_init(&layout, layouts, inner));
	ck_assert_uint_eq(layout.summary.members, 2);
	ck_assert_uint_ge(layout.members.count, 1 << 15);
	ck_assert_uint_le(layout.members.count, 1 << 17);
	for (int i = 0; i < 100; i++) { /* and so does the sum of many such */
		count += layout.members.count;
		bk_type_layout_deinit(&layout);
		expect_ok(bk_type_layout_init(&layout, layouts, inner));
	}
	ck_assert_uint_le(count, 1 << 21);
	ck_assert_uint_eq(layout.members.count, 2);
}
END_TEST

static uint32_t align_of(const struct bk_graph *graph, uint32_t id)
{
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = layouts_of(graph, &plain);

	return bk_layouts_align(layouts, id);
}

START_TEST(alignments_are_what_offsets_bear_out)
{
	struct build *b = build_new();
	uint32_t word = build_int(b, "int", 4, 0), quad = build_int(b, "long", 8, 0);
	uint32_t packed, line, held, holder, gap;

	packed = build_struct(b, "packed", 12);
	build_member(b, "a", word, 0);
	build_member(b, "b", quad, 32);
	line = build_struct(b, "line", 64); /* aligned(64) shows in its padding */
	build_member(b, "a", word, 0);
	held = build_struct(b, "held", 64); /* and here it would, but for where it is held */
	build_member(b, "a", word, 0);
	holder = build_struct(b, "holder", 80);
	build_member(b, "a", quad, 0);
	build_member(b, "held", held, 64);
	gap = build_struct(b, "gap", 128);
	build_member(b, "a", quad, 0);
	build_member(b, "b", quad, 512);
	ck_assert_uint_eq(align_of(graph_of(b), packed), 4);
	ck_assert_uint_eq(align_of(graph_of(b), line), 64);
	ck_assert_uint_eq(align_of(graph_of(b), held), 8);
	ck_assert_uint_eq(align_of(graph_of(b), holder), 16);
	ck_assert_uint_eq(align_of(graph_of(b), gap), 64);
}
END_TEST

/* What a selection lists, as names with spaces between. */
static const char *listed(const struct bk_graph *graph, const char *type, enum bk_layout_sort sort)
{
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = layouts_of(graph, &plain);
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 };
	BK_AUTO(bk_chosen_deinit) struct bk_chosen chosen = { 0 };
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	if (type)
		expect_ok(bk_selection_add_type(&selection, type));
	expect_ok(bk_chosen_init(&chosen, layouts, graph, &selection));
	if (sort == BK_SORT_HOLES)
		bk_chosen_keep_holes(&chosen);
	bk_chosen_sort(&chosen, graph, sort);
	for (size_t i = 0; i < chosen.records.count; i++)
		bk_printf(&sink, "%s%s:%llu", i ? " " : "",
			  bk_graph_name(graph, bk_graph_type(graph, chosen.records.at[i].id)),
			  (unsigned long long)chosen.records.at[i].summary.size_bytes);
	return sink_text(&sink);
}

static const struct bk_graph *several(void)
{
	struct build *b = build_new();
	uint32_t word = build_int(b, "int", 4, 0), anonymous, twin;

	build_struct(b, "twin", 8);
	build_member(b, "b", word, 32);
	twin = build_struct(b, "twin", 8);
	build_member(b, "a", word, 0);
	build_member(b, "b", word, 0);
	anonymous = build_struct(b, "", 16);
	build_member(b, "a", word, 0);
	build_member(b, "b", word, 96);
	build_typedef(b, "pair_t", anonymous);
	build_typedef(b, "twin_t", twin);
	build_union(b, "any", 4);
	build_typedef(b, "number", word);
	return graph_of(b);
}

START_TEST(records_are_listed_by_name_size_and_holes)
{
	const struct bk_graph *graph = several();

	expect_text(listed(graph, NULL, BK_SORT_NAME), "any:4 pair_t:16 twin:8 twin:8");
	expect_text(listed(graph, NULL, BK_SORT_SIZE), "pair_t:16 twin:8 twin:8 any:4");
	expect_text(listed(graph, NULL, BK_SORT_HOLES), "pair_t:16 twin:8");
	expect_text(listed(graph, "t*", BK_SORT_NAME), "twin:8 twin:8");
	expect_text(listed(graph, "struct twin", BK_SORT_NAME), "twin:8 twin:8");
	expect_text(listed(graph, "twin_t", BK_SORT_NAME), "twin:8");
	expect_text(listed(graph, "typedef twin_t", BK_SORT_NAME), "twin:8");
	expect_text(listed(graph, "union *", BK_SORT_NAME), "any:4");
}
END_TEST

START_TEST(what_is_no_record_is_refused)
{
	const struct bk_graph *graph = several();
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = layouts_of(graph, &plain);
	BK_AUTO(bk_selection_deinit) struct bk_selection selection = { 0 }, near = { 0 };
	struct bk_chosen chosen;

	expect_ok(bk_selection_add_type(&selection, "number"));
	expect_fails(bk_chosen_init(&chosen, layouts, graph, &selection),
		     "'number' is no struct or union");
	expect_ok(bk_selection_add_type(&near, "twim"));
	expect_fails(bk_chosen_init(&chosen, layouts, graph, &near), "near: twin");
}
END_TEST

/* The order and places of a reorganized record. */
static const char *reorganized(const struct bk_graph *graph, uint32_t id)
{
	BK_AUTO(bk_layouts_auto) struct bk_layouts *layouts = layouts_of(graph, &plain);
	BK_AUTO(bk_type_layout_deinit) struct bk_type_layout layout = { 0 };
	const struct bk_layout_summary *s = &layout.summary;
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	expect_ok(bk_type_layout_init(&layout, layouts, id));
	expect_ok(bk_layout_reorganize(&layout, layouts));
	for (size_t i = 0; i < layout.members.count; i++)
		bk_printf(&sink, "%s@%llu ", layout.members.at[i].name,
			  (unsigned long long)layout.members.at[i].offset_bits);
	bk_printf(&sink, "size %llu holes %llu bits %llu padding %llu:%llu saved %llu moved %u",
		  (unsigned long long)s->size_bytes, (unsigned long long)s->hole_bytes,
		  (unsigned long long)s->bit_hole_bits, (unsigned long long)s->padding_bytes,
		  (unsigned long long)s->padding_bits, (unsigned long long)layout.saved_bytes,
		  layout.moved);
	return sink_text(&sink);
}

START_TEST(later_members_go_into_holes)
{
	struct build *b = build_new();
	uint32_t byte = build_int(b, "char", 1, 0), word = build_int(b, "int", 4, 0);
	uint32_t quad = build_int(b, "long", 8, 0), none, holes, bits, either, rest;

	none = build_array(b, byte, word, 0);
	holes = build_struct(b, "holes", 32);
	build_member(b, "a", byte, 0);
	build_member(b, "b", quad, 64);
	build_member(b, "c", byte, 128);
	build_member(b, "d", word, 160);
	build_member(b, "rest", none, 192);
	bits = build_struct(b, "bits", 24);
	build_bitfield(b, "f", word, 0, 3);
	build_bitfield(b, "g", word, 3, 7);
	build_member(b, "q", quad, 64);
	build_member(b, "mark", none, 128);
	build_member(b, "w", word, 128);
	either = build_union(b, "either", 16);
	build_member(b, "a", byte, 0);
	rest = build_struct(b, "dense", 12);
	build_member(b, "a", word, 0);
	build_member(b, "b", word, 32);
	build_member(b, "c", byte, 64);
	expect_text(reorganized(graph_of(b), holes),
		    "b@0 d@64 a@96 c@104 rest@112 "
		    "size 16 holes 0 bits 0 padding 2:0 saved 16 moved 4");
	expect_text(reorganized(graph_of(b), bits),
		    "f@0 g@3 mark@32 w@32 q@64 size 16 holes 2 bits 6 padding 0:0 saved 8 moved 2");
	expect_text(reorganized(graph_of(b), either),
		    "a@0 size 16 holes 0 bits 0 padding 15:0 saved 0 moved 0");
	expect_text(reorganized(graph_of(b), rest),
		    "a@0 b@32 c@64 size 12 holes 0 bits 0 padding 3:0 saved 0 moved 0");
}
END_TEST

/* A layouts that is asked for many types knows the same of each as one that is asked for it alone. */
START_TEST(alignments_do_not_depend_on_what_was_asked_before)
{
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct build *b = wild(seed, seed % 2);
		const struct bk_graph *graph = b ? graph_of(b) : NULL;
		BK_AUTO(bk_layouts_auto) struct bk_layouts *up = NULL, *down = NULL;
		uint32_t count = graph ? bk_graph_count(graph) : 0;

		if (!graph)
			continue;
		up = layouts_of(graph, &plain);
		down = layouts_of(graph, &plain);
		for (uint32_t id = 1; id < count; id++) {
			if (bk_layout_record(graph, id))
				ck_assert_uint_eq(bk_layouts_align(up, id), align_of(graph, id));
			if (bk_layout_record(graph, count - id))
				ck_assert_uint_eq(bk_layouts_align(down, count - id),
						  align_of(graph, count - id));
		}
	}
}
END_TEST

/* Whatever the types: members lie in order inside their gaps, and the two ways agree. */
START_TEST(any_types_have_a_layout)
{
	struct bk_layout_options all = { .expand = true };

	for (uint64_t seed = 0; seed < 300; seed++) {
		struct build *b = wild(seed, seed % 2);
		const struct bk_graph *graph = b ? graph_of(b) : NULL;

		for (uint32_t id = 1; graph && id < bk_graph_count(graph); id++) {
			if (!bk_layout_record(graph, id))
				continue;
			described(graph, id, &all);
			reorganized(graph, id);
			ck_assert(align_of(graph, id) > 0);
		}
	}
}
END_TEST

TEST_SUITE(layout, gaps_of_bytes_lie_before_members_and_at_the_end,
	   bits_are_left_up_to_the_end_of_the_storage, a_bitfield_may_begin_in_a_unit_of_its_own,
	   unions_overlap_and_structs_may, records_inside_are_opened_on_request,
	   what_fans_out_stays_closed_at_some_point, alignments_are_what_offsets_bear_out,
	   records_are_listed_by_name_size_and_holes, what_is_no_record_is_refused,
	   later_members_go_into_holes, alignments_do_not_depend_on_what_was_asked_before,
	   any_types_have_a_layout)
