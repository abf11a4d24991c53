// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Layouts as text: each member as C declares it, and behind it where it lies.
 *
 *	struct sample {
 *		struct list_head list;		/\*     0    16 *\/
 *		unsigned int ready:1;		/\*    16: 0  4 *\/
 *
 * The numbers are the offset in bytes, a bitfield's bit, and the size in bytes, of a bitfield that of
 * its declared type. Those who know pahole's output can read this.
 */
#include "btfkit/render/render_layout.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/render/color.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

enum { TAB = 8, NARROWEST = 32, WIDEST = 64 };

struct text {
	const struct bk_type_layout *layout;
	struct bk_sink *sink;
	struct bk_sink type, declaration; /* memory for one of each */
	bool color;
	size_t column;			    /* where the numbers stand */
	uint64_t lines;			    /* cache lines that were begun */
	bool after_blank;		    /* the last line is empty, or opens a body */
	size_t open[BK_LAYOUT_DEEPEST + 1]; /* by depth: the member whose body is being put */
};

static const struct bk_placed_member *member_at(const struct text *text, size_t index)
{
	return &text->layout->members.at[index];
}

static void indent(const struct text *text, uint32_t depth)
{
	for (uint32_t i = 0; i <= depth; i++)
		bk_putc(text->sink, '\t');
}

static void put_color(const struct text *text, const char *code)
{
	if (text->color)
		bk_puts(text->sink, code);
}

/* The name of a type; valid until the next. */
static const char *type_text(struct text *text, uint32_t id)
{
	text->type.at = text->type.start;
	bk_type_name(text->layout->graph, id, &text->type);
	bk_putc(&text->type, '\0');
	return text->type.start;
}

/* The declaration of a member; valid until the next. */
static const char *declaration(struct text *text, const struct bk_placed_member *m)
{
	struct bk_sink *sink = &text->declaration;

	sink->at = sink->start;
	bk_type_declare(text->layout->graph, m->type_id, m->name, sink);
	if (m->is_bitfield) {
		bk_putc(sink, ':');
		bk_put_u64(sink, m->size_bits);
	}
	bk_puts(sink, ";");
	bk_putc(sink, '\0');
	return sink->start;
}

/* What an opened member's type is called before its braces and array bounds. */
static uint32_t opened_type(const struct text *text, const struct bk_placed_member *m)
{
	const struct bk_graph *graph = text->layout->graph;
	uint32_t id = m->type_id, stripped;

	for (;;) {
		stripped = bk_skip_modifiers(graph, id);
		if (bk_graph_kind(graph, stripped) != BK_KIND_ARRAY)
			return stripped;
		id = bk_array_info(bk_graph_type(graph, stripped))->elem_type;
	}
}

/* `} name[4];`: the declaration without the type that the braces stand for. */
static const char *closing(struct text *text, const struct bk_placed_member *m)
{
	const char *type = type_text(text, opened_type(text, m)), *all = declaration(text, m);
	const char *at = strstr(all, type);

	return at ? at + strlen(type) : all;
}

static void start_comment(struct text *text, size_t width)
{
	if (width < text->column)
		bk_printf(text->sink, "%*s", (int)(text->column - width), "");
	put_color(text, BK_COLOR_DIM);
	bk_puts(text->sink, " /* ");
}

static void end_comment(struct text *text)
{
	bk_puts(text->sink, " */");
	put_color(text, BK_COLOR_NONE);
	bk_putc(text->sink, '\n');
	text->after_blank = false;
}

/* Of a bitfield the bytes that its declared type has, from where that lies. */
static void put_place(struct text *text, const struct bk_placed_member *m, size_t width)
{
	uint64_t unit = m->is_bitfield ? bk_type_size(text->layout->graph, m->type_id) : 0;
	uint64_t start = unit ? m->offset_bits / 8 / unit * unit : m->offset_bits / 8;

	start_comment(text, width);
	if (m->is_bitfield)
		bk_printf(text->sink, "%5llu:%2llu %2llu", (unsigned long long)start,
			  (unsigned long long)(m->offset_bits - 8 * start),
			  (unsigned long long)unit);
	else
		bk_printf(text->sink, "%5llu %5llu", (unsigned long long)start,
			  (unsigned long long)(m->size_bits / 8));
	end_comment(text);
}

static size_t width_at(uint32_t depth, const char *declared)
{
	return TAB * (depth + 1) + strlen(declared);
}

/* A remark on a line of its own, between empty ones where it tells of a gap. */
static void put_remark(struct text *text, uint32_t depth, const char *color, const char *remark)
{
	indent(text, depth);
	put_color(text, color);
	bk_printf(text->sink, "/* %s */", remark);
	put_color(text, BK_COLOR_NONE);
	bk_putc(text->sink, '\n');
}

static void put_gap(struct text *text, uint32_t depth, uint64_t count, const char *unit)
{
	char remark[64];

	snprintf(remark, sizeof(remark), "XXX %llu %s%s hole, try to pack",
		 (unsigned long long)count, unit, count == 1 ? "" : "s");
	put_remark(text, depth, BK_COLOR_RED, remark);
}

static void put_gaps(struct text *text, const struct bk_placed_member *m)
{
	if (!m->hole_before_bytes && !m->bit_hole_before_bits)
		return;
	if (!text->after_blank)
		bk_putc(text->sink, '\n');
	if (m->bit_hole_before_bits)
		put_gap(text, m->depth, m->bit_hole_before_bits, "bit");
	if (m->hole_before_bytes)
		put_gap(text, m->depth, m->hole_before_bytes, "byte");
	bk_putc(text->sink, '\n');
	text->after_blank = true;
}

static void put_boundary(struct text *text, const struct bk_placed_member *m)
{
	uint64_t size = text->layout->cacheline_bytes, line = m->offset_bits / 8 / size;
	uint64_t ago = m->offset_bits / 8 - line * size;
	char remark[128], when[48] = "";

	if (line <= text->lines)
		return;
	text->lines = line;
	if (ago)
		snprintf(when, sizeof(when), " was %llu byte%s ago", (unsigned long long)ago,
			 ago == 1 ? "" : "s");
	snprintf(remark, sizeof(remark), "--- cacheline %llu boundary (%llu bytes)%s ---",
		 (unsigned long long)line, (unsigned long long)line * size, when);
	put_remark(text, m->depth, BK_COLOR_CYAN, remark);
}

static void put_padding(struct text *text, uint32_t depth, const struct bk_layout_summary *summary)
{
	char remark[64];

	if (summary->padding_bytes) {
		snprintf(remark, sizeof(remark), "padding: %llu",
			 (unsigned long long)summary->padding_bytes);
		put_remark(text, depth, BK_COLOR_RED, remark);
	}
	if (summary->padding_bits) {
		snprintf(remark, sizeof(remark), "bit_padding: %llu bit%s",
			 (unsigned long long)summary->padding_bits,
			 summary->padding_bits == 1 ? "" : "s");
		put_remark(text, depth, BK_COLOR_RED, remark);
	}
}

static void close_body(struct text *text, uint32_t depth)
{
	const struct bk_placed_member *m = member_at(text, text->open[depth]);
	const struct bk_layout_summary *body = &text->layout->bodies.at[m->body];
	const char *rest;

	if (body->padding_bytes || body->padding_bits) {
		if (!text->after_blank)
			bk_putc(text->sink, '\n');
		put_padding(text, depth + 1, body);
	}
	rest = closing(text, m);
	indent(text, depth);
	bk_putc(text->sink, '}');
	bk_put_line_text(text->sink, rest);
	put_place(text, m, width_at(depth, rest) + 1);
}

static void put_member(struct text *text, size_t index)
{
	const struct bk_placed_member *m = member_at(text, index);
	const char *declared;

	put_gaps(text, m);
	put_boundary(text, m);
	indent(text, m->depth);
	if (m->body != BK_NO_BODY) {
		const char *name = type_text(text, opened_type(text, m));
		char *anonymous = strstr(text->type.start, "(anon)");

		if (anonymous)
			*anonymous = '\0';
		bk_put_line_text(text->sink, name);
		bk_puts(text->sink, anonymous ? "{\n" : " {\n");
		text->open[m->depth] = index;
		text->after_blank = true;
		return;
	}
	declared = declaration(text, m);
	bk_put_line_text(text->sink, declared);
	put_place(text, m, width_at(m->depth, declared));
}

static void put_members(struct text *text)
{
	uint32_t depth = 0;

	for (size_t i = 0; i < text->layout->members.count; i++) {
		while (depth > member_at(text, i)->depth)
			close_body(text, --depth);
		put_member(text, i);
		depth = member_at(text, i)->depth + (member_at(text, i)->body != BK_NO_BODY);
	}
	while (depth > 0)
		close_body(text, --depth);
}

static void measure(struct text *text)
{
	text->column = NARROWEST;
	for (size_t i = 0; i < text->layout->members.count; i++) {
		const struct bk_placed_member *m = member_at(text, i);
		size_t width;

		if (m->body != BK_NO_BODY)
			width = width_at(m->depth, closing(text, m)) + 1;
		else
			width = width_at(m->depth, declaration(text, m));
		if (width > text->column && width <= WIDEST)
			text->column = width;
	}
}

static void put_summary(struct text *text)
{
	const struct bk_layout_summary *s = &text->layout->summary;
	uint32_t line = text->layout->cacheline_bytes;
	char remark[160];

	if (!text->after_blank)
		bk_putc(text->sink, '\n');
	snprintf(remark, sizeof(remark), "size: %llu, cachelines: %llu, members: %u, align: %u",
		 (unsigned long long)s->size_bytes, (unsigned long long)s->cachelines, s->members,
		 text->layout->align_bytes);
	put_remark(text, 0, BK_COLOR_DIM, remark);
	if (s->holes) {
		snprintf(remark, sizeof(remark), "sum members: %llu, holes: %u, sum holes: %llu",
			 (unsigned long long)s->member_bytes, s->holes,
			 (unsigned long long)s->hole_bytes);
		put_remark(text, 0, BK_COLOR_RED, remark);
	}
	if (s->bit_holes) {
		snprintf(remark, sizeof(remark),
			 "sum bitfield members: %llu bits, bit holes: %u, sum bit holes: %llu bits",
			 (unsigned long long)s->bitfield_bits, s->bit_holes,
			 (unsigned long long)s->bit_hole_bits);
		put_remark(text, 0, BK_COLOR_RED, remark);
	}
	put_padding(text, 0, s);
	if (s->size_bytes % line) {
		snprintf(remark, sizeof(remark), "last cacheline: %llu bytes",
			 (unsigned long long)(s->size_bytes % line));
		put_remark(text, 0, BK_COLOR_DIM, remark);
	}
}

static void put_saving(struct text *text)
{
	const struct bk_type_layout *layout = text->layout;
	char remark[128];

	if (!layout->is_reorganized)
		return;
	if (!layout->saved_bytes)
		snprintf(remark, sizeof(remark), "no other order saves anything");
	else
		snprintf(remark, sizeof(remark), "saved: %llu of %llu bytes, members moved: %u",
			 (unsigned long long)layout->saved_bytes,
			 (unsigned long long)layout->summary.size_bytes + layout->saved_bytes,
			 layout->moved);
	put_remark(text, 0, BK_COLOR_GREEN, remark);
}

struct bk_error *bk_render_layout_text(struct bk_sink *sink, const struct bk_type_layout *layout,
				       bool color)
{
	const struct bk_type *t = bk_graph_type(layout->graph, layout->type_id);
	const struct bk_type *record = bk_graph_type(layout->graph, layout->record_id);
	const char *keyword = bk_kind(record) == BK_KIND_UNION ? "union" : "struct";
	bool is_typedef = bk_kind(t) == BK_KIND_TYPEDEF;
	struct text text = { .layout = layout, .sink = sink, .color = color, .after_blank = true };
	struct bk_error *error;

	bk_sink_init_memory(&text.type, SIZE_MAX);
	bk_sink_init_memory(&text.declaration, SIZE_MAX);
	measure(&text);
	bk_printf(sink, is_typedef ? "typedef %s" : "%s ", keyword);
	if (!is_typedef)
		bk_put_line_text(sink, bk_graph_name(layout->graph, t));
	bk_puts(sink, " {\n");
	put_members(&text);
	put_summary(&text);
	put_saving(&text);
	bk_puts(sink, is_typedef ? "} " : "}");
	if (is_typedef)
		bk_put_line_text(sink, bk_graph_name(layout->graph, t));
	bk_puts(sink, ";\n");
	error = bk_sink_finish(&text.type);
	if (!error)
		error = bk_sink_finish(&text.declaration);
	bk_sink_deinit(&text.type);
	bk_sink_deinit(&text.declaration);
	return error;
}

void bk_render_layout_table(struct bk_sink *sink, const struct bk_graph *graph,
			    const struct bk_chosen *chosen)
{
	bk_puts(sink, "    size members cachelines holes   bytes bit holes  bits padding  type\n");
	for (size_t i = 0; i < chosen->records.count; i++) {
		const struct bk_chosen_record *r = &chosen->records.at[i];
		const struct bk_layout_summary *s = &r->summary;

		bk_printf(sink, "%8llu %7u %10llu %5u %7llu %9u %5llu %7llu  ",
			  (unsigned long long)s->size_bytes, s->members,
			  (unsigned long long)s->cachelines, s->holes,
			  (unsigned long long)s->hole_bytes, s->bit_holes,
			  (unsigned long long)s->bit_hole_bits,
			  (unsigned long long)s->padding_bytes);
		if (bk_graph_kind(graph, r->id) != BK_KIND_TYPEDEF)
			bk_puts(sink, bk_graph_kind(graph, r->id) == BK_KIND_UNION ? "union "
										   : "struct ");
		bk_put_line_text(sink, bk_graph_name(graph, bk_graph_type(graph, r->id)));
		bk_putc(sink, '\n');
	}
}
