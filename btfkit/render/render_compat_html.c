// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Verdicts as one page of HTML: a heat map of kernels and objects, and what is behind each cell. */
#include "btfkit/base/json.h"
#include "btfkit/render/compat_json.h"
#include "btfkit/render/compat_page.h"
#include "btfkit/render/embed.h"
#include "btfkit/render/render_compat.h"

/*
 * A letter for each object: "ogfe", "." for one that was not asked about; in upper case where modules have
 * to be loaded.
 */
static void put_row(struct bk_json *json, const struct bk_compat_summary *summary, size_t kernel)
{
	static const char letters[BK_VERDICTS] = ".ogfe";

	bk_json_separate(json);
	bk_putc(json->sink, '"');
	for (size_t i = 0; i < summary->subjects.count; i++) {
		const char letter = letters[bk_compat_summary_at(summary, kernel, i)];
		const bool on_modules = bk_compat_summary_on_modules(summary, kernel, i);

		bk_putc(json->sink, on_modules ? (char)(letter - 'a' + 'A') : letter);
	}
	bk_putc(json->sink, '"');
}

static void put_kernel(struct bk_json *json, const struct bk_compat_kernel *kernel)
{
	bk_json_open(json, '{');
	bk_compat_put_kernel(json, kernel);
	bk_json_field_bool(json, "passed_over", kernel->is_passed_over);
	bk_json_close(json, '}');
}

/* Kernels as first and last ones of stretches, which keeps a page on thousands of them small. */
static void put_stretches(struct bk_json *json, const struct bk_compat_trouble *trouble)
{
	size_t count = trouble->kernels.count;
	const uint32_t *at = trouble->kernels.at;

	bk_json_open(json, '[');
	for (size_t first = 0, last; first < count; first = last + 1) {
		for (last = first; last + 1 < count && at[last + 1] == at[last] + 1;)
			last++;
		bk_json_u64(json, at[first]);
		bk_json_u64(json, at[last]);
	}
	bk_json_close(json, ']');
}

static void put_trouble(struct bk_json *json, const struct bk_compat_trouble *trouble)
{
	bk_json_open(json, '{');
	bk_json_field_u64(json, "object", trouble->subject);
	bk_json_field_string(json, "severity", bk_verdict_name(trouble->severity));
	bk_json_field_string(json, "title", trouble->title);
	bk_compat_put_text(json, "kind", trouble->kind);
	bk_json_field_string(json, "status", trouble->status);
	bk_compat_put_text(json, "reason", trouble->reason);
	bk_compat_put_text(json, "note", trouble->note);
	bk_compat_put_texts(json, "places", trouble->places.at, trouble->places.count);
	bk_json_key(json, "kernels");
	put_stretches(json, trouble);
	bk_json_close(json, '}');
}

static void put_finding(struct bk_json *json, const struct bk_compat_finding *finding)
{
	bk_json_open(json, '{');
	bk_json_field_u64(json, "object", finding->subject);
	bk_compat_put_finding(json, finding);
	bk_json_field_open(json, "values", '[');
	for (size_t i = 0; i < finding->values.count; i++) {
		bk_json_open(json, '[');
		bk_json_string(json, finding->values.at[i].text);
		bk_json_u64(json, finding->values.at[i].kernels.count);
		bk_json_u64(json, finding->values.at[i].kernels.at[0]);
		bk_json_close(json, ']');
	}
	bk_json_close(json, ']');
	bk_json_close(json, '}');
}

static void put_data(struct bk_json *json, const struct bk_compat_summary *summary)
{
	bk_json_open(json, '{');
	bk_compat_put_texts(json, "objects", summary->subjects.at, summary->subjects.count);
	bk_json_field_open(json, "kernels", '[');
	for (size_t i = 0; i < summary->kernels.count; i++)
		put_kernel(json, &summary->kernels.at[i]);
	bk_json_close(json, ']');
	bk_json_field_open(json, "rows", '[');
	for (size_t i = 0; i < summary->kernels.count; i++)
		put_row(json, summary, i);
	bk_json_close(json, ']');
	bk_json_field_open(json, "troubles", '[');
	for (size_t i = 0; i < summary->troubles.count; i++)
		put_trouble(json, &summary->troubles.at[i]);
	bk_json_close(json, ']');
	bk_json_field_open(json, "findings", '[');
	for (size_t i = 0; i < summary->findings.count; i++)
		if (bk_compat_is_odd(&summary->findings.at[i]))
			put_finding(json, &summary->findings.at[i]);
	bk_json_close(json, ']');
	bk_json_close(json, '}');
}

struct bk_error *bk_render_compat_html(struct bk_sink *sink,
				       const struct bk_compat_summary *summary)
{
	BK_AUTO(bk_sink_deinit) struct bk_sink data;
	struct bk_json json = { .sink = &data };

	bk_sink_init_memory(&data, SIZE_MAX);
	put_data(&json, summary);
	BK_TRY(bk_sink_finish(&data));
	bk_puts(sink, bk_compat_page_head);
	bk_put_embedded(sink, "compat", &data);
	bk_puts(sink, bk_compat_page_tail);
	return NULL;
}
