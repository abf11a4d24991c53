// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* In which kernels expressions are, where, and of what type: a table, then what is the same once. */
#include "btfkit/render/color.h"
#include "btfkit/render/compat_labels.h"
#include "btfkit/render/matrix.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

/* The kernels that have a row: files without BTF have none. */
struct rows {
	const struct bk_compat_report *report;
	size_t *answers; /* of each row */
	const char **names;
	size_t count;
};

static void rows_deinit(struct rows *rows)
{
	free(rows->answers);
	free(rows->names);
}

static struct bk_error *rows_init(struct rows *rows, const struct bk_compat_report *report,
				  const struct bk_compat_labels *labels)
{
	rows->report = report;
	rows->answers = calloc(report->answer_count + 1, sizeof(*rows->answers));
	rows->names = calloc(report->answer_count + 1, sizeof(*rows->names));
	if (!rows->answers || !rows->names)
		return bk_error_memory();
	for (size_t i = 0; i < report->answer_count; i++) {
		if (report->answers[i]->kernel.is_passed_over)
			continue;
		rows->answers[rows->count] = i;
		rows->names[rows->count++] = labels->at[i];
	}
	return NULL;
}

static void format_bits(char *to, size_t size, uint64_t bits)
{
	if (bits % 8)
		snprintf(to, size, "%llu:%llu", (unsigned long long)bits / 8,
			 (unsigned long long)bits % 8);
	else
		snprintf(to, size, "%llu", (unsigned long long)bits / 8);
}

static struct bk_matrix_cell cell_of(const void *context, size_t row, size_t column)
{
	const struct rows *rows = context;
	const struct bk_compat_answer *answer = rows->report->answers[rows->answers[row]];
	struct bk_matrix_cell cell = { .sign = '?', .color = BK_COLOR_YELLOW };
	const struct bk_compat_place *place;
	char bits[44];

