// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which objects load on which kernels: a table, and the reasons below it. */
#include "btfkit/render/render_compat.h"

#include "btfkit/render/color.h"
#include "btfkit/render/compat_labels.h"
#include "btfkit/render/matrix.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

/* How many places of one trouble are named. */
enum { MOST_PLACES = 4 };

static const struct {
	char sign;
	const char *text, *color;
} verdicts[BK_VERDICTS] = {
	[BK_VERDICT_NONE] = { ' ', "", NULL },
	[BK_VERDICT_OK] = { '+', "ok", BK_COLOR_GREEN },
	[BK_VERDICT_GUARDED] = { '~', "guarded", BK_COLOR_CYAN },
	[BK_VERDICT_FAIL] = { 'x', "fail", BK_COLOR_RED },
	[BK_VERDICT_ERROR] = { '?', "error", BK_COLOR_YELLOW },
};

struct page {
	const struct bk_compat_summary *summary;
	struct bk_compat_labels labels, objects;
	bool color;
	uint32_t *rows; /* the kernels that have one: files without BTF have none */
	const char **names;
	size_t row_count;
	bool *is_set; /* scratch, for each kernel */
};

static void page_deinit(struct page *page)
{
	bk_compat_labels_deinit(&page->labels);
	bk_compat_labels_deinit(&page->objects);
	free(page->rows);
	free(page->names);
	free(page->is_set);
}

/* Objects get their short names as kernels do; one alone loses its directory, too. */
static struct bk_error *name_objects(struct page *page)
{
	size_t count = page->summary->subjects.count;
	struct bk_compat_kernel *sources = calloc(count + 1, sizeof(*sources));
	struct bk_error *error;

	if (!sources)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++)
		sources[i].source = page->summary->subjects.at[i];
	if (count == 1 && strrchr(sources[0].source, '/'))
		sources[0].source = strrchr(sources[0].source, '/') + 1;
	error = bk_compat_labels_init(&page->objects, sources, count);
	free(sources);
	page->objects.kernels = NULL;
	return error;
}

static struct bk_error *page_init(struct page *page)
{
	const struct bk_compat_summary *summary = page->summary;
	size_t count = summary->kernels.count;

	BK_TRY(bk_compat_labels_init(&page->labels, summary->kernels.at, count));
	BK_TRY(name_objects(page));
	page->rows = calloc(count + 1, sizeof(*page->rows));
	page->names = calloc(count + 1, sizeof(*page->names));
	page->is_set = calloc(count + 1, sizeof(*page->is_set));
	if (!page->rows || !page->names || !page->is_set)
		return bk_error_memory();
	for (uint32_t i = 0; i < count; i++) {
		if (summary->kernels.at[i].is_passed_over)
			continue;
		page->rows[page->row_count] = i;
		page->names[page->row_count++] = page->labels.at[i];
	}
	return NULL;
}

static struct bk_matrix_cell cell_of(const void *context, size_t row, size_t column)
{
	const struct page *page = context;
	enum bk_verdict verdict = bk_compat_summary_at(page->summary, page->rows[row], column);
	struct bk_matrix_cell cell = { .sign = verdicts[verdict].sign,
				       .color = verdicts[verdict].color };

	snprintf(cell.text, sizeof(cell.text), "%s%s", verdicts[verdict].text,
		 bk_compat_summary_on_modules(page->summary, page->rows[row], column) ? ", modules"
										      : "");
	return cell;
}

static void put_sign(struct bk_sink *sink, const struct page *page, enum bk_verdict verdict)
{
	if (page->color)
		bk_puts(sink, verdicts[verdict].color);
	bk_printf(sink, "  %c ", verdicts[verdict].sign);
	if (page->color)
		bk_puts(sink, BK_COLOR_NONE);
}

static void put_places(struct bk_sink *sink, const char *const *places, size_t count)
{
	for (size_t i = 0; i < count && i < MOST_PLACES; i++) {
		bk_puts(sink, i ? ", " : "    at ");
		bk_put_line_text(sink, places[i]);
	}
	if (count > MOST_PLACES)
		bk_printf(sink, " and %zu more", count - MOST_PLACES);
	if (count)
		bk_putc(sink, '\n');
}

static void put_kernels(struct bk_sink *sink, struct page *page, const uint32_t *kernels,
			size_t count)
{
	memset(page->is_set, 0, page->summary->kernels.count * sizeof(*page->is_set));
	for (size_t i = 0; i < count; i++)
		page->is_set[kernels[i]] = true;
	bk_put_kernels(sink, &page->labels, page->is_set);
}

