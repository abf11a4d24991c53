// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Diffs as JSON. */
#include "btfkit/base/json.h"
#include "btfkit/graph/type_name.h"
#include "btfkit/render/render_diff.h"

#include <stdio.h>

struct document {
	const struct bk_diff *diff;
	struct bk_json json;
	struct bk_sink scratch; /* memory for one type name */
};

static void put_type_name(struct document *d, const struct bk_graph *graph, uint32_t id)
{
	d->scratch.at = d->scratch.start;
	bk_type_name(graph, id, &d->scratch);
	bk_putc(&d->scratch, '\0');
	bk_json_string(&d->json, d->scratch.start);
}

static void put_member(struct document *d, const char *key, const struct bk_graph *graph,
		       const struct bk_diff_member *m)
{
	struct bk_json *json = &d->json;

	bk_json_key(json, key);
	if (!m->path) {
		bk_json_null(json);
		return;
	}
	bk_json_open(json, '{');
	bk_json_field_string(json, "name", m->path);
	bk_json_field_u64(json, "offset_bits", m->offset_bits);
	bk_json_field_u64(json, "size_bits", m->size_bits);
	bk_json_field_bool(json, "bitfield", m->width_bits != 0);
	bk_json_key(json, "type");
	put_type_name(d, graph, m->type_id);
	bk_json_close(json, '}');
}

/* The first is the change where there can be but one: it says most. */
static const struct {
	uint32_t what;
	const char *word;
} words[] = {
	{ BK_MEMBER_ADDED, "added" },	      { BK_MEMBER_REMOVED, "removed" },
	{ BK_MEMBER_RENAMED, "renamed" },     { BK_MEMBER_RETYPED, "retyped" },
	{ BK_MEMBER_RESIZED, "resized" },     { BK_MEMBER_MOVED, "moved" },
	{ BK_MEMBER_RESIGNED, "resigned" },   { BK_MEMBER_NESTED, "nested" },
	{ BK_MEMBER_REDEFINED, "redefined" },
};

enum { WORDS = sizeof(words) / sizeof(*words) };

static const char *main_word(uint32_t what)
{
	size_t i = 0;

	while (i + 1 < WORDS && !(what & words[i].what))
		i++;
	return words[i].word;
}

static void put_member_change(struct document *d, const struct bk_member_change *change)
{
	const char *name = change->old.path ? change->old.path : change->new.path;
	struct bk_json *json = &d->json;

	bk_json_open(json, '{');
	bk_json_field_string(json, "name", name);
	bk_json_field_string(json, "change", main_word(change->what));
	bk_json_field_open(json, "changes", '[');
	for (size_t i = 0; i < WORDS; i++)
		if (change->what & words[i].what)
			bk_json_string(json, words[i].word);
	bk_json_close(json, ']');
	put_member(d, "old", d->diff->old, &change->old);
	put_member(d, "new", d->diff->new, &change->new);
	bk_json_field_string(json, "core_impact", bk_impact_names[change->impact]);
	bk_json_close(json, '}');
}

/* As a string: values of 64 bits are beyond what JSON's numbers are good for. */
static void put_number(struct bk_json *json, const struct bk_diff_value *v)
{
	char text[24];

	if (v->is_signed)
		snprintf(text, sizeof(text), "%lld", (long long)v->value);
	else
		snprintf(text, sizeof(text), "%llu", (unsigned long long)v->value);
	bk_json_string(json, text);
}

static void put_value(struct bk_json *json, const char *key, const struct bk_diff_value *v,
		      bool as_name)
{
	bk_json_key(json, key);
	if (!v->name)
		bk_json_null(json);
	else if (as_name)
		bk_json_string(json, v->name);
	else
		put_number(json, v);
}

static void put_value_change(struct document *d, const struct bk_value_change *change)
{
	bool is_renamed = change->what == BK_MEMBER_RENAMED;
	const char *name = change->old.name ? change->old.name : change->new.name;
	struct bk_json *json = &d->json;

	bk_json_open(json, '{');
	bk_json_field_string(json, "name", name);
	bk_json_field_string(json, "change",
			     change->what == BK_MEMBER_RETYPED ? "renumbered"
							       : main_word(change->what));
	put_value(json, "old", &change->old, is_renamed);
	put_value(json, "new", &change->new, is_renamed);
	if (is_renamed)
		put_value(json, "value", &change->new, false);
	bk_json_field_string(json, "core_impact", bk_impact_names[change->impact]);
	bk_json_close(json, '}');
}

static void put_size(struct bk_json *json, const struct bk_diff_type *side, enum bk_diff_kind kind)
{
	if (side->id && kind != BK_DIFF_FUNC)
		bk_json_u64(json, side->size_bytes);
	else
		bk_json_null(json);
}

