// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What was found, as JSON: every hit has the same keys, null where one does not apply. */
#include "btfkit/base/json.h"
#include "btfkit/render/render.h"
#include "btfkit/render/spelling.h"

#include <ctype.h>

static void field(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (text && *text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

/* A number, null where it does not apply or cannot be read exactly by those who have doubles only. */
static void number(struct bk_json *json, const char *key, uint64_t value, bool applies)
{
	bk_json_key(json, key);
	if (applies && value <= 1ull << 53)
		bk_json_u64(json, value);
	else
		bk_json_null(json);
}

/* The kind in lower case. */
static void put_kind(struct bk_json *json, const struct bk_find_hit *hit)
{
	const char *name = bk_kind_name(hit->kind);
	char lower[16];
	size_t at;

	for (at = 0; at < sizeof(lower) - 1 && name[at]; at++)
		lower[at] = (char)tolower((unsigned char)name[at]);
	lower[at] = '\0';
	bk_json_field_string(json, "kind", lower);
}

static void put_value(struct bk_json *json, const struct bk_find_hit *hit)
{
	char digits[24], *at = digits;

	bk_json_key(json, "value");
	if (hit->what != BK_FIND_ENUMERATOR) {
		bk_json_null(json);
		return;
	}
	if (hit->is_signed && (int64_t)hit->value < 0) {
		*at++ = '-';
		at = bk_format_u64(at, -hit->value);
	} else {
		at = bk_format_u64(at, hit->value);
	}
	*at = '\0';
	bk_json_string(json, digits);
}

static void put_use(struct bk_json *json, uint32_t use)
{
	static const char *const words[] = { "value", "pointer", "parameter", "return" };

	bk_json_key(json, "use");
	if (!use) {
		bk_json_null(json);
		return;
	}
	bk_json_open(json, '[');
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (use & 1u << i)
			bk_json_string(json, words[i]);
	bk_json_close(json, ']');
}

static void put_linkage(struct bk_json *json, const struct bk_find_hit *hit)
{
	bool applies = hit->what == BK_FIND_FUNCTION || hit->what == BK_FIND_VARIABLE;

	field(json, "linkage", applies ? bk_spell_linkage(hit->linkage) : NULL);
}

static void put_hit(struct bk_json *json, const struct bk_find_hit *hit)
{
	const char *dot = hit->holder ? strrchr(hit->path, '.') : NULL;
	bool is_member = hit->what == BK_FIND_MEMBER;

	bk_json_open(json, '{');
	bk_json_field_string(json, "what", bk_find_what_name(hit->what));
	put_kind(json, hit);
	field(json, "name", dot ? dot + 1 : hit->path);
	field(json, "holder", hit->holder);
	field(json, "path", hit->holder ? hit->path : NULL);
	bk_json_field_u64(json, "type_id", hit->type_id);
	field(json, "type", hit->type);
	number(json, "offset_bits", hit->offset_bits, is_member);
	number(json, "bitfield_bits", hit->width_bits, hit->width_bits);
	number(json, "size_bytes", hit->size_bytes,
	       !hit->width_bits && (hit->size_bytes || is_member || hit->count));
	put_value(json, hit);
	put_linkage(json, hit);
	put_use(json, hit->use);
	bk_json_close(json, '}');
}

static void put_report(struct bk_json *json, const struct bk_find_report *report)
{
	const struct bk_find_result *result = report->result;

	bk_json_open(json, '{');
	bk_json_field_string(json, "source", report->source);
	field(json, "release", report->release);
	field(json, "arch", report->arch);
	field(json, "error", report->error);
	bk_json_field_bool(json, "split", result && result->is_split);
	bk_json_field_bool(json, "truncated", result && result->truncated);
	bk_json_key(json, "hits");
	if (result) {
		bk_json_open(json, '[');
		for (size_t i = 0; i < result->hits.count; i++)
			put_hit(json, &result->hits.at[i]);
		bk_json_close(json, ']');
	} else {
		bk_json_null(json);
	}
	bk_json_close(json, '}');
}

void bk_render_find_json(struct bk_sink *sink, const char *pattern, bool users,
			 const struct bk_find_report *reports, size_t count)
{
	struct bk_json json = { .sink = sink };

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", "btfkit.find/1");
	bk_json_field_string(&json, "pattern", pattern);
	bk_json_field_bool(&json, "users", users);
	bk_json_field_open(&json, "results", '[');
	for (size_t i = 0; i < count; i++)
		put_report(&json, &reports[i]);
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
