// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What was found, as lines: a name that can be given as a pattern again, a type, a place. */
#include "btfkit/base/control.h"
#include "btfkit/render/render.h"

/* The keyword before a name, with its space. */
static const char *keyword(const struct bk_find_hit *hit)
{
	switch (hit->kind) {
	case BK_KIND_STRUCT:
		return "struct ";
	case BK_KIND_UNION:
		return "union ";
	case BK_KIND_FWD:
		return hit->is_union ? "union " : "struct ";
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return "enum ";
	case BK_KIND_TYPEDEF:
		return "typedef ";
	case BK_KIND_FUNC:
		return "func ";
	case BK_KIND_VAR:
		return "var ";
	case BK_KIND_DATASEC:
		return "section ";
	case BK_KIND_DECL_TAG:
	case BK_KIND_TYPE_TAG:
		return "tag ";
	default:
		return "";
	}
}

/* Names as they are in the file must stay on their line and leave the terminal alone. */
static void put_text(struct bk_sink *sink, const char *text)
{
	while (*text) {
		size_t control = bk_control_size(text);

		bk_putc(sink, control ? '?' : *text);
		text += control ? control : 1;
	}
}

static void put_name(struct bk_sink *sink, const struct bk_find_hit *hit)
{
	bk_puts(sink, keyword(hit));
	if (hit->holder) {
		put_text(sink, *hit->holder ? hit->holder : "(anon)");
		bk_putc(sink, '.');
	}
	put_text(sink, *hit->path ? hit->path : "(anon)");
}

/* Begins a column. */
static void put_gap(struct bk_sink *sink)
{
	bk_put(sink, "  ", 2);
}

static void put_amount(struct bk_sink *sink, uint64_t count, const char *unit)
{
	bk_put_u64(sink, count);
	bk_putc(sink, ' ');
	bk_puts(sink, unit);
	if (count != 1)
		bk_putc(sink, 's');
}

static void put_size(struct bk_sink *sink, uint64_t size_bytes)
{
	put_gap(sink);
	bk_puts(sink, "size ");
	bk_put_u64(sink, size_bytes);
}

static void put_offset(struct bk_sink *sink, const struct bk_find_hit *hit)
{
	put_gap(sink);
	bk_puts(sink, "offset ");
	bk_put_u64(sink, hit->offset_bits / 8);
	if (hit->width_bits || hit->offset_bits % 8) {
		bk_puts(sink, " bit ");
		bk_put_u64(sink, hit->offset_bits % 8);
	}
	if (!hit->width_bits) {
		put_size(sink, hit->size_bytes);
		return;
	}
	put_gap(sink);
	bk_puts(sink, "size ");
	put_amount(sink, hit->width_bits, "bit");
}

static void put_value(struct bk_sink *sink, const struct bk_find_hit *hit)
{
	bk_puts(sink, " = ");
	if (hit->is_signed)
		bk_put_i64(sink, (int64_t)hit->value);
	else
		bk_put_u64(sink, hit->value);
}

static void put_type_facts(struct bk_sink *sink, const struct bk_find_hit *hit)
{
	switch (hit->kind) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		put_size(sink, hit->size_bytes);
		put_gap(sink);
		put_amount(sink, hit->count,
			   bk_kind_is_record(hit->kind) ? "member" : "enumerator");
		break;
	case BK_KIND_FWD:
		put_gap(sink);
		bk_puts(sink, "declared only");
		break;
	default:
		if (hit->size_bytes)
			put_size(sink, hit->size_bytes);
		break;
	}
}

/* All behind the column of types. */
static void put_facts(struct bk_sink *sink, const struct bk_find_hit *hit)
{
	switch (hit->what) {
	case BK_FIND_MEMBER:
		put_offset(sink, hit);
		break;
	case BK_FIND_ENUMERATOR:
		put_value(sink, hit);
		break;
	case BK_FIND_TYPE:
		put_type_facts(sink, hit);
		break;
	case BK_FIND_SECTION:
		put_size(sink, hit->size_bytes);
		put_gap(sink);
		put_amount(sink, hit->count, "variable");
		break;
	case BK_FIND_VARIABLE:
		put_size(sink, hit->size_bytes);
		break;
	default:
		break;
	}
	if (hit->linkage == BK_LINKAGE_EXTERN) {
		put_gap(sink);
		bk_puts(sink, "extern");
	}
	if (hit->holder && !*hit->holder) {
		put_gap(sink);
		bk_puts(sink, "in type ");
		bk_put_u64(sink, hit->type_id);
	}
}

static void put_use(struct bk_sink *sink, uint32_t use)
{
	static const char *const words[] = { "by value", "by pointer", "as parameter",
					     "as return value" };
	const char *before = "  ";

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!(use & 1u << i))
			continue;
		bk_puts(sink, before);
		bk_puts(sink, words[i]);
		before = ", ";
	}
}

