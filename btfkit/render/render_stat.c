// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Statistics of a BTF as text and JSON. */
#include "btfkit/render/render_stat.h"

#include "btfkit/base/json.h"
#include "btfkit/render/spelling.h"

#include <stdio.h>

#define LLU(number) ((unsigned long long)(number))

/* Counts go to their own column, so that they can be read one below the other. */
static void put_tally(struct bk_sink *sink, const char *what, const struct bk_tally *tally)
{
	bk_printf(sink, "%-22s %10llu  %10llu\n", what, LLU(tally->count), LLU(tally->bytes));
}

static const char *spell_order(const struct bk_stat *stat)
{
	return stat->header.swapped == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		       ? "big-endian"
		       : "little-endian";
}

static void put_line(struct bk_sink *sink, const char *what, const char *text)
{
	bk_printf(sink, "%-22s ", what);
	bk_put_line_text(sink, text);
	bk_putc(sink, '\n');
}

static void put_origin(struct bk_sink *sink, const struct bk_stat *stat,
		       const struct bk_stat_origin *origin)
{
	put_line(sink, "source", origin->source);
	if (origin->base)
		put_line(sink, "base", origin->base);
	if (origin->release)
		put_line(sink, "release", origin->release);
	if (origin->arch)
		put_line(sink, "architecture", origin->arch);
	put_line(sink, "byte order", spell_order(stat));
	bk_printf(sink, "%-22s %u bytes\n", "pointers", stat->graph->pointer_size);
	bk_printf(sink, "%-22s %u bytes\n", "header", stat->header.header_size);
	if (stat->header.layouts.size)
		bk_printf(sink, "%-22s %zu bytes\n", "layouts", stat->header.layouts.size);
}

static void put_names(struct bk_sink *sink, const struct bk_stat *stat)
{
	bk_printf(sink, "%-22s %10u  of %u types, ", "shared names", stat->shared_names,
		  stat->sharing_types);
	if (stat->is_compared)
		bk_printf(sink, "which differ for %u\n", stat->differing_names);
	else
		bk_puts(sink, "which were not compared\n");
	if (stat->kfuncs)
		bk_printf(sink, "%-22s %10u\n", "kfuncs", stat->kfuncs);
	bk_printf(sink, "%-22s %10s\n", "sorted by name", stat->is_sorted ? "yes" : "no");
}

static void put_kinds(struct bk_sink *sink, const struct bk_stat *stat)
{
	bk_printf(sink, "\n%-22s %10s  %10s\n", "kind", "count", "bytes");
	for (uint32_t kind = 0; kind <= BK_KIND_MAX; kind++) {
		char name[32];

		if (!stat->kinds[kind].count)
			continue;
		if (kind < BK_KIND_COUNT)
			put_tally(sink, bk_kind_name(kind), &stat->kinds[kind]);
		else {
			snprintf(name, sizeof(name), "UNKNOWN %u", kind);
			put_tally(sink, name, &stat->kinds[kind]);
		}
	}
}

static void put_largest(struct bk_sink *sink, const struct bk_stat *stat, const char *title,
			const struct bk_large_type *types, size_t count)
{
	if (!count)
		return;
	bk_printf(sink, "\n%s\n", title);
	for (size_t i = 0; i < count; i++) {
		const struct bk_type *t = bk_graph_type(stat->graph, types[i].id);

		bk_printf(sink, "%10u  %s ", types[i].bytes, bk_kind_name(bk_kind(t)));
		bk_put_line_text(sink, bk_spell_name(stat->graph, t->name_off));
		bk_printf(sink, " [%u]\n", types[i].id);
	}
}

static void put_finding(struct bk_sink *sink, const struct bk_finding *finding)
{
	bk_printf(sink, "\n%s: %s [%s]\n    %s\n", bk_severity_name(finding->severity),
		  finding->message, finding->rule, finding->means);
	for (size_t i = 0; i < finding->examples.count; i++) {
		bk_puts(sink, "\t");
		bk_put_line_text(sink, finding->examples.at[i].text);
		bk_putc(sink, '\n');
	}
	if (finding->examples.count && finding->examples.count < finding->count)
		bk_printf(sink, "\tand %llu more\n", LLU(finding->count - finding->examples.count));
}

void bk_render_stat_text(struct bk_sink *sink, const struct bk_stat *stat,
			 const struct bk_stat_origin *origin)
{
	put_origin(sink, stat, origin);
	bk_printf(sink, "\n%-22s %10s  %10s\n", "", "count", "bytes");
	put_tally(sink, "types", &stat->types);
	put_tally(sink, "  repeated", &stat->repeated_types);
	put_tally(sink, "strings", &stat->strings);
	put_tally(sink, "  unreferenced", &stat->unreferenced_strings);
	put_tally(sink, "  repeated", &stat->repeated_strings);
	put_names(sink, stat);
	put_kinds(sink, stat);
	put_largest(sink, stat, "bytes of the largest in BTF", stat->largest_records.at,
		    stat->largest_records.count);
	put_largest(sink, stat, "bytes of the largest by sizeof", stat->largest_types.at,
		    stat->largest_types.count);
	for (size_t i = 0; i < stat->findings.count; i++)
		put_finding(sink, &stat->findings.at[i]);
}

