// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* compat --expr: asks kernels for expressions and prints the answers when all are there. */
#include "btfkit/cli/compat.h"
#include "btfkit/cli/io.h"
#include "btfkit/cli/pager.h"
#include "btfkit/render/render_compat.h"

struct asking {
	const struct bk_compat_options *options;
	struct bk_progress progress;
	BK_ARRAY(struct bk_compat_answer *) answers;
	size_t unread;
};

static void asking_deinit(struct asking *asking)
{
	bk_progress_end(&asking->progress);
	for (size_t i = 0; i < asking->answers.count; i++)
		bk_compat_answer_destroy(asking->answers.at[i]);
	bk_array_deinit(&asking->answers);
}

static struct bk_error *take(void *context, struct bk_compat_answer *answer)
{
	struct asking *asking = context;

	bk_progress_step(&asking->progress);
	if (!bk_array_push(&asking->answers, answer)) { /* NOLINT(bugprone-sizeof-expression) */
		bk_compat_answer_destroy(answer);
		return bk_error_memory();
	}
	bk_compat_tell(&asking->progress, &answer->kernel, asking->options->common.quiet);
	asking->unread += (answer->kernel.error && !answer->kernel.is_passed_over) ||
			  answer->kernel.modules_error;
	return NULL;
}

/* How many of the places are none. */
static size_t count_absent(const struct bk_compat_report *report)
{
	size_t absent = 0;

	for (size_t i = 0; i < report->answer_count; i++) {
		const struct bk_compat_place *places = report->answers[i]->places;

		for (size_t n = 0; places && n < report->expression_count; n++)
			absent += places[n].reason != NULL;
	}
	return absent;
}

static struct bk_error *print(const struct bk_compat_options *options,
			      struct bk_compat_report *report)
{
	BK_AUTO(bk_pager_finish) struct bk_pager pager = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };

	BK_TRY(bk_out_init(&out, &options->common));
	report->width = bk_compat_width(&options->common);
	report->color = bk_out_has_color(&out, &options->common);
	if (options->json_lines) {
		bk_render_places_lines(&out.sink, report);
	} else if (options->common.json) {
		BK_TRY(bk_render_places_json(&out.sink, report));
	} else {
		bk_pager_start(&pager, &options->common);
		BK_TRY(bk_render_places_text(&out.sink, report));
	}
	return bk_out_commit(&out);
}

/* Prints all, and sets the status. */
static struct bk_error *finish(const struct bk_compat_options *options,
			       struct bk_compat_report *report, size_t unread, int *status)
{
	BK_TRY(print(options, report));
	if (unread)
		*status = BK_EXIT_ERROR;
	else if (count_absent(report))
		*status = BK_EXIT_NO;
	return NULL;
}

struct bk_error *bk_compat_places_joined(const struct bk_compat_options *options,
					 struct bk_compat_joined_places *joined, int *status)
{
	struct bk_compat_report report = { 0 };
	size_t unread = 0;

	BK_TRY(bk_compat_joined_places_finish(joined));
	for (size_t i = 0; i < joined->answers.count; i++)
		unread += joined->answers.at[i]->kernel.error != NULL;
	report.answers = (const struct bk_compat_answer *const *)joined->answers.at;
	report.answer_count = joined->answers.count;
	report.expressions = joined->expressions.at;
	report.expression_count = joined->expressions.count;
	return finish(options, &report, unread, status);
}

struct bk_error *bk_compat_places(const struct bk_compat_options *options,
				  const struct bk_compat_kernels *kernels, int *status)
{
	BK_AUTO(asking_deinit) struct asking asking = { .options = options };
	struct bk_compat_query query = {
		.expressions = options->expressions.at,
		.expression_count = options->expressions.count,
		.take = take,
		.context = &asking,
	};
	struct bk_compat_report report = {
		.expressions = options->expressions.at,
		.expression_count = options->expressions.count,
	};

	bk_compat_set_kernels(&query, options, kernels);
	bk_progress_begin(&asking.progress, kernels->list.count, "kernels", &options->common);
	BK_TRY(bk_compat_ask(&query));
	bk_progress_end(&asking.progress);
	report.answers = (const struct bk_compat_answer *const *)asking.answers.at;
	report.answer_count = asking.answers.count;
	return finish(options, &report, asking.unread, status);
}
