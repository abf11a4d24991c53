// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What is predicted of an object and its programs, before they are loaded. */
#include "btfkit/live/trial.h"

#include "btfkit/compat/subject.h"
#include "btfkit/compat/verdict.h"
#include "btfkit/source/file.h"

#include <stdio.h>

static const char *copy(struct bk_trial *trial, const char *text)
{
	return bk_arena_copy(&trial->arena, text, strlen(text));
}

static struct bk_tried_program *find_program(struct bk_trial *trial, const char *name)
{
	for (size_t i = 0; i < trial->programs.count; i++)
		if (strcmp(trial->programs.at[i].name, name) == 0)
			return &trial->programs.at[i];
	return NULL;
}

/* The worse of two, with its reason. */
static bool worsen(struct bk_trial *trial, struct bk_tried_program *program,
		   enum bk_verdict verdict, const char *why)
{
	if (!program || program->predicted >= verdict)
		return true;
	program->predicted = verdict;
	program->why = NULL;
	if (!why || verdict < BK_VERDICT_FAIL)
		return true;
	program->why = copy(trial, why);
	return program->why;
}

static bool take_relocation(struct bk_trial *trial, const struct bk_compat_relo *relo)
{
	struct bk_tried_program *program = find_program(trial, relo->site->program);
	BK_AUTOFREE char *why = NULL;

	if (relo->status == BK_RELO_RESOLVED)
		return true;
	if (relo->status == BK_RELO_POISONED && relo->live == BK_LIVE_NO)
		return worsen(trial, program, BK_VERDICT_GUARDED, NULL);
	if (asprintf(&why, "%s %s: %s", relo->site->kind, relo->site->spec,
		     relo->reason ? relo->reason : bk_relo_status_name(relo->status)) < 0) {
		why = NULL;
		return false;
	}
	return worsen(trial, program, BK_VERDICT_FAIL, why);
}

/* "target: why", "what name: why"; NULL without memory. */
static char *spell_need(const struct bk_compat_need *need, bool with_what)
{
	const char *why = need->reason ? need->reason : need->status;
	char *text;

	if (asprintf(&text, "%s%s%s: %s", with_what ? need->what : "", with_what ? " " : "",
		     need->name, why) < 0)
		return NULL;
	return text;
}

static bool take_needs(struct bk_trial *trial, const struct bk_compat_result *result)
{
	for (size_t i = 0; i < result->attach.count; i++) {
		const struct bk_compat_need *need = &result->attach.at[i];
		BK_AUTOFREE char *why = NULL;

		if (!need->is_failing)
			continue;
		why = spell_need(need, false);
		if (!why || !worsen(trial, find_program(trial, need->what), BK_VERDICT_FAIL, why))
			return false;
	}
	for (size_t i = 0; i < result->requires.count; i++) {
		const struct bk_compat_need *need = &result->requires.at[i];
		BK_AUTOFREE char *why = NULL;

		if (!need->is_failing || trial->why)
			continue;
		why = spell_need(need, true);
		trial->why = why ? copy(trial, why) : NULL;
		if (!trial->why)
			return false;
	}
	return true;
}

static struct bk_error *take_result(struct bk_trial *trial, const struct bk_compat_result *result)
{
	trial->predicted = result->verdict;
	if (result->error) {
		trial->why = copy(trial, result->error);
		return trial->why ? NULL : bk_error_memory();
	}
	for (size_t i = 0; i < trial->programs.count; i++) {
		trial->programs.at[i].is_predicted = true;
		trial->programs.at[i].predicted = BK_VERDICT_OK;
	}
	for (size_t i = 0; i < result->relocations.count; i++)
		if (!take_relocation(trial, &result->relocations.at[i]))
			return bk_error_memory();
	return take_needs(trial, result) ? NULL : bk_error_memory();
}

static struct bk_error *list_programs(struct bk_trial *trial, const struct bk_object *object)
{
	for (size_t i = 0; i < object->functions.count; i++) {
		const struct bk_function *function = &object->functions.at[i];
		struct bk_tried_program program = { 0 };

		if (!function->is_program)
			continue;
		program.name = copy(trial, function->name);
		program.section = copy(trial, function->section);
		if (!program.name || !program.section || !bk_array_push(&trial->programs, program))
			return bk_error_memory();
	}
	return trial->programs.count ? NULL
				     : bk_error_create(BK_ERR_NOT_FOUND, "it has no programs");
}

static struct bk_error *predict(struct bk_trial *trial, const struct bk_compat_subject *subject,
				const struct bk_graph *graph, const char *release)
{
	BK_AUTO(bk_compat_answer_auto)
	struct bk_compat_answer *answer = bk_compat_answer_create(trial->path);
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;
	BK_AUTO(bk_kernel_names_auto) struct bk_kernel_names *names = NULL;
	struct bk_compat_surveyed kernel = {
		.graphs = &graph,
		.graph_count = 1,
	};

	if (!answer)
		return bk_error_memory();
	BK_TRY(bk_relocator_create(&graph, 1, &relocator));
	BK_TRY(bk_kernel_names_create(&graph, 1, release, NULL, NULL, &names));
	kernel.relocator = relocator;
	kernel.names = names;
	BK_TRY(bk_compat_judge(answer, &kernel, subject, 0));
	return answer->results.count ? take_result(trial, &answer->results.at[0]) : NULL;
}

static struct bk_error *try_it(struct bk_trial *trial, struct bk_compat_subject *subject,
			       const struct bk_graph *graph, const char *release, bool offline)
{
	struct bk_file file = { 0 };
	struct bk_error *error;

	BK_TRY(bk_compat_subject_init(subject, trial->path));
	if (subject->error)
		return bk_error_create(BK_ERR_MALFORMED, "%s", subject->error);
	BK_TRY(bk_error_in(list_programs(trial, subject->object), "%s", trial->path));
	BK_TRY(bk_error_in(predict(trial, subject, graph, release), "%s", trial->path));
	if (offline)
		return NULL;
	BK_TRY(bk_error_in(bk_file_init(&file, trial->path), "%s", trial->path));
	error = bk_trial_load(trial, file.bytes);
	bk_file_deinit(&file);
	return bk_error_in(error, "%s", trial->path);
}

struct bk_error *bk_trial_init(struct bk_trial *trial, const char *path,
			       const struct bk_graph *graph, const char *release, bool offline)
{
	struct bk_compat_subject subject = { 0 };
	struct bk_error *error;

	*trial = (struct bk_trial){ 0 };
	trial->path = copy(trial, path);
	if (!trial->path)
		return bk_error_memory();
	error = try_it(trial, &subject, graph, release, offline);
	bk_compat_subject_deinit(&subject);
	if (error)
		bk_trial_deinit(trial);
	return error;
}

void bk_trial_deinit(struct bk_trial *trial)
{
	for (size_t i = 0; i < trial->programs.count; i++)
		bk_array_deinit(&trial->programs.at[i].lines);
	bk_array_deinit(&trial->programs);
	bk_arena_deinit(&trial->arena);
	*trial = (struct bk_trial){ 0 };
}
