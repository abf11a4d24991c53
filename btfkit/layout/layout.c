// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Layouts of records, put together from the gaps between members. */
#include "btfkit/layout/layout.h"

#include "btfkit/graph/type_size.h"
#include "btfkit/layout/align.h"
#include "btfkit/layout/gaps.h"

/*
 * Records inside records fan out: thirty anonymous ones, each holding the next twice, are a billion
 * members. Nothing compiled comes near the limits: a kernel's record has thousands inside at most, all
 * of them together two for each type. What lies beyond stays closed.
 */
enum { MOST_NESTED = 1 << 16, MOST_NESTED_IN_ALL = 1 << 20, MOST_A_TYPE = 16 };
enum { USUAL_CACHELINE = 64 };

struct bk_layouts {
	const struct bk_graph *graph;
	struct bk_layout_options options;
	struct bk_aligns *aligns;
	/* members of opened records that may still come: of all types, and of the one at hand */
	uint64_t left;
	uint32_t left_here;
};

struct bk_error *bk_layouts_create(const struct bk_graph *graph,
				   const struct bk_layout_options *options,
				   struct bk_layouts **result)
{
	struct bk_layouts *layouts = calloc(1, sizeof(*layouts));
	struct bk_error *error;

	*result = NULL;
	if (!layouts)
		return bk_error_memory();
	layouts->graph = graph;
	layouts->options = *options;
	layouts->left = MOST_NESTED_IN_ALL + MOST_A_TYPE * (uint64_t)graph->count;
	if (!layouts->options.cacheline_bytes)
		layouts->options.cacheline_bytes = USUAL_CACHELINE;
	error = bk_aligns_create(graph, &layouts->aligns);
	if (error) {
		bk_layouts_destroy(layouts);
		return error;
	}
	*result = layouts;
	return NULL;
}

void bk_layouts_destroy(struct bk_layouts *layouts)
{
	if (!layouts)
		return;
	bk_aligns_destroy(layouts->aligns);
	free(layouts);
}

uint32_t bk_layout_record(const struct bk_graph *graph, uint32_t id)
{
	id = bk_skip_typedefs(graph, id);
	return bk_kind_is_record(bk_graph_kind(graph, id)) ? id : 0;
}

bool bk_layout_is_named_record(const struct bk_graph *graph, uint32_t id)
{
	enum bk_kind kind = bk_graph_kind(graph, id);
	uint32_t record;

	if (bk_kind_is_record(kind))
		return !bk_graph_is_anonymous(graph, id);
	if (kind != BK_KIND_TYPEDEF)
		return false;
	record = bk_skip_modifiers(graph, bk_graph_type(graph, id)->type_id);
	return bk_kind_is_record(bk_graph_kind(graph, record)) &&
	       bk_graph_is_anonymous(graph, record);
}

uint32_t bk_layouts_align(const struct bk_layouts *layouts, uint32_t id)
{
	return 1u << bk_aligns_log2(layouts->aligns, bk_skip_typedefs(layouts->graph, id));
}

static void count_member(struct bk_layout_summary *summary, const struct bk_gap_member *m)
{
	summary->members++;
	summary->holes += m->hole_bytes != 0;
	summary->bit_holes += m->bit_hole_bits != 0;
	summary->hole_bytes += m->hole_bytes;
	summary->bit_hole_bits += m->bit_hole_bits;
	if (m->is_bitfield)
		summary->bitfield_bits += m->size_bits;
	else
		summary->member_bytes += m->size_bits / 8;
}

static void finish_summary(const struct bk_layouts *layouts, const struct bk_gaps *gaps,
			   struct bk_layout_summary *summary)
{
	uint32_t line = layouts->options.cacheline_bytes;

	bk_gaps_padding(gaps, &summary->padding_bytes, &summary->padding_bits);
	summary->size_bytes = gaps->t->size;
	summary->cachelines = (summary->size_bytes + line - 1) / line;
}

void bk_layouts_summarize(const struct bk_layouts *layouts, uint32_t id,
			  struct bk_layout_summary *summary)
{
	uint32_t record = bk_layout_record(layouts->graph, id);
	struct bk_gaps gaps = bk_gaps_of(layouts->graph, bk_graph_type(layouts->graph, record));
	struct bk_gap_member m;

