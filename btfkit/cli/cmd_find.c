// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit find: types, members, enumerators and functions by name, and the users of a type. */
#include "btfkit/base/array.h"
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/render/render.h"
#include "btfkit/source/expand.h"

#include <stdio.h>

struct find_options {
	struct bk_common common;
	const char *users; /* TYPE */
	bool regex, ignore_case;
	uint32_t whats;
	struct bk_selection kinds;
};

static struct bk_error *add_whats(void *options, const char *text)
{
	return bk_find_read_whats(text, &((struct find_options *)options)->whats);
}

static struct bk_error *add_kinds(void *options, const char *text)
{
	return bk_selection_add_kinds(&((struct find_options *)options)->kinds, text);
}

const struct bk_option bk_find_options[] = {
	{ 0, "users", "TYPE", "what holds TYPE, points to it, takes or returns it",
	  offsetof(struct find_options, users), NULL },
	{ 'E', "regex", NULL, "PATTERN is an extended regular expression",
	  offsetof(struct find_options, regex), NULL },
	{ 'i', "ignore-case", NULL, "upper and lower case are the same",
	  offsetof(struct find_options, ignore_case), NULL },
	{ 0, "in", "WHAT,...", "only types, members, enumerators, functions, ...", 0, add_whats },
	{ 0, "kind", "KIND,...", "only types of these kinds, and what is in them", 0, add_kinds },
	{ 0 },
};

/* What is kept of a source: its BTF is closed before the next one is opened. */
struct answer {
	char *source, *release, *arch;
	struct bk_find_result *result;
	struct bk_error *error;
	bool is_found; /* in a directory */
};

struct finding {
	const struct find_options *options;
	struct bk_find_query query;
	struct bk_base base; /* that of all sources */
	BK_ARRAY(struct answer) answers;
	struct bk_error *hint; /* why nothing was found in the first source that could be read */
	size_t hint_answer;
	size_t hits, errors;
};

static void finding_deinit(struct finding *finding)
{
	for (size_t i = 0; i < finding->answers.count; i++) {
		struct answer *answer = &finding->answers.at[i];

		free(answer->source);
		free(answer->release);
		free(answer->arch);
		bk_find_destroy(answer->result);
		bk_error_destroy(answer->error);
	}
	bk_array_deinit(&finding->answers);
	bk_base_deinit(&finding->base);
	bk_error_destroy(finding->hint);
}

/* A copy of a text that may be NULL; false without memory. */
static bool copy(char **to, const char *text)
{
	*to = text ? strdup(text) : NULL;
	return *to || !text;
}

static void note_truncated(const struct finding *finding, const struct answer *answer)
{
	if (answer->result->truncated && !finding->options->common.quiet)
		fprintf(stderr,
			"btfkit: %s: there may be more: it has anonymous types nested too deep or "
			"too often\n",
			answer->source);
}

static struct bk_error *search(struct finding *finding, struct answer *answer, const char *spec)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };

	BK_TRY(bk_open_input_sharing(&input, spec, &finding->options->common, &finding->base));
	if (!copy(&answer->source, input.source->name) ||
	    !copy(&answer->release, input.source->release) ||
	    !copy(&answer->arch, input.source->arch))
		return bk_error_memory();
	BK_TRY(bk_error_in(bk_find_create(input.graph, &finding->query, &answer->result), "%s",
			   input.source->name));
	finding->hits += answer->result->hits.count;
	note_truncated(finding, answer);
	if (finding->hits || finding->hint || finding->options->common.quiet)
		return NULL;
	finding->hint = bk_find_hint(input.graph, &finding->query);
	finding->hint_answer = finding->answers.count - 1;
	if (bk_error_code(finding->hint) != BK_ERR_MEMORY)
		return NULL;
	bk_error_destroy(finding->hint);
	finding->hint = NULL;
	return bk_error_memory();
}

/* A file of a directory that holds no BTF is not in the answer. */
static void pass_over(struct finding *finding, struct bk_error *error)
{
	finding->answers.count--;
	if (!finding->options->common.quiet)
		fprintf(stderr, "btfkit: passed over: %s\n", bk_error_text(error));
	bk_error_destroy(error);
}

/* Nothing can be searched then. */
static bool has_no_base(const struct finding *finding)
{
	return finding->options->common.base && finding->base.is_unreadable;
}

