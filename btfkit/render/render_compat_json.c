// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Verdicts and all they rest on, as JSON: written as the results come in. */
#include "btfkit/render/compat_json.h"
#include "btfkit/render/render_compat.h"

void bk_compat_put_text(struct bk_json *json, const char *key, const char *text)
{
	bk_json_key(json, key);
	if (text)
		bk_json_string(json, text);
	else
		bk_json_null(json);
}

void bk_compat_put_texts(struct bk_json *json, const char *key, const char *const *texts,
			 size_t count)
{
	bk_json_field_open(json, key, '[');
	for (size_t i = 0; i < count; i++)
		bk_json_string(json, texts[i]);
	bk_json_close(json, ']');
}

void bk_compat_put_kernel(struct bk_json *json, const struct bk_compat_kernel *kernel)
{
	bk_json_field_string(json, "source", kernel->source);
	bk_compat_put_text(json, "release", kernel->release);
	bk_compat_put_text(json, "arch", kernel->arch);
	bk_compat_put_text(json, "error", kernel->error);
}

void bk_compat_put_finding(struct bk_json *json, const struct bk_compat_finding *finding)
{
	bk_json_field_string(json, "title", finding->title);
	bk_compat_put_text(json, "own", finding->own);
	bk_compat_put_texts(json, "places", finding->places.at, finding->places.count);
}

static void put_kernel(struct bk_json *json, const struct bk_compat_kernel *kernel)
{
	bk_json_open(json, '{');
	bk_compat_put_kernel(json, kernel);
	if (kernel->modules_error)
		bk_json_field_string(json, "modules_error", kernel->modules_error);
	bk_json_close(json, '}');
}

/* Those that are asked, then those that are passed over. */
void bk_compat_put_kernels(struct bk_json *json, const struct bk_compat_kernel *const *kernels,
			   size_t count)
{
	static const char *const keys[] = { "kernels", "passed_over" };

	for (int pass = 0; pass < 2; pass++) {
		bk_json_field_open(json, keys[pass], '[');
		for (size_t i = 0; i < count; i++)
			if (kernels[i]->is_passed_over == pass)
				put_kernel(json, kernels[i]);
		bk_json_close(json, ']');
	}
}

/* What readers of JSON would round is a string. */
static void put_value(struct bk_json *json, const char *key, bool is_known, uint64_t value)
{
	char text[24];

	bk_json_key(json, key);
	if (!is_known) {
		bk_json_null(json);
	} else if (value < 1ull << 53) {
		bk_json_u64(json, value);
	} else {
		*bk_format_u64(text, value) = '\0';
		bk_json_string(json, text);
	}
}

static void put_live(struct bk_json *json, enum bk_compat_live live)
{
	bk_json_key(json, "live");
	if (live == BK_LIVE_NO || live == BK_LIVE_YES)
		bk_json_bool(json, live == BK_LIVE_YES);
	else
		bk_json_null(json);
}

static void put_relo(struct bk_json *json, const struct bk_compat_relo *relo)
{
	const struct bk_compat_site *site = relo->site;

	bk_json_open(json, '{');
	bk_json_field_string(json, "program", site->program);
	bk_json_field_string(json, "section", site->section);
	bk_json_field_u64(json, "insn", site->insn);
	bk_json_field_string(json, "kind", site->kind);
	bk_json_field_string(json, "access", site->access);
	bk_json_field_string(json, "spec", site->spec);
	bk_json_field_string(json, "status", bk_relo_status_name(relo->status));
	bk_compat_put_text(json, "reason", relo->reason);
	put_live(json, relo->live);
	bk_compat_put_text(json, "doubt", relo->doubt);
	put_value(json, "local", relo->has_local, relo->local);
	put_value(json, "target", relo->has_target, relo->target);
	bk_json_key(json, "mem_bytes");
	if (relo->mem_bytes[1]) {
		bk_json_open(json, '[');
		bk_json_u64(json, relo->mem_bytes[0]);
		bk_json_u64(json, relo->mem_bytes[1]);
		bk_json_close(json, ']');
	} else {
		bk_json_null(json);
	}
	bk_compat_put_text(json, "module", relo->module);
	bk_compat_put_text(json, "file", site->file);
	bk_json_key(json, "line");
	if (site->file)
		bk_json_u64(json, site->line);
	else
		bk_json_null(json);
	bk_json_close(json, '}');
}

/* `first` and `second` are what the keys of an attach target or a requirement are called. */
static void put_need(struct bk_json *json, const struct bk_compat_need *need, const char *first,
		     const char *second)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, first, need->what);
	bk_compat_put_text(json, second, need->name);
	bk_json_field_string(json, "status", need->status);
	bk_compat_put_text(json, "reason", need->reason);
	bk_compat_put_text(json, "module", need->module);
	bk_json_field_bool(json, "failing", need->is_failing);
	bk_json_close(json, '}');
}

static void put_fact(struct bk_json *json, const struct bk_compat_fact *fact)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "what", fact->what);
	bk_json_field_string(json, "title", fact->title);
	bk_json_field_string(json, "place", fact->place);
	bk_json_field_string(json, "value", fact->value);
	bk_compat_put_text(json, "own", fact->own);
	bk_json_field_bool(json, "trouble", fact->is_trouble);
	bk_json_close(json, '}');
}

static void put_module(struct bk_json *json, const struct bk_compat_module *module)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "name", module->name);
	bk_json_field_string(json, "has", module->has);
	bk_json_field_bool(json, "loaded", module->is_loaded);
	bk_json_close(json, '}');
}