/* What each side refers to. */
static void put_references(struct document *d, const char *key, const struct bk_type_diff *type)
{
	struct bk_json *json = &d->json;

	bk_json_field_open(json, key, '[');
	if (type->old.id)
		put_type_name(d, d->diff->old, type->old.type_id);
	else
		bk_json_null(json);
	if (type->new.id)
		put_type_name(d, d->diff->new, type->new.type_id);
	else
		bk_json_null(json);
	bk_json_close(json, ']');
}

static void put_type(struct document *d, const struct bk_type_diff *type)
{
	static const char *const changes[] = {
		[BK_ADDED] = "added", [BK_REMOVED] = "removed", [BK_CHANGED] = "changed"
	};
	struct bk_json *json = &d->json;

	bk_json_open(json, '{');
	bk_json_field_string(json, "kind", bk_diff_kind_names[type->kind]);
	bk_json_field_string(json, "name", type->name);
	bk_json_field_string(json, "change", changes[type->change]);
	bk_json_field_open(json, "size_bytes", '[');
	put_size(json, &type->old, type->kind);
	put_size(json, &type->new, type->kind);
	bk_json_close(json, ']');
	bk_json_field_open(json, "members", '[');
	for (size_t i = 0; i < type->member_count; i++)
		put_member_change(d, &d->diff->members.at[type->first_member + i]);
	bk_json_close(json, ']');
	bk_json_field_open(json, "values", '[');
	for (size_t i = 0; i < type->value_count; i++)
		put_value_change(d, &d->diff->values.at[type->first_value + i]);
	bk_json_close(json, ']');
	if (type->kind == BK_DIFF_TYPEDEF || type->kind == BK_DIFF_VAR)
		put_references(d, "type", type);
	if (type->kind == BK_DIFF_FUNC) {
		put_references(d, "prototype", type);
	} else {
		bk_json_key(json, "prototype");
		bk_json_null(json);
	}
	bk_json_field_string(json, "core_impact", bk_impact_names[type->impact]);
	bk_json_close(json, '}');
}

static void field_text(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

static void put_origin(struct bk_json *json, const char *key, const struct bk_diff_origin *origin,
		       const struct bk_graph *graph)
{
	bk_json_field_open(json, key, '{');
	field_text(json, "release", origin->release);
	field_text(json, "arch", origin->arch);
	bk_json_field_u64(json, "pointer_bytes", graph->pointer_size);
	bk_json_field_bool(json, "other_byte_order", graph->swapped);
	bk_json_close(json, '}');
}

static void put_summary(struct bk_json *json, const struct bk_diff *diff)
{
	bk_json_field_open(json, "summary", '{');
	bk_json_field_u64(json, "added", diff->counts[BK_ADDED]);
	bk_json_field_u64(json, "removed", diff->counts[BK_REMOVED]);
	bk_json_field_u64(json, "changed", diff->counts[BK_CHANGED]);
	bk_json_field_u64(json, "unchanged", diff->unchanged);
	bk_json_field_open(json, "core_impact", '{');
	for (int impact = 0; impact < BK_IMPACTS; impact++)
		bk_json_field_u64(json, bk_impact_names[impact], diff->impacts[impact]);
	bk_json_close(json, '}');
	bk_json_close(json, '}');
}

struct bk_error *bk_render_diff_json(struct bk_sink *sink, const struct bk_diff_report *report)
{
	const struct bk_diff *diff = report->diff;
	struct document d = { .diff = diff, .json = { .sink = sink } };
	struct bk_error *error;

	bk_sink_init_memory(&d.scratch, SIZE_MAX);
	bk_json_open(&d.json, '{');
	bk_json_field_string(&d.json, "schema", "btfkit.diff/1");
	bk_json_field_string(&d.json, "old", report->old.source);
	bk_json_field_string(&d.json, "new", report->new.source);
	put_origin(&d.json, "old_kernel", &report->old, diff->old);
	put_origin(&d.json, "new_kernel", &report->new, diff->new);
	put_summary(&d.json, diff);
	if (!report->summary) {
		bk_json_field_open(&d.json, "types", '[');
		for (size_t i = 0; i < diff->types.count; i++) {
			struct bk_type_diff type;

			bk_diff_type_at(diff, i, &type);
			put_type(&d, &type);
		}
		bk_json_close(&d.json, ']');
	}
	bk_json_close(&d.json, '}');
	bk_putc(sink, '\n');
	error = bk_sink_finish(&d.scratch);
	bk_sink_deinit(&d.scratch);
	return error;
}
