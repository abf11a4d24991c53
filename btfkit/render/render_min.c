// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What `btfkit min` tells of what it did. */
#include "btfkit/render/render_min.h"

#include "btfkit/base/json.h"

#include <stdio.h>
#include <string.h>

void bk_render_min_text(struct bk_sink *sink, const struct bk_min_row *row)
{
	const size_t all = row->resolved + row->poisoned + row->ambiguous + row->refused;

	if (!row->output)
		return;
	bk_printf(sink, "%s: %zu bytes of %zu, %u type%s, %zu of %zu relocation%s resolved",
		  row->output, row->bytes, row->kernel_bytes, row->types,
		  row->types == 1 ? "" : "s", row->resolved, all, all == 1 ? "" : "s");
	if (row->modules)
		bk_printf(sink, ", with types of modules %s", row->modules);
	bk_putc(sink, '\n');
}

static void field_or_null(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

/* Names of modules have no commas in them. */
static void put_modules(struct bk_json *json, const char *modules)
{
	char name[256];

	bk_json_field_open(json, "modules", '[');
	for (const char *at = modules; at && *at; at += strspn(at, ", ")) {
		const size_t size = strcspn(at, ",");

		snprintf(name, sizeof(name), "%.*s", (int)size, at);
		bk_json_string(json, name);
		at += size;
	}
	bk_json_close(json, ']');
}

static void put_row(struct bk_json *json, const struct bk_min_row *row)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "kernel", row->kernel);
	field_or_null(json, "output", row->output);
	field_or_null(json, "error", row->error);
	put_modules(json, row->modules);
	bk_json_field_u64(json, "types", row->types);
	bk_json_field_u64(json, "bytes", row->bytes);
	bk_json_field_u64(json, "kernel_bytes", row->kernel_bytes);
	bk_json_field_open(json, "relocations", '{');
	bk_json_field_u64(json, "resolved", row->resolved);
	bk_json_field_u64(json, "poisoned", row->poisoned);
	bk_json_field_u64(json, "ambiguous", row->ambiguous);
	bk_json_field_u64(json, "refused", row->refused);
	bk_json_close(json, '}');
	bk_json_close(json, '}');
}

void bk_render_min_json(struct bk_sink *sink, const char *const *objects, size_t object_count,
			const struct bk_min_row *rows, size_t count)
{
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.min/1");
	bk_json_field_open(&json, "objects", '[');
	for (size_t i = 0; i < object_count; i++)
		bk_json_string(&json, objects[i]);
	bk_json_close(&json, ']');
	bk_json_field_open(&json, "results", '[');
	for (size_t i = 0; i < count; i++)
		put_row(&json, &rows[i]);
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
