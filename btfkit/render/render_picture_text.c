// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Maps of records:
 *
 *	struct page_frag  16 bytes, 1 cache line of 64
 *	      0 |aaaaaaaabbbbcccc|
 *	         a page  b offset  c size
 *
 * Letters begin anew in each row, so a row can be read by itself. A `.` is a byte that nobody has, a
 * `#` one that several share: bitfields.
 */
#include "btfkit/render/color.h"
#include "btfkit/render/render_picture.h"
#include "btfkit/render/spelling.h"

enum { LETTERS = 52, LEGEND_WIDTH = 88, INDENT = 9 };

/* What a row shows of a lane. */
struct row_text {
	const struct bk_picture *picture;
	const struct bk_picture_row *row;
	const struct bk_picture_lane *lane;
	struct bk_sink *sink;
	bool color;
	uint32_t width; /* of the line of the legend so far */
};

const char *bk_picture_member_name(const struct bk_picture *picture,
				   const struct bk_picture_block *block)
{
	const char *name = picture->layout->members.at[block->member].name;

	return *name ? name : "(anon)";
}

const char *bk_picture_keyword(const struct bk_picture *picture)
{
	const struct bk_graph *graph = picture->layout->graph;

	if (bk_graph_kind(graph, picture->layout->type_id) == BK_KIND_TYPEDEF)
		return "typedef ";
	return bk_graph_kind(graph, picture->layout->record_id) == BK_KIND_UNION ? "union "
										 : "struct ";
}

const char *bk_picture_title(const struct bk_picture *picture)
{
	const struct bk_graph *graph = picture->layout->graph;

	return bk_graph_name(graph, bk_graph_type(graph, picture->layout->type_id));
}

static char letter_of(uint32_t n)
{
	n %= LETTERS;
	return (char)(n < 26 ? 'a' + (char)n : 'A' + (char)(n - 26));
}

static bool has_byte(const struct bk_picture_block *block, uint64_t byte)
{
	return block->start_bits < 8 * byte + 8 && block->end_bits > 8 * byte;
}

/* The next or the last member in the lane; NULL: there is none in this row. */
static const struct bk_picture_block *neighbour(const struct row_text *t, size_t n, bool before)
{
	const struct bk_picture_block *block;

	do {
		if (before && n == 0)
			return NULL;
		n += before ? (size_t)-1 : 1;
		block = bk_picture_block(t->picture, t->row, t->lane, n);
	} while (block && block->member == BK_NO_MEMBER);
	return block;
}

/* Whether a byte of the n-th block is another member's, too. */
static bool is_shared(const struct row_text *t, size_t n, uint64_t byte)
{
	const struct bk_picture_block *before = neighbour(t, n, true);
	const struct bk_picture_block *behind = neighbour(t, n, false);

	return (before && has_byte(before, byte)) || (behind && has_byte(behind, byte));
}

/* Whether all of the bytes that the n-th block, a member, has in this row are. */
static bool is_all_shared(const struct row_text *t, size_t n)
{
	const struct bk_picture_block *block = bk_picture_block(t->picture, t->row, t->lane, n);
	uint64_t first = block->start_bits / 8, last = (block->end_bits - 1) / 8;

	if (first < t->row->start_bytes)
		first = t->row->start_bytes;
	if (last >= t->row->end_bytes)
		last = t->row->end_bytes - 1;
	return last < first + 2 && is_shared(t, n, first) && is_shared(t, n, last);
}

static void put_color(const struct row_text *t, const char *code)
{
	if (t->color)
		bk_puts(t->sink, code);
}

static const char *color_of(const struct bk_picture_block *block, uint32_t order)
{
	static const char *const colors[] = { BK_COLOR_CYAN, BK_COLOR_GREEN, BK_COLOR_YELLOW };

	return block->member == BK_NO_MEMBER ? BK_COLOR_RED : colors[order % 3];
}

/* One character a byte: of the members that have it, or else of the gap. */
static void put_cells(const struct row_text *t)
{
	const struct bk_picture_block *block = bk_picture_block(t->picture, t->row, t->lane, 0);
	const struct bk_picture_block *shown;
	uint32_t order = 0;
	size_t n = 0, at;

	for (uint64_t byte = t->row->start_bytes; byte < t->row->end_bytes; byte++) {
		while (block && block->end_bits <= 8 * byte) {
			order += block->member != BK_NO_MEMBER && !is_all_shared(t, n);
			block = bk_picture_block(t->picture, t->row, t->lane, ++n);
		}
		if (!block || !has_byte(block, byte)) {
			bk_putc(t->sink, ' ');
			continue;
		}
		shown = block;
		at = n;
		if (block->member == BK_NO_MEMBER) {
			const struct bk_picture_block *next =
				bk_picture_block(t->picture, t->row, t->lane, n + 1);

			if (next && has_byte(next, byte)) {
				shown = next;
				at = n + 1;
			}
		}
		put_color(t, color_of(shown, order));
		if (shown->member == BK_NO_MEMBER)
			bk_putc(t->sink, '.');
		else
			bk_putc(t->sink, is_shared(t, at, byte) ? '#' : letter_of(order));
		put_color(t, BK_COLOR_NONE);
	}
}

