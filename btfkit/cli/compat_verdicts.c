// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* compat of objects: JSON is written as the kernels are asked, text when all have been. */
#include "btfkit/cli/compat.h"
#include "btfkit/cli/io.h"
#include "btfkit/cli/pager.h"
#include "btfkit/compat/join.h"
#include "btfkit/reach/memo.h"
#include "btfkit/render/render_compat.h"

#include <string.h>

struct judging {
	const struct bk_compat_options *options;
	struct bk_progress progress;
	struct bk_compat_summary summary;
	struct bk_out out;
	struct bk_json json;
	size_t unread;
	bool has_begun;
};

static void judging_deinit(struct judging *judging)
{
	bk_progress_end(&judging->progress);
	bk_compat_summary_deinit(&judging->summary);
	bk_out_deinit(&judging->out);
}

/* Writes what can be written at once, and remembers what the text needs. Ends the answer. */
static struct bk_error *note(struct judging *judging, struct bk_compat_answer *taken)
{
	BK_AUTO(bk_compat_answer_auto) struct bk_compat_answer *answer = taken;
	const struct bk_compat_options *options = judging->options;

	if (options->json_lines)
		bk_render_compat_lines(&judging->out.sink, answer, judging->summary.subjects.at);
	else if (options->common.json)
		bk_render_compat_json_answer(&judging->json, answer, judging->summary.subjects.at);
	return bk_compat_summary_add(&judging->summary, answer);
}

static struct bk_error *take(void *context, struct bk_compat_answer *answer)
{
	struct judging *judging = context;

	bk_progress_step(&judging->progress);
	bk_compat_tell(&judging->progress, &answer->kernel, judging->options->common.quiet);
	judging->unread += (answer->kernel.error && !answer->kernel.is_passed_over) ||
			   answer->kernel.modules_error;
	return note(judging, answer);
}

static struct bk_error *write_page(const struct judging *judging)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_common common = judging->options->common;

	common.output = judging->options->html;
	BK_TRY(bk_out_init(&out, &common));
	BK_TRY(bk_render_compat_html(&out.sink, &judging->summary));
	return bk_out_commit(&out);
}

static struct bk_error *print(struct judging *judging)
{
	BK_AUTO(bk_pager_finish) struct bk_pager pager = { 0 };
	const struct bk_compat_options *options = judging->options;
	size_t width = bk_compat_width(&options->common);
	bool color = bk_out_has_color(&judging->out, &options->common);

	bk_compat_summary_sort(&judging->summary);
	if (options->html)
		BK_TRY(write_page(judging));
	if (options->html && strcmp(options->html, "-") == 0)
		return NULL;
	if (options->json_lines)
		return bk_out_commit(&judging->out);
	if (options->common.json) {
		BK_TRY(bk_render_compat_json_end(&judging->json, &judging->summary));
		return bk_out_commit(&judging->out);
	}
	bk_pager_start(&pager, &options->common);
	BK_TRY(bk_render_compat_text(&judging->out.sink, &judging->summary, width, color));
	return bk_out_commit(&judging->out);
}

/* The output is opened before the first result, and closed behind the last one. */
static struct bk_error *begin(struct judging *judging)
{
	const struct bk_compat_options *options = judging->options;

	if (judging->has_begun)
		return NULL;
	judging->has_begun = true;
	BK_TRY(bk_out_init(&judging->out, &options->common));
	if (options->common.json && !options->json_lines)
		bk_render_compat_json_begin(&judging->json, &judging->out.sink);
	return NULL;
}

static struct bk_error *end(struct judging *judging, int *status)
{
	bk_progress_end(&judging->progress);
	BK_TRY(print(judging));
	if (judging->unread || judging->summary.counts[BK_VERDICT_ERROR])
		*status = BK_EXIT_ERROR;
	else if (judging->summary.counts[BK_VERDICT_FAIL])
		*status = BK_EXIT_NO;
	return NULL;
}

struct bk_error *bk_compat_verdicts(const struct bk_compat_options *options,
				    const struct bk_compat_objects *objects,
				    const struct bk_compat_kernels *kernels, int *status)
{
	BK_AUTO(judging_deinit)
	struct judging judging = { .options = options, .out = { .file = { .fd = -1 } } };
	BK_AUTO(bk_reach_memo_auto) struct bk_reach_memo *memo = bk_reach_memo_create();
	struct bk_compat_query query = {
		.subjects = objects->list.at,
		.subject_count = objects->list.count,
		.lint = options->lint,
		.config = options->config,
		.memo = memo,
		.take = take,
		.context = &judging,
	};

	if (!memo)
		return bk_error_memory();
	judging.unread = objects->unread;
	for (size_t i = 0; i < objects->list.count; i++) {
		uint32_t index;

		if (!bk_compat_summary_subject(&judging.summary, objects->list.at[i].source,
					       &index))
			return bk_error_memory();
	}
	BK_TRY(begin(&judging));
	bk_compat_set_kernels(&query, options, kernels);
	bk_progress_begin(&judging.progress, kernels->list.count, "kernels", &options->common);
	BK_TRY(bk_compat_ask(&query));
	return end(&judging, status);
}

static struct bk_error *take_line(void *context, struct bk_compat_answer *answer)
{
	struct judging *judging = context;

	struct bk_error *error = begin(judging);

	if (error) {
		bk_compat_answer_destroy(answer);
		return error;
	}
	answer->kernel.is_passed_over = false;
	return note(judging, answer);
}

struct bk_error *bk_compat_joined(const struct bk_compat_options *options, char **paths,
				  int *status)
{
	BK_AUTO(judging_deinit)
	struct judging judging = { .options = options, .out = { .file = { .fd = -1 } } };
	BK_AUTO(bk_compat_joined_places_deinit) struct bk_compat_joined_places places = { 0 };
	struct bk_compat_join join = { .summary = &judging.summary,
				       .places = &places,
				       .take = take_line,
				       .context = &judging };

	for (; *paths; paths++)
		BK_TRY(bk_compat_join_file(&join, *paths));
	if (places.answers.count && options->html)
		return bk_error_create(BK_ERR_USAGE,
				       "--html is about objects, the lines are about expressions");
	if (places.answers.count)
		return bk_compat_places_joined(options, &places, status);
	BK_TRY(begin(&judging));
	return end(&judging, status);
}