static void put_trouble(struct bk_sink *sink, struct page *page,
			const struct bk_compat_trouble *trouble)
{
	put_sign(sink, page, trouble->severity);
	bk_put_line_text(sink, trouble->title);
	if (trouble->kind)
		bk_printf(sink, "  %s", trouble->kind);
	bk_printf(sink, "  %s", trouble->status);
	if (trouble->note) {
		bk_puts(sink, ", ");
		bk_put_line_text(sink, trouble->note);
	}
	bk_putc(sink, '\n');
	if (trouble->reason) {
		bk_puts(sink, "    ");
		bk_put_line_text(sink, trouble->reason);
		bk_putc(sink, '\n');
	}
	put_places(sink, trouble->places.at, trouble->places.count);
	bk_puts(sink, "    on ");
	put_kernels(sink, page, trouble->kernels.at, trouble->kernels.count);
	bk_putc(sink, '\n');
}

static void put_troubles(struct bk_sink *sink, struct page *page)
{
	const struct bk_compat_summary *summary = page->summary;

	for (size_t i = 0; i < summary->troubles.count; i++) {
		const struct bk_compat_trouble *trouble = &summary->troubles.at[i];

		if (!i || trouble[-1].subject != trouble->subject) {
			bk_putc(sink, '\n');
			bk_put_line_text(sink, summary->subjects.at[trouble->subject]);
			bk_putc(sink, '\n');
		}
		put_trouble(sink, page, trouble);
	}
}

/* ---- lint ---- */

static const char *describe(const struct bk_compat_finding *finding)
{
	if (strcmp(finding->what, "field") == 0)
		return "read by address: as much is copied as the object's type has";
	if (strcmp(finding->what, "sign") == 0)
		return "loaded: its bits are taken for what the object's type is";
	if (strcmp(finding->what, "constant") == 0)
		return "a constant in the source, which no relocation adjusts";
	if (strcmp(finding->what, "offset") == 0)
		return "read at an offset that no relocation adjusts";
	return "differs among the kernels";
}

static void put_finding(struct bk_sink *sink, struct page *page,
			const struct bk_compat_finding *finding)
{
	bk_puts(sink, "  ! ");
	bk_put_line_text(sink, finding->title);
	bk_printf(sink, "  %s\n", describe(finding));
	put_places(sink, finding->places.at, finding->places.count);
	if (finding->own) {
		bk_puts(sink, "    ");
		bk_put_line_text(sink, finding->own);
		bk_puts(sink, ": the object\n");
	}
	for (size_t i = 0; i < finding->values.count; i++) {
		const struct bk_compat_value *value = &finding->values.at[i];

		bk_puts(sink, "    ");
		bk_put_line_text(sink, value->text);
		bk_puts(sink, ": ");
		put_kernels(sink, page, value->kernels.at, value->kernels.count);
		bk_putc(sink, '\n');
	}
}

static void put_findings(struct bk_sink *sink, struct page *page)
{
	const struct bk_compat_summary *summary = page->summary;
	uint32_t last = UINT32_MAX;

	for (uint32_t subject = 0; subject < summary->subjects.count; subject++)
		for (size_t i = 0; i < summary->findings.count; i++) {
			const struct bk_compat_finding *finding = &summary->findings.at[i];

			if (finding->subject != subject || !bk_compat_is_odd(finding))
				continue;
			if (last != subject) {
				bk_puts(sink, "\nlint of ");
				bk_put_line_text(sink, summary->subjects.at[subject]);
				bk_putc(sink, '\n');
			}
			last = subject;
			put_finding(sink, page, finding);
		}
}

static void put_counts(struct bk_sink *sink, const struct bk_compat_summary *summary,
		       size_t kernels)
{
	const char *comma = ": ";

	bk_printf(sink, "\n%zu object%s on %zu kernel%s", summary->subjects.count,
		  summary->subjects.count == 1 ? "" : "s", kernels, kernels == 1 ? "" : "s");
	for (int verdict = BK_VERDICT_OK; verdict < BK_VERDICTS; verdict++) {
		if (!summary->counts[verdict])
			continue;
		bk_printf(sink, "%s%zu %s", comma, summary->counts[verdict],
			  verdicts[verdict].text);
		comma = ", ";
	}
	if (summary->on_modules)
		bk_printf(sink, "; %zu with modules loaded", summary->on_modules);
	bk_putc(sink, '\n');
}

struct bk_error *bk_render_compat_text(struct bk_sink *sink,
				       const struct bk_compat_summary *summary, size_t width,
				       bool color)
{
	BK_AUTO(page_deinit) struct page page = { .summary = summary, .color = color };
	struct bk_matrix matrix = { .corner = "KERNEL", .cell = cell_of, .context = &page };

	BK_TRY(page_init(&page));
	matrix.rows = page.names;
	matrix.row_count = page.row_count;
	matrix.columns = page.objects.at;
	matrix.column_count = summary->subjects.count;
	matrix.width = width;
	matrix.color = color;
	bk_render_matrix(sink, &matrix);
	put_troubles(sink, &page);
	put_findings(sink, &page);
	BK_TRY(bk_put_unread(sink, &page.labels));
	put_counts(sink, summary, page.row_count);
	return NULL;
}
