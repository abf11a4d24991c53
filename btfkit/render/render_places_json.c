// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Where expressions are, as JSON. */
#include "btfkit/render/compat_json.h"
#include "btfkit/render/render_compat.h"

/* Null where it does not apply, and where readers of JSON would round it. */
static void put_number(struct bk_json *json, const char *key, bool applies, uint64_t value)
{
	bk_json_key(json, key);
	if (applies && value < 1ull << 53)
		bk_json_u64(json, value);
	else
		bk_json_null(json);
}

static void put_value(struct bk_json *json, const struct bk_expression_place *at)
{
	char text[32];

	bk_json_key(json, "value");
	if (!at->has_value) {
		bk_json_null(json);
		return;
	}
	if (at->is_signed && (int64_t)at->value < 0) {
		text[0] = '-';
		*bk_format_u64(text + 1, -at->value) = '\0';
	} else {
		*bk_format_u64(text, at->value) = '\0';
	}
	bk_json_string(json, text);
}

/* Of results that were joined some may not have been asked for. */
static bool is_asked(const struct bk_compat_place *place)
{
	return place->exists || place->reason;
}

static void put_place_keys(struct bk_json *json, const struct bk_expression *expression,
			   const struct bk_compat_answer *answer,
			   const struct bk_compat_place *place)
{
	const struct bk_expression_place *at = &place->at;

	bk_json_field_string(json, "expr", expression->text);
	bk_json_field_string(json, "kernel", answer->kernel.source);
	bk_json_field_string(json, "kind", bk_expression_kind_name(expression->kind));
	bk_json_field_bool(json, "exists", place->exists);
	bk_compat_put_text(json, "reason", place->reason);
	bk_compat_put_text(json, "type", place->type);
	bk_compat_put_text(json, "module", place->module);
	put_number(json, "offset_bits", at->has_offset, at->offset_bits);
	put_number(json, "size_bits", at->has_size, at->size_bits);
	put_number(json, "bitfield_bits", at->width_bits != 0, at->width_bits);
	bk_json_key(json, "signed");
	if (at->has_offset || at->has_value)
		bk_json_bool(json, at->is_signed);
	else
		bk_json_null(json);
	put_value(json, at);
	bk_json_field_bool(json, "ambiguous", at->is_ambiguous);
}

struct bk_error *bk_render_places_json(struct bk_sink *sink, const struct bk_compat_report *report)
{
	BK_AUTOFREE const struct bk_compat_kernel **kernels =
		calloc(report->answer_count + 1, sizeof(struct bk_compat_kernel *));
	struct bk_json json = { .sink = sink };

	if (!kernels)
		return bk_error_memory();
	for (size_t i = 0; i < report->answer_count; i++)
		kernels[i] = &report->answers[i]->kernel;

	bk_json_open(&json, '{');
	bk_json_field_string(&json, "schema", bk_compat_schema);
	bk_json_field_open(&json, "objects", '[');
	bk_json_close(&json, ']');
	bk_json_field_open(&json, "expressions", '[');
	for (size_t i = 0; i < report->expression_count; i++)
		bk_json_string(&json, report->expressions[i].text);
	bk_json_close(&json, ']');
	bk_compat_put_kernels(&json, kernels, report->answer_count);
	bk_json_field_open(&json, "results", '[');
	for (size_t i = 0; i < report->answer_count; i++) {
		const struct bk_compat_answer *answer = report->answers[i];

		for (size_t n = 0; answer->places && n < report->expression_count; n++) {
			if (!is_asked(&answer->places[n]))
				continue;
			bk_json_open(&json, '{');
			put_place_keys(&json, &report->expressions[n], answer, &answer->places[n]);
			bk_json_close(&json, '}');
		}
	}
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
	return NULL;
}

/* What every line begins with, so that each can be read by itself. */
static void open_line(struct bk_json *json, const struct bk_compat_answer *answer)
{
	json->comma = false;
	bk_json_open(json, '{');
	bk_json_field_string(json, "schema", bk_compat_schema);
	bk_compat_put_text(json, "release", answer->kernel.release);
	bk_compat_put_text(json, "arch", answer->kernel.arch);
	bk_compat_put_text(json, "error", answer->kernel.error);
}

static void close_line(struct bk_json *json)
{
	bk_json_close(json, '}');
	bk_putc(json->sink, '\n');
}

void bk_render_places_lines(struct bk_sink *sink, const struct bk_compat_report *report)
{
	struct bk_json json = { .sink = sink };

	for (size_t i = 0; i < report->answer_count; i++) {
		const struct bk_compat_answer *answer = report->answers[i];

		for (size_t n = 0; answer->places && n < report->expression_count; n++) {
			if (!is_asked(&answer->places[n]))
				continue;
			open_line(&json, answer);
			put_place_keys(&json, &report->expressions[n], answer, &answer->places[n]);
			close_line(&json);
		}
		if (answer->places || answer->kernel.is_passed_over)
			continue;
		open_line(&json, answer);
		bk_json_field_string(&json, "kernel", answer->kernel.source);
		close_line(&json);
	}
}