/* One line; where something follows the type, that is filled up to `width`. */
static void put_hit(struct bk_sink *sink, const struct bk_find_hit *hit, size_t width)
{
	put_name(sink, hit);
	if (hit->type) {
		bool is_last = hit->what == BK_FIND_FUNCTION || hit->what == BK_FIND_TAG;

		put_gap(sink);
		put_text(sink, hit->type);
		for (size_t used = strlen(hit->type); used < width && !is_last; used++)
			bk_putc(sink, ' ');
	}
	put_facts(sink, hit);
	put_use(sink, hit->use);
	bk_putc(sink, '\n');
}

/* ---- several sources ---- */

struct cell {
	const struct bk_find_hit *hit;
	size_t source;
};

struct table {
	struct cell *cells; /* sorted: those of one name together, by sources */
	size_t count;
	size_t width; /* of the longest name of a source that has lines */
};

/* Members of what has no name last. */
static int order_holders(const char *a, const char *b)
{
	if (!a || !b)
		return !a - !b;
	if (!*a || !*b)
		return !*a - !*b;
	return strcmp(a, b);
}

static int order_names(const struct bk_find_hit *a, const struct bk_find_hit *b)
{
	int order = (a->what > b->what) - (a->what < b->what);

	if (!order)
		order = order_holders(a->holder, b->holder);
	if (!order)
		order = strcmp(a->path, b->path);
	return order ? order : strcmp(keyword(a), keyword(b));
}

static int order_cells(const void *left, const void *right)
{
	const struct cell *a = left, *b = right;
	int order = order_names(a->hit, b->hit);

	if (!order)
		order = (a->source > b->source) - (a->source < b->source);
	return order ? order : (a->hit->found > b->hit->found) - (a->hit->found < b->hit->found);
}

static void put_source(struct bk_sink *sink, const char *name, size_t width)
{
	put_text(sink, name);
	bk_putc(sink, ':');
	for (size_t used = strlen(name); used < width + 1; used++)
		bk_putc(sink, ' ');
}

/* The lines of one name. */
static void put_group(struct bk_sink *sink, const struct table *table, const struct cell *cells,
		      size_t count, const struct bk_find_report *reports, size_t report_count)
{
	const struct bk_find_hit *first = cells->hit;
	size_t width = 0, at = 0;

	for (size_t i = 0; i < count; i++)
		if (cells[i].hit->type && strlen(cells[i].hit->type) > width)
			width = strlen(cells[i].hit->type);
	for (size_t source = 0; source < report_count; source++) {
		if (!reports[source].result)
			continue;
		if ((at == count || cells[at].source != source) &&
		    !reports[source].result->is_split) {
			put_source(sink, reports[source].source, table->width);
			put_name(sink, first);
			bk_puts(sink, "  -\n");
		}
		for (; at < count && cells[at].source == source; at++) {
			put_source(sink, reports[source].source, table->width);
			put_hit(sink, cells[at].hit, width);
		}
	}
}

/* Where any source has: of split BTF it is no news that something is not in it. */
static bool has_lines(const struct bk_find_result *result)
{
	return result->hits.count || !result->is_split;
}

static struct bk_error *fill_table(struct table *table, const struct bk_find_report *reports,
				   size_t count)
{
	size_t hits = 0;

	for (size_t i = 0; i < count; i++) {
		if (!reports[i].result)
			continue;
		hits += reports[i].result->hits.count;
		if (has_lines(reports[i].result) && strlen(reports[i].source) > table->width)
			table->width = strlen(reports[i].source);
	}
	table->cells = reallocarray(NULL, hits + 1, sizeof(*table->cells));
	if (!table->cells)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; reports[i].result && n < reports[i].result->hits.count; n++)
			table->cells[table->count++] =
				(struct cell){ &reports[i].result->hits.at[n], i };
	qsort(table->cells, table->count, sizeof(*table->cells), order_cells);
	return NULL;
}

static struct bk_error *put_table(struct bk_sink *sink, const struct bk_find_report *reports,
				  size_t count)
{
	struct table table = { 0 };
	struct bk_error *error = fill_table(&table, reports, count);

	for (size_t at = 0, next; at < table.count; at = next) {
		for (next = at + 1; next < table.count; next++)
			if (order_names(table.cells[at].hit, table.cells[next].hit) != 0)
				break;
		put_group(sink, &table, table.cells + at, next - at, reports, count);
	}
	free(table.cells);
	return error;
}

struct bk_error *bk_render_find_text(struct bk_sink *sink, const struct bk_find_report *reports,
				     size_t count)
{
	const struct bk_find_result *result = count ? reports[0].result : NULL;

	if (count > 1 || (count && reports[0].is_found))
		return put_table(sink, reports, count);
	for (size_t i = 0; result && i < result->hits.count; i++)
		put_hit(sink, &result->hits.at[i], 0);
	return NULL;
}
