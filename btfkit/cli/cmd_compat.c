// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit compat: in which kernels expressions are, and where. */
#include "btfkit/base/ordered.h"
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/cli/pager.h"
#include "btfkit/cli/progress.h"
#include "btfkit/compat/kernels.h"
#include "btfkit/render/render_compat.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct compat_options {
	struct bk_common common;
	bool json_lines;
	unsigned int threads; /* 0: as many as there are processors */
	BK_ARRAY(struct bk_expression) expressions;
};

static struct bk_error *add_expression(void *options, const char *text)
{
	struct compat_options *compat = options;
	struct bk_expression expression;

	BK_TRY(bk_expression_init(&expression, text));
	if (bk_array_push(&compat->expressions, expression))
		return NULL;
	bk_expression_deinit(&expression);
	return bk_error_memory();
}

static struct bk_error *set_threads(void *options, const char *text)
{
	char *end;
	unsigned long count = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || !count || count > 1024)
		return bk_error_create(BK_ERR_USAGE, "-j takes a number from 1 to 1024, not '%s'",
				       text);
	((struct compat_options *)options)->threads = (unsigned int)count;
	return NULL;
}

const struct bk_option bk_compat_options[] = {
	{ 0, "expr", "EXPR", "where EXPR is: TYPE.MEMBER, enum TYPE.ENUMERATOR, func:NAME", 0,
	  add_expression },
	{ 0, "json-lines", NULL, "print a JSON object a line for each result",
	  offsetof(struct compat_options, json_lines), NULL },
	{ 'j', "jobs", "N", "read N kernels at once (default: one for each processor)", 0,
	  set_threads },
	{ 0 },
};

struct asking {
	const struct compat_options *options;
	struct bk_progress progress;
	BK_ARRAY(struct bk_compat_answer *) answers;
	size_t unread, absent;
};

static void asking_deinit(struct asking *asking)
{
	bk_progress_end(&asking->progress);
	for (size_t i = 0; i < asking->answers.count; i++)
		bk_compat_answer_destroy(asking->answers.at[i]);
	bk_array_deinit(&asking->answers);
}

/* An unreadable kernel is told at once, and does not keep the others from being asked. */
static void tell_error(struct asking *asking, const struct bk_compat_answer *answer)
{
	BK_AUTOFREE char *line = NULL;

	if (answer->is_passed_over && asking->options->common.quiet)
		return;
	if (asprintf(&line, "btfkit: %s%s", answer->is_passed_over ? "passed over: " : "",
		     answer->error) < 0)
		line = NULL;
	bk_progress_note(&asking->progress, line ? line : "btfkit: out of memory");
}

static struct bk_error *take(void *context, struct bk_compat_answer *answer)
{
	struct asking *asking = context;

	bk_progress_step(&asking->progress);
	if (!bk_array_push(&asking->answers, answer)) { /* NOLINT(bugprone-sizeof-expression) */
		bk_compat_answer_destroy(answer);
		return bk_error_memory();
	}
	if (answer->error)
		tell_error(asking, answer);
	asking->unread += answer->error && !answer->is_passed_over;
	for (size_t i = 0; answer->places && i < asking->options->expressions.count; i++)
		asking->absent += !answer->places[i].exists;
	return NULL;
}

/* Of a terminal; else what most people read with. 0: files get lines of any length. */
static size_t line_width(const struct bk_common *common)
{
	struct winsize size;

	if (common->output && strcmp(common->output, "-") != 0)
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

static struct bk_error *print(const struct asking *asking)
{
	BK_AUTO(bk_pager_finish) struct bk_pager pager = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	const struct compat_options *options = asking->options;
	struct bk_compat_report report = {
		.answers = (const struct bk_compat_answer *const *)asking->answers.at,
		.answer_count = asking->answers.count,
		.expressions = options->expressions.at,
		.expression_count = options->expressions.count,
		.width = line_width(&options->common),
	};

	BK_TRY(bk_out_init(&out, &options->common));
	report.color = bk_out_has_color(&out, &options->common);
	if (options->json_lines) {
		bk_render_places_lines(&out.sink, &report);
	} else if (options->common.json) {
		bk_render_places_json(&out.sink, &report);
	} else {
		bk_pager_start(&pager, &options->common);
		BK_TRY(bk_render_places_text(&out.sink, &report));
	}
	return bk_out_commit(&out);
}

static struct bk_error *place(const struct compat_options *options, char **sources, int *status)
{
	BK_AUTO(bk_specs_deinit) struct bk_specs specs = { 0 };
	BK_AUTO(asking_deinit) struct asking asking = { .options = options };
	struct bk_compat_query query = {
		.base = options->common.base,
		.threads = options->threads ? options->threads : bk_processor_count(),
		.expressions = options->expressions.at,
		.expression_count = options->expressions.count,
		.take = take,
		.context = &asking,
	};

	if (!*sources)
		BK_TRY(bk_specs_add(&specs, BK_RUNNING_KERNEL));
	for (; *sources; sources++)
		BK_TRY(bk_specs_add(&specs, *sources));
	query.kernels = specs.at;
	query.kernel_count = specs.count;
	bk_progress_begin(&asking.progress, specs.count, "kernels", &options->common);
	BK_TRY(bk_compat_ask(&query));
	bk_progress_end(&asking.progress);
	BK_TRY(print(&asking));
	if (asking.unread)
		*status = BK_EXIT_ERROR;
	else if (asking.absent)
		*status = BK_EXIT_NO;
	return NULL;
}

struct bk_error *bk_cmd_compat(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct compat_options options = { 0 };
	struct bk_error *error;
	int first;

	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common)) {
		if (!options.expressions.count)
			error = bk_error_create(BK_ERR_USAGE,
						"compat needs --expr EXPR (see btfkit compat -h)");
		else
			error = place(&options, argv + first, status);
	}
	for (size_t i = 0; i < options.expressions.count; i++)
		bk_expression_deinit(&options.expressions.at[i]);
	bk_array_deinit(&options.expressions);
	return error;
}