/* An unreadable source is told at once, and does not keep the others from being searched. */
static struct bk_error *answer_one(struct finding *finding, const char *spec, bool is_found)
{
	struct answer *answer;
	struct bk_error *error;

	if (!bk_array_push(&finding->answers, (struct answer){ .is_found = is_found }))
		return bk_error_memory();
	answer = &finding->answers.at[finding->answers.count - 1];
	error = search(finding, answer, spec);
	if (!error)
		return NULL;
	if (bk_error_code(error) == BK_ERR_MEMORY || has_no_base(finding))
		return error;
	if (is_found && bk_error_code(error) == BK_ERR_NO_BTF) {
		pass_over(finding, error);
		return NULL;
	}
	answer->error = error;
	finding->errors++;
	fprintf(stderr, "btfkit: %s\n", bk_error_text(error));
	if (!answer->source && !copy(&answer->source, spec ? spec : BK_RUNNING_KERNEL))
		return bk_error_memory();
	return NULL;
}

static struct bk_error *print(const struct finding *finding, const char *pattern)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	size_t count = finding->answers.count;
	BK_AUTOFREE struct bk_find_report *reports = reallocarray(NULL, count, sizeof(*reports));

	if (!reports)
		return bk_error_memory();
	for (size_t i = 0; i < count; i++) {
		const struct answer *answer = &finding->answers.at[i];

		reports[i] = (struct bk_find_report){
			.source = answer->source,
			.release = answer->release,
			.arch = answer->arch,
			.result = answer->result,
			.error = answer->error ? bk_error_text(answer->error) : NULL,
			.is_found = answer->is_found,
		};
	}
	BK_TRY(bk_out_init(&out, &finding->options->common));
	if (finding->options->common.json)
		bk_render_find_json(&out.sink, pattern, finding->query.users, reports, count);
	else
		BK_TRY(bk_render_find_text(&out.sink, reports, count));
	return bk_out_commit(&out);
}

/* All sources, a directory's files one by one; without any, the running kernel. */
static struct bk_error *answer_all(struct finding *finding, char **sources)
{
	BK_AUTO(bk_specs_deinit) struct bk_specs specs = { 0 };

	if (!*sources)
		return answer_one(finding, NULL, false);
	for (; *sources; sources++)
		BK_TRY(bk_specs_add(&specs, *sources));
	for (size_t i = 0; i < specs.count; i++)
		BK_TRY(answer_one(finding, specs.at[i].text, specs.at[i].is_found));
	if (!finding->answers.count)
		return bk_error_create(BK_ERR_NO_BTF, "no file holds BTF");
	return NULL;
}

static struct bk_error *find(const struct find_options *options, const char *text, char **sources,
			     int *status)
{
	BK_AUTO(bk_find_pattern_deinit) struct bk_find_pattern pattern = { 0 };
	BK_AUTO(finding_deinit)
	struct finding finding = {
		.options = options,
		.query = { .pattern = &pattern,
			   .users = options->users != NULL,
			   .whats = options->whats,
			   .kinds = options->kinds.kinds },
	};
	const struct bk_find_style style = { .regex = options->regex,
					     .ignore_case = options->ignore_case,
					     .one_name = options->users != NULL };

	BK_TRY(bk_find_pattern_init(&pattern, text, style));
	BK_TRY(answer_all(&finding, sources));
	BK_TRY(print(&finding, text));
	if (!finding.hits && finding.hint)
		fprintf(stderr, "btfkit: %s: %s\n", finding.answers.at[finding.hint_answer].source,
			bk_error_text(finding.hint));
	if (finding.errors)
		*status = BK_EXIT_ERROR;
	else if (!finding.hits)
		*status = BK_EXIT_NO;
	return NULL;
}

struct bk_error *bk_cmd_find(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct find_options options = { 0 };
	struct bk_error *error;
	int first;

	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common)) {
		if (options.users)
			error = find(&options, options.users, argv + first, status);
		else if (first < argc)
			error = find(&options, argv[first], argv + first + 1, status);
		else
			error = bk_error_create(BK_ERR_USAGE,
						"find needs a PATTERN or --users TYPE "
						"(see btfkit find -h)");
	}
	bk_selection_deinit(&options.kinds);
	return error;
}
