// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Pictures of records as SVG, to scale: a row for each cache line, or for 64 bytes of it, 12 units a
 * byte. Names stand in their blocks as far as they fit, and in full beside the row and in the tooltips.
 * It has no script, and refers to nothing.
 */
#include "btfkit/graph/type_name.h"
#include "btfkit/render/render_picture.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

enum {
	BYTE = 12,
	LEFT = 76, /* of the first byte */
	LANE = 22, /* from lane to lane */
	ROW_GAP = 6,
	HEAD = 34,
	LETTER = 7, /* about the width of one */
	TOP = 12,
	LONGEST_LIST = 110, /* letters beside a row */
};

/* Text in XML: what it forbids becomes `?`. */
static void put_text(struct bk_sink *sink, const char *text, size_t size)
{
	for (size_t i = 0; i < size && text[i]; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '<')
			bk_puts(sink, "&lt;");
		else if (c == '>')
			bk_puts(sink, "&gt;");
		else if (c == '&')
			bk_puts(sink, "&amp;");
		else if (c == '"')
			bk_puts(sink, "&quot;");
		else
			bk_putc(sink, c < 0x20 || c >= 0x7f ? '?' : (char)c);
	}
}

static const char *type_of(struct bk_picture_svg *svg, const struct bk_picture *picture,
			   const struct bk_placed_member *m)
{
	svg->scratch.at = svg->scratch.start;
	bk_type_declare(picture->layout->graph, m->type_id, m->name, &svg->scratch);
	bk_putc(&svg->scratch, '\0');
	return svg->scratch.start;
}

static void put_place(struct bk_sink *sink, uint64_t bits, const char *before)
{
	bk_printf(sink, "%s%llu", before, (unsigned long long)bits / 8);
	if (bits % 8)
		bk_printf(sink, ":%llu", (unsigned long long)bits % 8);
}

static void put_size(struct bk_sink *sink, uint64_t bits)
{
	bool is_bytes = bits % 8 == 0;
	uint64_t count = is_bytes ? bits / 8 : bits;

	bk_printf(sink, "%llu %s%s", (unsigned long long)count, is_bytes ? "byte" : "bit",
		  count == 1 ? "" : "s");
}

/* The tooltip: all that is known. */
static void put_title(struct bk_picture_svg *svg, const struct bk_picture *picture,
		      const struct bk_picture_block *block)
{
	struct bk_sink *body = &svg->body;

	bk_puts(body, "<title>");
	if (block->member == BK_NO_MEMBER) {
		bk_puts(body, block->is_padding ? "padding" : "hole");
	} else {
		const struct bk_placed_member *m = &picture->layout->members.at[block->member];

		put_text(body, type_of(svg, picture, m), SIZE_MAX);
		if (m->is_bitfield)
			bk_printf(body, ":%llu", (unsigned long long)m->size_bits);
	}
	put_place(body, block->start_bits, "  offset ");
	bk_puts(body, ", ");
	put_size(body, block->end_bits - block->start_bits);
	bk_puts(body, "</title>");
}

/* Tenths of units from the start of the row. */
static uint64_t tenths(const struct bk_picture_row *row, uint64_t bits)
{
	uint64_t start = 8 * row->start_bytes, end = 8 * row->end_bytes;

	if (bits < start)
		bits = start;
	if (bits > end)
		bits = end;
	return (bits - start) * BYTE * 10 / 8;
}

static void put_decimal(struct bk_sink *sink, const char *name, uint64_t value)
{
	bk_printf(sink, " %s=\"%llu.%llu\"", name, (unsigned long long)value / 10,
		  (unsigned long long)value % 10);
}

static void put_block(struct bk_picture_svg *svg, const struct bk_picture *picture,
		      const struct bk_picture_row *row, const struct bk_picture_block *block,
		      uint64_t y)
{
	uint64_t from = tenths(row, block->start_bits), to = tenths(row, block->end_bits);
	bool is_gap = block->member == BK_NO_MEMBER;
	struct bk_sink *body = &svg->body;
	size_t room = (size_t)(to - from) / (10 * LETTER);

	bk_printf(body, "<g><rect class=\"%s\"", is_gap ? "gap" : block->member % 2 ? "b" : "a");
	put_decimal(body, "x", 10 * LEFT + from);
	put_decimal(body, "width", to - from);
	bk_printf(body, " y=\"%llu\" height=\"%d\">", (unsigned long long)y, LANE - 4);
	put_title(svg, picture, block);
	bk_puts(body, "</rect>");
	if (!is_gap && room) {
		const char *name = bk_picture_member_name(picture, block);

		bk_puts(body, "<text");
		put_decimal(body, "x", 10 * LEFT + (from + to) / 2);
		bk_printf(body, " y=\"%llu\">", (unsigned long long)y + 13);
		put_text(body, name, room);
		bk_puts(body, "</text>");
	}
	bk_puts(body, "</g>\n");
}

/* The names of a lane's members, beside it. */
static void put_list(struct bk_picture_svg *svg, const struct bk_picture *picture,
		     const struct bk_picture_row *row, const struct bk_picture_lane *lane,
		     uint64_t y)
{
	uint64_t x = LEFT + (uint64_t)picture->row_bytes * BYTE + 12;
	const struct bk_picture_block *block;
	size_t size = 0;

	bk_printf(&svg->body, "<text class=\"list\" x=\"%llu\" y=\"%llu\">", (unsigned long long)x,
		  (unsigned long long)y + 13);
	for (size_t n = 0; (block = bk_picture_block(picture, row, lane, n)); n++) {
		const char *name;

		if (block->member == BK_NO_MEMBER)
			continue;
		name = bk_picture_member_name(picture, block);
		if (size + strlen(name) > LONGEST_LIST) {
			bk_puts(&svg->body, size ? ", ..." : "...");
			size += 5;
			break;
		}
		bk_puts(&svg->body, size ? ", " : "");
		put_text(&svg->body, name, SIZE_MAX);
		size += strlen(name) + 2;
	}
	bk_puts(&svg->body, "</text>\n");
	if (x + size * LETTER > svg->width)
		svg->width = x + size * LETTER;
}