/* ---- JSON ---- */

static void field_or_null(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

static void field_tally(struct bk_json *json, const char *key, const struct bk_tally *tally)
{
	bk_json_field_open(json, key, '{');
	bk_json_field_u64(json, "count", tally->count);
	bk_json_field_u64(json, "bytes", tally->bytes);
	bk_json_close(json, '}');
}

static void field_kinds(struct bk_json *json, const struct bk_stat *stat)
{
	bk_json_field_open(json, "kinds", '[');
	for (uint32_t kind = 0; kind <= BK_KIND_MAX; kind++) {
		if (!stat->kinds[kind].count)
			continue;
		bk_json_open(json, '{');
		bk_json_field_string(json, "kind", bk_kind_name(kind));
		if (kind >= BK_KIND_COUNT)
			bk_json_field_u64(json, "kind_number", kind);
		bk_json_field_u64(json, "count", stat->kinds[kind].count);
		bk_json_field_u64(json, "bytes", stat->kinds[kind].bytes);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void field_largest(struct bk_json *json, const struct bk_stat *stat, const char *key,
			  const char *bytes_key, const struct bk_large_type *types, size_t count)
{
	bk_json_field_open(json, key, '[');
	for (size_t i = 0; i < count; i++) {
		const struct bk_type *t = bk_graph_type(stat->graph, types[i].id);

		bk_json_open(json, '{');
		bk_json_field_u64(json, "type_id", types[i].id);
		bk_json_field_string(json, "kind", bk_kind_name(bk_kind(t)));
		bk_json_field_string(json, "name", bk_spell_name(stat->graph, t->name_off));
		bk_json_field_u64(json, bytes_key, types[i].bytes);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
}

static void field_names(struct bk_json *json, const struct bk_stat *stat)
{
	bk_json_field_open(json, "shared_names", '{');
	bk_json_field_u64(json, "count", stat->shared_names);
	bk_json_field_u64(json, "types", stat->sharing_types);
	bk_json_key(json, "differing");
	if (stat->is_compared)
		bk_json_u64(json, stat->differing_names);
	else
		bk_json_null(json);
	bk_json_close(json, '}');
}

static void put_json_finding(struct bk_json *json, const struct bk_finding *finding)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "rule", finding->rule);
	bk_json_field_string(json, "severity", bk_severity_name(finding->severity));
	bk_json_field_u64(json, "count", finding->count);
	bk_json_field_string(json, "message", finding->message);
	bk_json_field_string(json, "means", finding->means);
	bk_json_field_open(json, "examples", '[');
	for (size_t i = 0; i < finding->examples.count; i++) {
		const struct bk_example *example = &finding->examples.at[i];

		bk_json_open(json, '{');
		bk_json_key(json, "type_id");
		if (example->type_id)
			bk_json_u64(json, example->type_id);
		else
			bk_json_null(json);
		bk_json_field_string(json, "text", example->text);
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
	bk_json_close(json, '}');
}

static void field_header(struct bk_json *json, const struct bk_stat *stat,
			 const struct bk_stat_origin *origin)
{
	bk_json_field_string(json, "source", origin->source);
	field_or_null(json, "base", origin->base);
	field_or_null(json, "release", origin->release);
	field_or_null(json, "arch", origin->arch);
	bk_json_field_string(json, "byte_order", spell_order(stat));
	bk_json_field_u64(json, "pointer_bytes", stat->graph->pointer_size);
	bk_json_field_u64(json, "btf_bytes", stat->graph->bytes.size);
	bk_json_field_u64(json, "header_bytes", stat->header.header_size);
	bk_json_field_u64(json, "layout_bytes", stat->header.layouts.size);
	bk_json_field_u64(json, "type_bytes", stat->types.bytes);
	bk_json_field_u64(json, "string_bytes", stat->strings.bytes);
	bk_json_field_u64(json, "types", stat->types.count);
	bk_json_field_u64(json, "strings", stat->strings.count);
}

void bk_render_stat_json(struct bk_sink *sink, const struct bk_stat *stat,
			 const struct bk_stat_origin *origin)
{
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.stat/1");
	field_header(&json, stat, origin);
	field_tally(&json, "repeated_types", &stat->repeated_types);
	field_tally(&json, "unreferenced_strings", &stat->unreferenced_strings);
	field_tally(&json, "repeated_strings", &stat->repeated_strings);
	field_names(&json, stat);
	bk_json_field_u64(&json, "kfuncs", stat->kfuncs);
	bk_json_field_bool(&json, "sorted", stat->is_sorted);
	field_kinds(&json, stat);
	field_largest(&json, stat, "largest_records", "bytes", stat->largest_records.at,
		      stat->largest_records.count);
	field_largest(&json, stat, "largest_types", "size_bytes", stat->largest_types.at,
		      stat->largest_types.count);
	bk_json_field_open(&json, "findings", '[');
	for (size_t i = 0; i < stat->findings.count; i++)
		put_json_finding(&json, &stat->findings.at[i]);
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