	if (!answer->places)
		return cell;
	place = &answer->places[column];
	if (!place->exists && !place->reason)
		return (struct bk_matrix_cell){ .sign = ' ' };
	if (!place->exists)
		return (struct bk_matrix_cell){ .sign = '-', .color = BK_COLOR_RED };
	cell = (struct bk_matrix_cell){ .sign = '+', .color = BK_COLOR_GREEN };
	if (place->at.is_ambiguous)
		cell = (struct bk_matrix_cell){ '!', "ambiguous", BK_COLOR_YELLOW };
	else if (place->at.has_offset) {
		format_bits(bits, sizeof(bits), place->at.offset_bits);
		snprintf(cell.text, sizeof(cell.text), "@%s", bits);
	} else if (place->at.has_value && place->at.is_signed)
		snprintf(cell.text, sizeof(cell.text), "= %lld", (long long)place->at.value);
	else if (place->at.has_value)
		snprintf(cell.text, sizeof(cell.text), "= %llu",
			 (unsigned long long)place->at.value);
	return cell;
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_place(const struct bk_compat_place *a, const struct bk_compat_place *b)
{
	return a->exists == b->exists && is_same_text(a->reason, b->reason) &&
	       is_same_text(a->type, b->type) && is_same_text(a->module, b->module) &&
	       a->at.offset_bits == b->at.offset_bits && a->at.size_bits == b->at.size_bits &&
	       a->at.width_bits == b->at.width_bits && a->at.value == b->at.value &&
	       a->at.is_signed == b->at.is_signed && a->at.is_ambiguous == b->at.is_ambiguous;
}

/* Whether anything is said of a place before its module. */
static bool comma_before(const struct bk_compat_place *place)
{
	return place->type || place->at.has_offset || place->at.has_size || place->at.has_value ||
	       place->at.width_bits;
}

/* What is said of a place, the type first. */
static void put_place(struct bk_sink *sink, const struct bk_compat_place *place)
{
	const char *comma = place->type ? ", " : "";

	if (!place->exists) {
		bk_put_line_text(sink, place->reason);
		return;
	}
	if (place->type)
		bk_put_line_text(sink, place->type);
	if (place->at.has_offset) {
		bk_printf(sink, "%soffset %llu", comma,
			  (unsigned long long)place->at.offset_bits / 8);
		if (place->at.width_bits || place->at.offset_bits % 8)
			bk_printf(sink, " bit %llu", (unsigned long long)place->at.offset_bits % 8);
		comma = ", ";
	}
	if (place->at.width_bits)
		bk_printf(sink, "%ssize %u bit%s", comma, place->at.width_bits,
			  place->at.width_bits == 1 ? "" : "s");
	else if (place->at.has_size)
		bk_printf(sink, "%ssize %llu", comma, (unsigned long long)place->at.size_bits / 8);
	if (place->at.has_value && place->at.is_signed)
		bk_printf(sink, "value %lld", (long long)place->at.value);
	else if (place->at.has_value)
		bk_printf(sink, "value %llu", (unsigned long long)place->at.value);
	if (place->module) {
		bk_puts(sink, comma_before(place) ? ", in module " : "in module ");
		bk_put_line_text(sink, place->module);
	}
	if (place->at.is_ambiguous)
		bk_puts(sink, "; ambiguous: another type of that name has it elsewhere");
}

static void put_sign(struct bk_sink *sink, const struct bk_compat_report *report, bool exists)
{
	if (report->color)
		bk_puts(sink, exists ? BK_COLOR_GREEN : BK_COLOR_RED);
	bk_puts(sink, exists ? "  + " : "  - ");
	if (report->color)
		bk_puts(sink, BK_COLOR_NONE);
}

/* All that is known of one expression, the same in several kernels once. */
static struct bk_error *put_expression(struct bk_sink *sink, const struct bk_compat_report *report,
				       const struct bk_compat_labels *labels, size_t expression)
{
	BK_AUTOFREE bool *done = calloc(report->answer_count + 1, sizeof(*done));
	BK_AUTOFREE bool *same = calloc(report->answer_count + 1, sizeof(*same));

	if (!done || !same)
		return bk_error_memory();
	bk_putc(sink, '\n');
	bk_put_line_text(sink, report->expressions[expression].text);
	bk_putc(sink, '\n');
	for (size_t i = 0; i < report->answer_count; i++) {
		const struct bk_compat_place *place = report->answers[i]->places;

		if (done[i] || !place)
			continue;
		place += expression;
		if (!place->exists && !place->reason)
			continue;
		for (size_t n = 0; n < report->answer_count; n++) {
			const struct bk_compat_place *other = report->answers[n]->places;

			same[n] = other && is_same_place(place, other + expression);
			done[n] |= same[n];
		}
		put_sign(sink, report, place->exists);
		put_place(sink, place);
		bk_puts(sink, ": ");
		bk_put_kernels(sink, labels, same);
		bk_putc(sink, '\n');
	}
	return NULL;
}

static struct bk_error *put_table(struct bk_sink *sink, const struct rows *rows)
{
	const struct bk_compat_report *report = rows->report;
	struct bk_matrix matrix = {
		.corner = "KERNEL",
		.rows = rows->names,
		.row_count = rows->count,
		.column_count = report->expression_count,
		.cell = cell_of,
		.context = rows,
		.width = report->width,
		.color = report->color,
	};
	BK_AUTOFREE const char **columns = calloc(report->expression_count + 1, sizeof(*columns));

	if (!columns)
		return bk_error_memory();
	for (size_t i = 0; i < report->expression_count; i++)
		columns[i] = report->expressions[i].text;
	matrix.columns = columns;
	bk_render_matrix(sink, &matrix);
	return NULL;
}

struct bk_error *bk_render_places_text(struct bk_sink *sink, const struct bk_compat_report *report)
{
	BK_AUTO(bk_compat_labels_deinit) struct bk_compat_labels labels = { 0 };
	BK_AUTO(rows_deinit) struct rows rows = { 0 };

	BK_AUTOFREE struct bk_compat_kernel *kernels =
		calloc(report->answer_count + 1, sizeof(*kernels));

	if (!kernels)
		return bk_error_memory();
	for (size_t i = 0; i < report->answer_count; i++)
		kernels[i] = report->answers[i]->kernel;
	BK_TRY(bk_compat_labels_init(&labels, kernels, report->answer_count));
	BK_TRY(rows_init(&rows, report, &labels));
	BK_TRY(put_table(sink, &rows));
	for (size_t i = 0; i < report->expression_count; i++)
		BK_TRY(put_expression(sink, report, &labels, i));
	return bk_put_unread(sink, &labels);
}
