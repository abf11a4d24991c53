// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Fitting a table into a width. */
#include "btfkit/render/matrix.h"

#include "btfkit/render/color.h"
#include "btfkit/render/spelling.h"

enum { GAP = 2, LEAST_LABEL = 16 };

struct layout {
	const struct bk_matrix *matrix;
	bool is_numbered; /* numbers above the columns, and a legend */
	bool is_short;	  /* a sign a cell */
	size_t label_width;
};

void bk_put_shortened(struct bk_sink *sink, const char *name, size_t width)
{
	size_t size = strlen(name), front, back;
	char part[256];

	if (size <= width) {
		bk_put_line_text(sink, name);
		return;
	}
	back = (width - 3) * 2 / 3; /* what differs most often stands behind */
	front = width - 3 - back;
	if (front >= sizeof(part))
		front = sizeof(part) - 1;
	memcpy(part, name, front);
	part[front] = '\0';
	bk_put_line_text(sink, part);
	bk_puts(sink, "...");
	bk_put_line_text(sink, name + size - back);
}

static void put_spaces(struct bk_sink *sink, size_t count)
{
	while (count--)
		bk_putc(sink, ' ');
}

static size_t digits(size_t n)
{
	size_t count = 1;

	while (n >= 10) {
		n /= 10;
		count++;
	}
	return count;
}

static size_t cell_width(const struct bk_matrix_cell *cell)
{
	return 1 + (*cell->text ? 1 + strlen(cell->text) : 0);
}

static size_t column_width(const struct layout *layout, size_t column)
{
	const struct bk_matrix *m = layout->matrix;
	size_t width = layout->is_numbered ? digits(column + 1) : strlen(m->columns[column]);

	for (size_t row = 0; row < m->row_count && !layout->is_short; row++) {
		struct bk_matrix_cell cell = m->cell(m->context, row, column);

		if (cell_width(&cell) > width)
			width = cell_width(&cell);
	}
	return width;
}

/* How many columns from `first` on fit beside the rows' names; at least one. */
static size_t fitting(const struct layout *layout, size_t first)
{
	const struct bk_matrix *m = layout->matrix;
	size_t used = layout->label_width, count = 0;

	while (first + count < m->column_count) {
		used += GAP + column_width(layout, first + count);
		if (m->width && used > m->width && count)
			break;
		count++;
	}
	return count;
}

static size_t columns_width(const struct layout *layout)
{
	size_t used = 0;

	for (size_t column = 0; column < layout->matrix->column_count; column++)
		used += GAP + column_width(layout, column);
	return used;
}

static bool fits(const struct layout *layout)
{
	size_t width = layout->matrix->width;

	return !width || layout->label_width + columns_width(layout) <= width;
}

static size_t longest_label(const struct bk_matrix *m)
{
	size_t width = strlen(m->corner);

	for (size_t row = 0; row < m->row_count; row++)
		if (strlen(m->rows[row]) > width)
			width = strlen(m->rows[row]);
	return width;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The rows' names may take half of a line, and what the columns then leave of it. */
static void choose_layout(struct layout *layout)
{
	const struct bk_matrix *m = layout->matrix;
	size_t longest = longest_label(m), half = m->width / 2, used;

	layout->label_width = longest;
	if (!m->width)
		return;
	layout->label_width = smaller(longest, half < LEAST_LABEL ? LEAST_LABEL : half);
	layout->is_numbered = !fits(layout);
	layout->is_short = !fits(layout);
	used = columns_width(layout);
	if (fits(layout))
		layout->label_width = smaller(longest, m->width - used);
}

static void put_colored(struct bk_sink *sink, const struct bk_matrix *m, const char *color,
			const char *text, size_t size)
{
	if (m->color && color)
		bk_puts(sink, color);
	bk_put(sink, text, size);
	if (m->color && color)
		bk_puts(sink, BK_COLOR_NONE);
}

static void put_head(struct bk_sink *sink, const struct layout *layout, size_t first, size_t count,
		     const size_t *widths)
{
	const struct bk_matrix *m = layout->matrix;
	size_t spaces = layout->label_width - strlen(m->corner);

	bk_puts(sink, m->corner);
	for (size_t n = 0; n < count; n++) {
		put_spaces(sink, spaces + GAP);
		if (layout->is_numbered) {
			bk_put_u64(sink, first + n + 1);
			spaces = widths[n] - digits(first + n + 1);
		} else {
			bk_put_line_text(sink, m->columns[first + n]);
			spaces = widths[n] - strlen(m->columns[first + n]);
		}
	}
	bk_putc(sink, '\n');
}

static void put_row(struct bk_sink *sink, const struct layout *layout, size_t row, size_t first,
		    size_t count, const size_t *widths)
{
	const struct bk_matrix *m = layout->matrix;
	size_t size = strlen(m->rows[row]), spaces;

	bk_put_shortened(sink, m->rows[row], layout->label_width);
	spaces = layout->label_width - (size < layout->label_width ? size : layout->label_width);
	for (size_t n = 0; n < count; n++) {
		struct bk_matrix_cell cell = m->cell(m->context, row, first + n);
		char text[sizeof(cell.text) + 2] = { cell.sign, ' ' };
		size_t width = layout->is_short ? 1 : cell_width(&cell);

		memcpy(text + 2, cell.text, sizeof(cell.text));
		if (cell.sign == ' ') { /* nothing, also at the line's end */
			spaces += GAP + widths[n];
			continue;
		}
		put_spaces(sink, spaces + GAP);
		put_colored(sink, m, cell.color, text, width);
		spaces = widths[n] - width;
	}
	bk_putc(sink, '\n');
}

static void put_legend(struct bk_sink *sink, const struct bk_matrix *m)
{
	for (size_t column = 0; column < m->column_count; column++) {
		put_spaces(sink, digits(m->column_count) - digits(column + 1));
		bk_put_u64(sink, column + 1);
		bk_puts(sink, "  ");
		bk_put_line_text(sink, m->columns[column]);
		bk_putc(sink, '\n');
	}
	bk_putc(sink, '\n');
}

void bk_render_matrix(struct bk_sink *sink, const struct bk_matrix *m)
{
	struct layout layout = { .matrix = m };
	BK_AUTOFREE size_t *widths = calloc(m->column_count + 1, sizeof(*widths));

	if (!widths) {
		bk_sink_fail(sink, bk_error_memory());
		return;
	}
	choose_layout(&layout);
	if (layout.is_numbered)
		put_legend(sink, m);
	for (size_t first = 0, count; first < m->column_count; first += count) {
		count = fitting(&layout, first);
		for (size_t n = 0; n < count; n++)
			widths[n] = column_width(&layout, first + n);
		if (first)
			bk_putc(sink, '\n');
		put_head(sink, &layout, first, count, widths);
		for (size_t row = 0; row < m->row_count; row++)
			put_row(sink, &layout, row, first, count, widths);
	}
}