static void put_result_keys(struct bk_json *json, const struct bk_compat_result *result)
{
	bk_json_field_string(json, "verdict", bk_verdict_name(result->verdict));
	bk_compat_put_text(json, "error", result->error);
	bk_json_field_open(json, "relocations", '[');
	for (size_t i = 0; i < result->relocations.count; i++)
		put_relo(json, &result->relocations.at[i]);
	bk_json_close(json, ']');
	bk_json_field_open(json, "attach", '[');
	for (size_t i = 0; i < result->attach.count; i++)
		put_need(json, &result->attach.at[i], "program", "target");
	bk_json_close(json, ']');
	bk_json_field_open(json, "requires", '[');
	for (size_t i = 0; i < result->requires.count; i++)
		put_need(json, &result->requires.at[i], "what", "name");
	bk_json_close(json, ']');
	bk_json_field_open(json, "modules", '[');
	for (size_t i = 0; i < result->modules.count; i++)
		put_module(json, &result->modules.at[i]);
	bk_json_close(json, ']');
	if (!result->facts.count)
		return;
	bk_json_field_open(json, "lint", '[');
	for (size_t i = 0; i < result->facts.count; i++)
		put_fact(json, &result->facts.at[i]);
	bk_json_close(json, ']');
}

void bk_render_compat_json_begin(struct bk_json *json, struct bk_sink *sink)
{
	*json = (struct bk_json){ .sink = sink };
	bk_json_open(json, '{');
	bk_json_field_string(json, "schema", bk_compat_schema);
	bk_json_field_open(json, "results", '[');
}

void bk_render_compat_json_answer(struct bk_json *json, const struct bk_compat_answer *answer,
				  const char *const *subjects)
{
	for (size_t i = 0; i < answer->results.count; i++) {
		const struct bk_compat_result *result = &answer->results.at[i];

		bk_json_open(json, '{');
		bk_json_field_string(json, "object", subjects[result->subject]);
		bk_json_field_string(json, "kernel", answer->kernel.source);
		put_result_keys(json, result);
		bk_json_close(json, '}');
	}
}

static void put_finding(struct bk_json *json, const struct bk_compat_summary *summary,
			const struct bk_compat_finding *finding)
{
	bk_json_open(json, '{');
	bk_json_field_string(json, "object", summary->subjects.at[finding->subject]);
	bk_json_field_string(json, "what", finding->what);
	bk_compat_put_finding(json, finding);
	bk_json_field_open(json, "values", '[');
	for (size_t i = 0; i < finding->values.count; i++) {
		const struct bk_compat_value *value = &finding->values.at[i];

		bk_json_open(json, '{');
		bk_json_field_string(json, "value", value->text);
		bk_json_field_open(json, "kernels", '[');
		for (size_t n = 0; n < value->kernels.count; n++)
			bk_json_string(json, summary->kernels.at[value->kernels.at[n]].source);
		bk_json_close(json, ']');
		bk_json_close(json, '}');
	}
	bk_json_close(json, ']');
	bk_json_close(json, '}');
}

static void put_findings(struct bk_json *json, const struct bk_compat_summary *summary)
{
	bk_json_field_open(json, "lint", '[');
	for (size_t i = 0; i < summary->findings.count; i++)
		if (bk_compat_is_odd(&summary->findings.at[i]))
			put_finding(json, summary, &summary->findings.at[i]);
	bk_json_close(json, ']');
}

struct bk_error *bk_render_compat_json_end(struct bk_json *json,
					   const struct bk_compat_summary *summary)
{
	BK_AUTOFREE const struct bk_compat_kernel **kernels =
		calloc(summary->kernels.count + 1, sizeof(struct bk_compat_kernel *));

	if (!kernels)
		return bk_error_memory();
	for (size_t i = 0; i < summary->kernels.count; i++)
		kernels[i] = &summary->kernels.at[i];
	bk_json_close(json, ']');
	bk_compat_put_texts(json, "objects", summary->subjects.at, summary->subjects.count);
	bk_compat_put_kernels(json, kernels, summary->kernels.count);
	bk_json_field_open(json, "summary", '{');
	for (int verdict = BK_VERDICT_OK; verdict < BK_VERDICTS; verdict++)
		bk_json_field_u64(json, bk_verdict_name((enum bk_verdict)verdict),
				  summary->counts[verdict]);
	bk_json_close(json, '}');
	if (summary->findings.count)
		put_findings(json, summary);
	bk_json_close(json, '}');
	bk_putc(json->sink, '\n');
	return NULL;
}

void bk_render_compat_lines(struct bk_sink *sink, const struct bk_compat_answer *answer,
			    const char *const *subjects)
{
	for (size_t i = 0; i < answer->results.count; i++) {
		const struct bk_compat_result *result = &answer->results.at[i];
		struct bk_json json = { .sink = sink };

		bk_json_open(&json, '{');
		bk_json_field_string(&json, "schema", bk_compat_schema);
		bk_json_field_string(&json, "object", subjects[result->subject]);
		bk_json_field_string(&json, "kernel", answer->kernel.source);
		bk_compat_put_text(&json, "release", answer->kernel.release);
		bk_compat_put_text(&json, "arch", answer->kernel.arch);
		bk_compat_put_text(&json, "kernel_error", answer->kernel.error);
		if (answer->kernel.modules_error)
			bk_json_field_string(&json, "modules_error", answer->kernel.modules_error);
		put_result_keys(&json, result);
		bk_json_close(&json, '}');
		bk_putc(sink, '\n');
	}
}
