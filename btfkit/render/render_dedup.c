// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Statistics of a deduplication as text and JSON. */
#include "btfkit/render/render_dedup.h"

#include "btfkit/base/json.h"

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

void bk_render_dedup_text(struct bk_sink *sink, const struct bk_dedup_report *report)
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

/* [before, after] */
static void field_pair(struct bk_json *json, const char *key, uint64_t before, uint64_t after)
{
	bk_json_key(json, key);
	bk_json_open(json, '[');
	bk_json_u64(json, before);
	bk_json_u64(json, after);
	bk_json_close(json, ']');
}

static void field_kinds(struct bk_json *json, const struct bk_dedup *dedup)
{
	bk_json_key(json, "kinds");
	bk_json_open(json, '[');
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

void bk_render_dedup_json(struct bk_sink *sink, const struct bk_dedup_report *report)
{
	const struct bk_dedup *dedup = report->dedup;
	struct totals before = add_up(&dedup->before), after = add_up(&dedup->after);
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.dedup/1");
	bk_json_key(&json, "inputs");
	bk_json_open(&json, '[');
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
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
