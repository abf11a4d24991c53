// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs of objects that were loaded, or were not let. */
#include "btfkit/render/render_probe.h"

static void put_program(struct bk_sink *sink, const struct bk_tried_program *program, bool offline)
{
	bk_putc(sink, '\t');
	bk_put_visible(sink, program->name);
	bk_puts(sink, "  ");
	bk_put_visible(sink, program->section);
	if (!offline)
		bk_puts(sink, program->is_accepted ? "  accepted" : "  refused");
	if (program->is_predicted) {
		bk_printf(sink, "  [predicted: %s", bk_verdict_name(program->predicted));
		if (program->why) {
			bk_puts(sink, ": ");
			bk_put_visible(sink, program->why);
		}
		bk_putc(sink, ']');
	}
	bk_putc(sink, '\n');
	for (size_t i = 0; i < program->lines.count; i++) {
		bk_puts(sink, "\t\t");
		bk_put_visible(sink, program->lines.at[i]);
		bk_putc(sink, '\n');
	}
}

void bk_render_trials_text(struct bk_sink *sink, const struct bk_trial *trials, size_t count,
			   bool offline)
{
	for (size_t i = 0; i < count; i++) {
		const struct bk_trial *trial = &trials[i];

		bk_put_visible(sink, trial->path);
		bk_printf(sink, "  predicted: %s", bk_verdict_name(trial->predicted));
		if (trial->why) {
			bk_puts(sink, ": ");
			bk_put_visible(sink, trial->why);
		}
		bk_putc(sink, '\n');
		for (size_t n = 0; n < trial->programs.count; n++)
			put_program(sink, &trial->programs.at[n], offline);
	}
}

static void field_text(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

static void put_json_program(struct bk_json *json, const struct bk_tried_program *program,
			     bool offline)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "program", program->name);
	bk_json_field_string(json, "section", program->section);
	bk_json_key(json, "accepted");
	if (offline)
		bk_json_null(json);
	else
		bk_json_bool(json, program->is_accepted);
	field_text(json, "predicted",
		   program->is_predicted ? bk_verdict_name(program->predicted) : NULL);
	field_text(json, "why", program->why);
	bk_json_field_open(json, "log", '[');
	for (size_t i = 0; i < program->lines.count; i++)
		bk_json_string(json, program->lines.at[i]);
	bk_json_close(json, ']');
	bk_json_close(json, '}');
}

void bk_render_trials_json(struct bk_sink *sink, const struct bk_trial *trials, size_t count,
			   const struct bk_probe_kernel *kernel, bool offline)
{
	struct bk_json json = { .sink = sink };

	bk_probe_json_begin(&json, kernel, "objects");
	for (size_t i = 0; i < count; i++) {
		bk_json_open(&json, '{');
		bk_json_field_string(&json, "object", trials[i].path);
		bk_json_field_string(&json, "predicted", bk_verdict_name(trials[i].predicted));
		field_text(&json, "why", trials[i].why);
		bk_json_field_open(&json, "programs", '[');
		for (size_t n = 0; n < trials[i].programs.count; n++)
			put_json_program(&json, &trials[i].programs.at[n], offline);
		bk_json_close(&json, ']');
		bk_json_close(&json, '}');
	}
	bk_json_close(&json, ']');
	bk_json_close(&json, '}');
	bk_putc(sink, '\n');
}