static void begin_entry(struct row_text *t, size_t width)
{
	if (t->width && t->width + width > LEGEND_WIDTH) {
		bk_putc(t->sink, '\n');
		t->width = 0;
	}
	bk_printf(t->sink, "%*s", t->width ? 2 : INDENT, "");
	t->width += (uint32_t)width;
}

static void put_gap(struct row_text *t, const struct bk_picture_block *block)
{
	uint64_t bits = block->end_bits - block->start_bits;
	const char *what = block->is_padding ? "padding" : "hole";

	begin_entry(t, 16);
	put_color(t, BK_COLOR_RED);
	bk_puts(t->sink, ". ");
	put_color(t, BK_COLOR_NONE);
	if (bits % 8)
		bk_printf(t->sink, "%s of %llu bit%s", what, (unsigned long long)bits,
			  bits == 1 ? "" : "s");
	else
		bk_printf(t->sink, "%s of %llu", what, (unsigned long long)bits / 8);
}

static void put_legend(struct row_text *t)
{
	const struct bk_picture_block *block;
	uint32_t order = 0;

	t->width = 0;
	for (size_t n = 0; (block = bk_picture_block(t->picture, t->row, t->lane, n)); n++) {
		const struct bk_placed_member *m;
		const char *name;
		bool shared;

		if (block->member == BK_NO_MEMBER) {
			if (block->start_bits >= 8 * t->row->start_bytes)
				put_gap(t, block);
			continue;
		}
		name = bk_picture_member_name(t->picture, block);
		m = &t->picture->layout->members.at[block->member];
		shared = is_all_shared(t, n);
		begin_entry(t, strlen(name) + 6);
		put_color(t, color_of(block, order));
		bk_putc(t->sink, shared ? '#' : letter_of(order));
		put_color(t, BK_COLOR_NONE);
		bk_putc(t->sink, ' ');
		bk_put_line_text(t->sink, name);
		if (m->is_bitfield)
			bk_printf(t->sink, ":%llu", (unsigned long long)m->size_bits);
		order += !shared;
	}
	if (t->width)
		bk_putc(t->sink, '\n');
}

static void put_head(struct bk_sink *sink, const struct bk_picture *picture, bool color)
{
	const struct bk_layout_summary *s = &picture->layout->summary;

	bk_puts(sink, color ? BK_COLOR_BOLD : "");
	bk_puts(sink, bk_picture_keyword(picture));
	bk_put_line_text(sink, bk_picture_title(picture));
	bk_puts(sink, color ? BK_COLOR_NONE : "");
	bk_printf(sink, "  %llu byte%s, %llu cache line%s of %u\n",
		  (unsigned long long)s->size_bytes, s->size_bytes == 1 ? "" : "s",
		  (unsigned long long)s->cachelines, s->cachelines == 1 ? "" : "s",
		  picture->layout->cacheline_bytes);
}

static void put_row(struct row_text *t)
{
	bk_printf(t->sink, "%7llu |", (unsigned long long)t->row->start_bytes);
	put_cells(t);
	bk_puts(t->sink, "|\n");
	put_legend(t);
}

void bk_render_picture_text(struct bk_sink *sink, const struct bk_picture *picture, bool color)
{
	struct bk_picture_lane lanes[BK_PICTURE_UNION_LANES];

	put_head(sink, picture, color);
	bk_picture_lanes(picture, lanes);
	for (size_t i = 0; i < picture->rows.count; i++) {
		const struct bk_picture_row *row = &picture->rows.at[i];

		for (uint32_t n = 0; n < picture->lanes; n++) {
			struct row_text t = { .picture = picture,
					      .row = row,
					      .lane = &lanes[n],
					      .sink = sink,
					      .color = color };

			bk_picture_go(picture, row, &lanes[n]);
			if (bk_picture_block(picture, row, &lanes[n], 0))
				put_row(&t);
		}
		if (row->times > 1)
			bk_printf(sink, "%7s %llu more row%s like this\n", "*",
				  (unsigned long long)row->times - 1, row->times == 2 ? "" : "s");
	}
	if (picture->left_out)
		bk_printf(sink, "%7s %zu member%s that overlap%s these\n", "and", picture->left_out,
			  picture->left_out == 1 ? "" : "s", picture->left_out == 1 ? "s" : "");
}
