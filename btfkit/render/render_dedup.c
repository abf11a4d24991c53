// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Statistics of a deduplication as text and JSON. */
#include "btfkit/render/render_dedup.h"

#include "btfkit/base/json.h"
#include "btfkit/render/spelling.h"

#define LLU(number) ((unsigned long long)(number))

/* All kinds together. */
struct totals {
	uint64_t types, bytes;
};

static struct totals add_up(const struct bk_dedup_amounts *amounts)
{
	struct totals totals = { 0 };

	for (int kind = 0; kind < BK_KIND_COUNT; kind++) {
		totals.types += amounts->types[kind];
		totals.bytes += amounts->bytes[kind];
	}
	return totals;
}

static void put_row(struct bk_sink *sink, const char *what, struct totals before,
		    struct totals after)
{
	bk_printf(sink, "%-12s %10llu %12llu %10llu %12llu\n", what, LLU(before.types),
		  LLU(before.bytes), LLU(after.types), LLU(after.bytes));
}

static void put_figures(struct bk_sink *sink, const struct bk_dedup_report *report)
{
	const struct bk_dedup_amounts *before = &report->dedup->before;
	const struct bk_dedup_amounts *after = &report->dedup->after;

	bk_printf(sink, "%-12s %10s %12s %10s %12s\n", "", "before", "bytes", "after", "bytes");
	for (int kind = 0; kind < BK_KIND_COUNT; kind++)
		if (before->types[kind])
			put_row(sink, bk_kind_name(kind),
				(struct totals){ before->types[kind], before->bytes[kind] },
				(struct totals){ after->types[kind], after->bytes[kind] });
	put_row(sink, "all types", add_up(before), add_up(after));
	bk_printf(sink, "%-12s %10s %12llu %10s %12llu\n", "strings", "", LLU(before->string_bytes),
		  "", LLU(after->string_bytes));
	bk_printf(sink, "%u input%s, %llu.%03llu seconds", report->dedup->input_count,
		  report->dedup->input_count == 1 ? "" : "s", LLU(report->milliseconds / 1000),
		  LLU(report->milliseconds % 1000));
	if (report->peak_bytes)
		bk_printf(sink, ", %llu MiB of memory", LLU(report->peak_bytes >> 20));
	bk_putc(sink, '\n');
}

static const struct bk_type *type_of_copy(const struct bk_dedup_report *report, uint32_t copy)
{
	return bk_graph_type(report->dedup->graph, report->explain->copies.at[copy].id);
}

/* "[7] in a.o and 2 more" */
static void put_copy(struct bk_sink *sink, const struct bk_dedup_report *report,
		     const struct bk_copy *copy)
{
	bk_printf(sink, "  [%u] in ", copy->id);
	if (copy->input == (uint32_t)BK_NO_INPUT)
		bk_puts(sink, "the base");
	else
		bk_put_line_text(sink, report->inputs[copy->input].name);
	if (copy->input_count > 1)
		bk_printf(sink, " and %u more", copy->input_count - 1);
	bk_putc(sink, '\n');
}

static void put_explained(struct bk_sink *sink, const struct bk_dedup_report *report,
			  const struct bk_explained *name)
{
	const struct bk_explain *explain = report->explain;
	const struct bk_type *t = type_of_copy(report, name->first_copy);

	bk_printf(sink, "%s ", bk_kind_name(bk_kind(t)));
	bk_put_line_text(sink, bk_graph_name(report->dedup->graph, t));
	bk_printf(sink, ": %u type%s\n", name->copy_count, name->copy_count == 1 ? "" : "s");
	for (uint32_t n = 0; n < name->copy_count; n++)
		put_copy(sink, report, &explain->copies.at[name->first_copy + n]);
	for (uint32_t n = 0; n < name->difference_count; n++) {
		const struct bk_copies_differ *differ =
			&explain->differences.at[name->first_difference + n];

		bk_printf(sink, "  [%u] and [%u]: ", explain->copies.at[differ->first].id,
			  explain->copies.at[differ->second].id);
		bk_put_line_text(sink, differ->text);
		bk_putc(sink, '\n');
	}
}

enum { MOST_ROOTS = 20 };

static void put_roots(struct bk_sink *sink, const struct bk_explain *explain)
{
	bk_puts(sink, "\nwhat keeps them apart, and how often\n");
	for (size_t i = 0; i < explain->roots.count && i < MOST_ROOTS; i++) {
		bk_printf(sink, "%10u  ", explain->roots.at[i].count);
		bk_put_line_text(sink, explain->roots.at[i].text);
		bk_putc(sink, '\n');
	}
	if (explain->roots.count > MOST_ROOTS)
		bk_printf(sink, "%10s  and %zu more\n", "", explain->roots.count - MOST_ROOTS);
}