	*summary = (struct bk_layout_summary){ 0 };
	while (bk_gaps_next(&gaps, &m))
		count_member(summary, &m);
	finish_summary(layouts, &gaps, summary);
}

/* The record that a member's braces would hold: its type, behind arrays and qualifiers; 0: none. */
static uint32_t record_inside(const struct bk_layouts *layouts, uint32_t id)
{
	const struct bk_graph *graph = layouts->graph;

	for (;;) {
		id = layouts->options.expand ? bk_skip_typedefs(graph, id)
					     : bk_skip_modifiers(graph, id);
		if (bk_graph_kind(graph, id) != BK_KIND_ARRAY)
			break;
		id = bk_array_info(bk_graph_type(graph, id))->elem_type;
	}
	if (!bk_kind_is_record(bk_graph_kind(graph, id)))
		return 0;
	return layouts->options.expand || bk_graph_is_anonymous(graph, id) ? id : 0;
}

/* Whether a member of that type is opened, and if so counts those inside. */
static uint32_t record_to_open(struct bk_layouts *layouts, uint32_t id, uint32_t depth)
{
	uint32_t record, count;

	if ((!layouts->options.nested && !layouts->options.expand) || depth == BK_LAYOUT_DEEPEST)
		return 0;
	record = record_inside(layouts, id);
	count = record ? bk_vlen(bk_graph_type(layouts->graph, record)) : 0;
	if (count > layouts->left_here || count > layouts->left)
		return 0;
	layouts->left_here -= count;
	layouts->left -= count;
	return record;
}

static bool add_body(struct bk_type_layout *layout, struct bk_layouts *layouts, uint32_t record,
		     uint64_t at_bits, uint32_t depth, struct bk_layout_summary *summary);

static bool open_member(struct bk_type_layout *layout, struct bk_layouts *layouts, size_t index)
{
	const struct bk_placed_member *m = &layout->members.at[index];
	uint32_t record = record_to_open(layouts, m->type_id, m->depth);
	struct bk_layout_summary summary = { 0 };
	uint32_t body = (uint32_t)layout->bodies.count;

	if (!record)
		return true;
	if (!bk_array_push(&layout->bodies, summary))
		return false;
	layout->members.at[index].body = body;
	if (!add_body(layout, layouts, record, m->offset_bits, m->depth + 1, &summary))
		return false;
	layout->bodies.at[body] = summary;
	return true;
}

/* All members of a record that begins at `at_bits`, and those inside of what is opened. */
static bool add_body(struct bk_type_layout *layout, struct bk_layouts *layouts, uint32_t record,
		     uint64_t at_bits, uint32_t depth, struct bk_layout_summary *summary)
{
	struct bk_gaps gaps = bk_gaps_of(layouts->graph, bk_graph_type(layouts->graph, record));
	struct bk_gap_member m;

	while (bk_gaps_next(&gaps, &m)) {
		struct bk_placed_member placed = {
			.name = bk_graph_string(layouts->graph, m.member->name_off),
			.type_id = m.member->type_id,
			.depth = depth,
			.offset_bits = at_bits + m.start_bits,
			.size_bits = m.size_bits,
			.is_bitfield = m.is_bitfield,
			.hole_before_bytes = m.hole_bytes,
			.bit_hole_before_bits = m.bit_hole_bits,
			.body = BK_NO_BODY,
		};

		count_member(summary, &m);
		if (!bk_array_push(&layout->members, placed) ||
		    !open_member(layout, layouts, layout->members.count - 1))
			return false;
	}
	finish_summary(layouts, &gaps, summary);
	return true;
}

struct bk_error *bk_type_layout_init(struct bk_type_layout *layout, struct bk_layouts *layouts,
				     uint32_t id)
{
	*layout = (struct bk_type_layout){
		.graph = layouts->graph,
		.type_id = id,
		.record_id = bk_layout_record(layouts->graph, id),
		.align_bytes = bk_layouts_align(layouts, id),
		.cacheline_bytes = layouts->options.cacheline_bytes,
	};
	layouts->left_here = MOST_NESTED;
	if (add_body(layout, layouts, layout->record_id, 0, 0, &layout->summary))
		return NULL;
	bk_type_layout_deinit(layout);
	return bk_error_memory();
}

void bk_type_layout_deinit(struct bk_type_layout *layout)
{
	bk_array_deinit(&layout->members);
	bk_array_deinit(&layout->bodies);
}
