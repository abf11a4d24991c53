// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What is predicted of an object and its programs, before they are loaded. */
#include "btfkit/live/trial.h"

#include "btfkit/compat/subject.h"
#include "btfkit/compat/verdict.h"
#include "btfkit/source/file.h"

#include <stdio.h>

/* Each is judged by itself: of more, as a hostile object may have, nothing is said. */
enum { MOST_PREDICTED = 1000 };

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

static bool take_relocation(struct bk_trial *trial, struct bk_tried_program *program,
			    const struct bk_compat_relo *relo)
{
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

static bool take_need(struct bk_trial *trial, struct bk_tried_program *program,
		      const struct bk_compat_need *need, bool with_what)
{
	BK_AUTOFREE char *why = NULL;

	if (!need->is_failing)
		return true;
	why = spell_need(need, with_what);
	return why && worsen(trial, program, BK_VERDICT_FAIL, why);
}

/* What one program needs: `result` is of an object that has no other, `reached` what it comes to. */
static bool take_program(struct bk_trial *trial, struct bk_tried_program *program,
			 const struct bk_compat_result *result, const struct bk_object *object,
			 const bool *reached)
{
	program->is_predicted = true;
	program->predicted = BK_VERDICT_OK;
	if (result->error)
		return worsen(trial, program, BK_VERDICT_FAIL, result->error);
	for (size_t i = 0; i < result->relocations.count; i++)
		if (reached[object->relocations.at[i].function] &&
		    !take_relocation(trial, program, &result->relocations.at[i]))
			return false;
	for (size_t i = 0; i < result->attach.count; i++)
		if (!take_need(trial, program, &result->attach.at[i], false))
			return false;
	for (size_t i = 0; i < result->requires.count; i++)
		if (!take_need(trial, program, &result->requires.at[i], true))
			return false;
	return true;
}

/* What the whole object fails for, beyond relocations. */
static struct bk_error *take_result(struct bk_trial *trial, const struct bk_compat_result *result)
{
	trial->predicted = result->verdict;
	if (result->error) {
		trial->why = copy(trial, result->error);
		return trial->why ? NULL : bk_error_memory();
	}
	for (size_t i = 0; i < result->requires.count && !trial->why; i++) {
		const struct bk_compat_need *need = &result->requires.at[i];
		BK_AUTOFREE char *why = NULL;

		if (!need->is_failing)
			continue;
		why = spell_need(need, true);
		trial->why = why ? copy(trial, why) : NULL;
		if (!trial->why)
			return bk_error_memory();
	}
	return NULL;
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

/* What is judged of one program: the object as if it had no other. */
struct alone {
	struct bk_object object;
	struct bk_function *functions;
	bool *reached;	/* by function: the program comes to it */
	uint32_t *next; /* those whose calls are still to be looked at */
};

static void alone_deinit(struct alone *alone)
{
	free(alone->functions);
	free(alone->reached);
	free(alone->next);
}

static struct bk_error *alone_init(struct alone *alone, const struct bk_object *object)
{
	size_t count = object->functions.count;

	alone->object = *object;
	alone->functions = calloc(count, sizeof(*alone->functions));
	alone->reached = calloc(count, sizeof(*alone->reached));
	alone->next = calloc(count, sizeof(*alone->next));
	if (!alone->functions || !alone->reached || !alone->next)
		return bk_error_memory();
	memcpy(alone->functions, object->functions.at, count * sizeof(*alone->functions));
	alone->object.functions.at = alone->functions;
	return NULL;
}

/* Marks the program, and what it calls or takes the address of. */
static void reach(struct alone *alone, uint32_t program)
{
	const struct bk_object *object = &alone->object;
	uint32_t count = 1;

	memset(alone->reached, 0, object->functions.count * sizeof(*alone->reached));
	alone->reached[program] = true;
	alone->next[0] = program;
	while (count) {
		const struct bk_function *function = &object->functions.at[alone->next[--count]];

		for (uint32_t i = 0; i < function->reference_count; i++) {
			const struct bk_reference *reference =
				&object->references.at[function->first_reference + i];

			if ((reference->kind != BK_REF_CALL &&
			     reference->kind != BK_REF_FUNCTION) ||
			    alone->reached[reference->index])
				continue;
			alone->reached[reference->index] = true;
			alone->next[count++] = reference->index;
		}
	}
}

static struct bk_error *predict_program(struct bk_trial *trial,
					const struct bk_compat_surveyed *kernel,
					const struct bk_compat_subject *subject,
					struct alone *alone, uint32_t at)
{
	BK_AUTO(bk_compat_answer_auto)
	struct bk_compat_answer *answer = bk_compat_answer_create(trial->path);
	struct bk_compat_subject single = *subject;

	if (!answer)
		return bk_error_memory();
	reach(alone, at);
	for (uint32_t i = 0; i < alone->object.functions.count; i++) {
		alone->functions[i].is_program = i == at;
		/* what it does not come to is not loaded, so that nobody verifies it */
		alone->functions[i].is_global =
			subject->object->functions.at[i].is_global && alone->reached[i];
	}
	alone->functions[at].is_optional = false;
	single.object = &alone->object;
	BK_TRY(bk_compat_judge(answer, kernel, &single, 0));
	return take_program(trial, find_program(trial, alone->functions[at].name),
			    &answer->results.at[0], &alone->object, alone->reached)
		       ? NULL
		       : bk_error_memory();
}

/* Each is loaded by itself, so it is judged by itself. */
static struct bk_error *predict_programs(struct bk_trial *trial,
					 const struct bk_compat_surveyed *kernel,
					 const struct bk_compat_subject *subject)
{
	const struct bk_object *object = subject->object;
	BK_AUTO(alone_deinit) struct alone alone = { 0 };

	if (trial->programs.count > MOST_PREDICTED)
		return NULL;
	BK_TRY(alone_init(&alone, object));
	for (uint32_t i = 0; i < object->functions.count; i++)
		if (object->functions.at[i].is_program)
			BK_TRY(predict_program(trial, kernel, subject, &alone, i));
	return NULL;
}

static struct bk_error *predict(struct bk_trial *trial, const struct bk_compat_subject *subject,
				const struct bk_graph *graph, const struct bk_source *source)
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
	BK_TRY(bk_kernel_names_create(&graph, 1, source->release, source->arch, NULL, &names));
	bk_kernel_names_set_source(names, source);
	kernel.relocator = relocator;
	kernel.names = names;
	BK_TRY(bk_compat_judge(answer, &kernel, subject, 0));
	BK_TRY(take_result(trial, &answer->results.at[0]));
	return predict_programs(trial, &kernel, subject);
}

static struct bk_error *try_it(struct bk_trial *trial, struct bk_compat_subject *subject,
			       const struct bk_graph *graph, const struct bk_source *source,
			       bool offline)
{
	struct bk_file file = { 0 };
	struct bk_error *error;

	BK_TRY(bk_compat_subject_init(subject, trial->path));
	if (subject->error)
		return bk_error_create(BK_ERR_MALFORMED, "%s", subject->error);
	BK_TRY(bk_error_in(list_programs(trial, subject->object), "%s", trial->path));
	BK_TRY(bk_error_in(predict(trial, subject, graph, source), "%s", trial->path));
	if (offline)
		return NULL;
	BK_TRY(bk_error_in(bk_file_init(&file, trial->path), "%s", trial->path));
	error = bk_trial_load(trial, file.bytes);
	bk_file_deinit(&file);
	return bk_error_in(error, "%s", trial->path);
}

struct bk_error *bk_trial_init(struct bk_trial *trial, const char *path,
			       const struct bk_graph *graph, const struct bk_source *source,
			       bool offline)
{
	struct bk_compat_subject subject = { 0 };
	struct bk_error *error;

	*trial = (struct bk_trial){ 0 };
	trial->path = copy(trial, path);
	if (!trial->path)
		return bk_error_memory();
	error = try_it(trial, &subject, graph, source, offline);
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