void bk_render_dedup_text(struct bk_sink *sink, const struct bk_dedup_report *report)
{
	if (!report->only_explain)
		put_figures(sink, report);
	if (!report->explain)
		return;
	for (size_t i = 0; i < report->explain->names.count; i++)
		put_explained(sink, report, &report->explain->names.at[i]);
	if (!report->with_roots)
		return;
	if (report->explain->names.count)
		put_roots(sink, report->explain);
	else
		bk_puts(sink, "no name has several types\n");
}

/* [before, after] */
static void field_pair(struct bk_json *json, const char *key, uint64_t before, uint64_t after)
{
	bk_json_field_open(json, key, '[');
	bk_json_u64(json, before);
	bk_json_u64(json, after);
	bk_json_close(json, ']');
}

static void field_kinds(struct bk_json *json, const struct bk_dedup *dedup)
{
	bk_json_field_open(json, "kinds", '[');
	for (int kind = 0; kind < BK_KIND_COUNT; kind++) {
		if (!dedup->before.types[kind])
			continue;
		bk_json_open(json, '{');
		bk_json_field_string(json, "kind", bk_kind_name(kind));
		field_pair(json, "count", dedup->before.types[kind], dedup->after.types[kind]);
		field_pair(json, "bytes", dedup->before.bytes[kind], dedup->after.bytes[kind]);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void field_copies(struct bk_json *json, const struct bk_dedup_report *report,
			 const struct bk_explained *name)
{
	bk_json_field_open(json, "types", '[');
	for (uint32_t n = 0; n < name->copy_count; n++) {
		const struct bk_copy *copy = &report->explain->copies.at[name->first_copy + n];

		bk_json_open(json, '{');
		bk_json_field_u64(json, "type_id", copy->id);
		bk_json_key(json, "input");
		if (copy->input == (uint32_t)BK_NO_INPUT)
			bk_json_null(json);
		else
			bk_json_string(json, report->inputs[copy->input].name);
		bk_json_field_u64(json, "inputs", copy->input_count);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void field_differences(struct bk_json *json, const struct bk_explain *explain,
			      const struct bk_explained *name)
{
	bk_json_field_open(json, "differences", '[');
	for (uint32_t n = 0; n < name->difference_count; n++) {
		const struct bk_copies_differ *differ =
			&explain->differences.at[name->first_difference + n];

		bk_json_open(json, '{');
		field_pair(json, "type_ids", explain->copies.at[differ->first].id,
			   explain->copies.at[differ->second].id);
		field_pair(json, "at_type_ids", differ->at_first, differ->at_second);
		bk_json_field_string(json, "text", differ->text);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void field_explained(struct bk_json *json, const struct bk_dedup_report *report)
{
	const struct bk_explain *explain = report->explain;

	bk_json_field_open(json, "explained", '[');
	for (size_t i = 0; i < explain->names.count; i++) {
		const struct bk_explained *name = &explain->names.at[i];
		const struct bk_type *t = type_of_copy(report, name->first_copy);

		bk_json_open(json, '{');
		bk_json_field_string(json, "kind", bk_kind_name(bk_kind(t)));
		bk_json_field_string(json, "name", bk_graph_name(report->dedup->graph, t));
		field_copies(json, report, name);
		field_differences(json, explain, name);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
	bk_json_field_open(json, "roots", '[');
	for (size_t i = 0; i < explain->roots.count; i++) {
		const struct bk_root *root = &explain->roots.at[i];

		bk_json_open(json, '{');
		bk_json_field_u64(json, "count", root->count);
		field_pair(json, "type_ids", root->at_first, root->at_second);
		bk_json_field_string(json, "text", root->text);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

void bk_render_dedup_json(struct bk_sink *sink, const struct bk_dedup_report *report)
{
	const struct bk_dedup *dedup = report->dedup;
	struct totals before = add_up(&dedup->before), after = add_up(&dedup->after);
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.dedup/1");
	bk_json_field_open(&json, "inputs", '[');
	for (uint32_t n = 0; n < dedup->input_count; n++)
		bk_json_string(&json, report->inputs[n].name);
	bk_json_close(&json, ']');
	field_pair(&json, "types", before.types, after.types);
	field_pair(&json, "type_bytes", before.bytes, after.bytes);
	field_pair(&json, "string_bytes", dedup->before.string_bytes, dedup->after.string_bytes);
	field_kinds(&json, dedup);
	bk_json_key(&json, "seconds");
	bk_json_separate(&json);
	bk_printf(sink, "%llu.%03llu", LLU(report->milliseconds / 1000),
		  LLU(report->milliseconds % 1000));
	bk_json_key(&json, "peak_bytes");
	if (report->peak_bytes)
		bk_json_u64(&json, report->peak_bytes);
	else
		bk_json_null(&json);
	if (report->explain)
		field_explained(&json, report);
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