static void put_row(struct bk_picture_svg *svg, const struct bk_picture *picture,
		    const struct bk_picture_row *row, struct bk_picture_lane *lanes)
{
	struct bk_sink *body = &svg->body;
	bool is_labelled = false;

	if (row->begins_cacheline)
		bk_printf(body, "<path class=\"line\" d=\"M%d %lluh%llu\"/>\n", LEFT - 60,
			  (unsigned long long)svg->height - 3,
			  (unsigned long long)picture->row_bytes * BYTE + 60);
	for (uint32_t n = 0; n < picture->lanes; n++) {
		const struct bk_picture_block *block;

		bk_picture_go(picture, row, &lanes[n]);
		if (!bk_picture_block(picture, row, &lanes[n], 0))
			continue;
		if (!is_labelled)
			bk_printf(body, "<text class=\"offset\" x=\"%d\" y=\"%llu\">%llu</text>\n",
				  LEFT - 8, (unsigned long long)svg->height + 13,
				  (unsigned long long)row->start_bytes);
		is_labelled = true;
		for (size_t b = 0; (block = bk_picture_block(picture, row, &lanes[n], b)); b++)
			put_block(svg, picture, row, block, svg->height);
		put_list(svg, picture, row, &lanes[n], svg->height);
		svg->height += LANE;
	}
	if (row->times > 1) {
		bk_printf(body, "<text class=\"list\" x=\"%d\" y=\"%llu\">", LEFT,
			  (unsigned long long)svg->height + 10);
		bk_printf(body, "%llu more row%s like this</text>\n",
			  (unsigned long long)row->times - 1, row->times == 2 ? "" : "s");
		svg->height += LANE - ROW_GAP;
	}
	svg->height += ROW_GAP;
}

void bk_picture_svg_begin(struct bk_picture_svg *svg, struct bk_sink *sink)
{
	*svg = (struct bk_picture_svg){ .sink = sink, .width = 400, .height = TOP };
	bk_sink_init_memory(&svg->body, SIZE_MAX);
	bk_sink_init_memory(&svg->scratch, SIZE_MAX);
}

void bk_picture_svg_put(struct bk_picture_svg *svg, const struct bk_picture *picture)
{
	const struct bk_layout_summary *s = &picture->layout->summary;
	struct bk_picture_lane lanes[BK_PICTURE_UNION_LANES];
	struct bk_sink *body = &svg->body;

	bk_printf(body, "<text class=\"head\" x=\"16\" y=\"%llu\">",
		  (unsigned long long)svg->height + 14);
	bk_puts(body, bk_picture_keyword(picture));
	put_text(body, bk_picture_title(picture), SIZE_MAX);
	bk_printf(body, "<tspan class=\"list\" dx=\"16\">%llu byte%s, %llu cache line%s of %u",
		  (unsigned long long)s->size_bytes, s->size_bytes == 1 ? "" : "s",
		  (unsigned long long)s->cachelines, s->cachelines == 1 ? "" : "s",
		  picture->layout->cacheline_bytes);
	if (s->hole_bytes || s->padding_bytes)
		bk_printf(body, ", %llu in holes, %llu of padding",
			  (unsigned long long)s->hole_bytes, (unsigned long long)s->padding_bytes);
	if (picture->left_out)
		bk_printf(body, "; %zu that overlap others are left out", picture->left_out);
	bk_puts(body, "</tspan></text>\n");
	svg->height += HEAD;
	bk_picture_lanes(picture, lanes);
	for (size_t i = 0; i < picture->rows.count; i++)
		put_row(svg, picture, &picture->rows.at[i], lanes);
	svg->height += HEAD / 2;
}

struct bk_error *bk_picture_svg_end(struct bk_picture_svg *svg)
{
	static const char style[] =
		"<style>\n"
		"svg { background: #fff; font: 11px monospace; }\n"
		"text { text-anchor: middle; fill: #123; }\n"
		"rect { stroke: #fff; }\n"
		".a { fill: #a8c8ec; }\n"
		".b { fill: #cde3b5; }\n"
		".gap { fill: #f3b0a8; stroke: #d0483a; stroke-dasharray: 2 2; }\n"
		".offset { text-anchor: end; fill: #667; }\n"
		".list { text-anchor: start; fill: #667; font-weight: normal; font-size: 11px; }\n"
		".head { text-anchor: start; font-weight: bold; font-size: 14px; }\n"
		".line { stroke: #99a; fill: none; }\n"
		"</style>\n";
	struct bk_error *error = bk_sink_finish(&svg->body), *other;
	unsigned long long width = svg->width + 16, height = svg->height + TOP;

	bk_printf(svg->sink,
		  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%llu\" height=\"%llu\" "
		  "viewBox=\"0 0 %llu %llu\">\n",
		  width, height, width, height);
	bk_puts(svg->sink, style);
	if (!error)
		bk_put(svg->sink, svg->body.start, (size_t)(svg->body.at - svg->body.start));
	bk_puts(svg->sink, "</svg>\n");
	other = bk_sink_finish(&svg->scratch);
	bk_sink_deinit(&svg->body);
	bk_sink_deinit(&svg->scratch);
	if (!error)
		return other;
	bk_error_destroy(other);
	return error;
}
