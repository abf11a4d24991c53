// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Relocations made into records and a verdict. */
#include "btfkit/compat/verdict.h"

#include "btfkit/compat/beside.h"
#include "btfkit/compat/lint.h"
#include "btfkit/compat/module_notes.h"
#include "btfkit/needs/needs.h"

static struct bk_compat_result *add_result(struct bk_compat_answer *answer, uint32_t index)
{
	if (!bk_array_push(&answer->results, (struct bk_compat_result){ .subject = index }))
		return NULL;
	return &answer->results.at[answer->results.count - 1];
}

struct bk_error *bk_compat_give_up(struct bk_compat_answer *answer, uint32_t index,
				   const char *reason)
{
	struct bk_compat_result *result = add_result(answer, index);

	if (!result)
		return bk_error_memory();
	result->verdict = BK_VERDICT_ERROR;
	result->error = reason;
	return NULL;
}

/* What the relocations of one object on one kernel are made from. */
struct judging {
	struct bk_compat_answer *answer;
	const struct bk_compat_surveyed *kernel;
	const struct bk_compat_subject *subject;
	struct bk_relocated *relocated;
	struct bk_needs *needs;
	struct bk_compat_result *result;
	struct bk_sink sink;
};

static void judging_deinit(struct judging *judging)
{
	bk_relocated_destroy(judging->relocated);
	bk_needs_destroy(judging->needs);
	bk_sink_deinit(&judging->sink);
}

/* Of relocations that differ in nothing but their place the reason is the same. */
static const char *known_reason(const struct judging *judging, uint32_t number)
{
	const struct bk_relo_result *results = judging->relocated->results;
	const uint32_t alike = judging->subject->sites[number].alike;

	if (alike == number || results[number].status != BK_RELO_POISONED ||
	    results[alike].status != BK_RELO_POISONED ||
	    results[alike].cause != results[number].cause)
		return NULL;
	return judging->result->relocations.at[alike].reason;
}

/* Candidates in different modules disagree only where both are loaded. */
static void put_modules(struct judging *judging, const struct bk_relo_result *result)
{
	const struct bk_module_set *set = judging->kernel->modules;
	const char *one, *other;

	if (!set || !set->graph || result->graph != set->graph || result->other_graph != set->graph)
		return;
	one = bk_module_set_find(set, result->root_id)->name;
	other = bk_module_set_find(set, result->other_id)->name;
	if (strcmp(one, other) == 0)
		bk_printf(&judging->sink, " (in module %s)", one);
	else
		bk_printf(&judging->sink,
			  " (in modules %s and %s: ambiguous where both are loaded)", one, other);
}

static struct bk_error *explain(struct judging *judging, uint32_t number, const char **reason)
{
	struct bk_sink *sink = &judging->sink;

	*reason = known_reason(judging, number);
	if (*reason)
		return NULL;
	sink->at = sink->start;
	bk_relo_explain(judging->kernel->relocator, judging->subject->object, judging->relocated,
			number, sink);
	if (judging->relocated->results[number].status == BK_RELO_AMBIGUOUS)
		put_modules(judging, &judging->relocated->results[number]);
	BK_TRY(bk_sink_finish(sink));
	*reason = bk_arena_copy(&judging->answer->arena, sink->start,
				(size_t)(sink->at - sink->start));
	return *reason ? NULL : bk_error_memory();
}

static struct bk_error *add_record(struct judging *judging, uint32_t number)
{
	const struct bk_relo_result *result = &judging->relocated->results[number];
	struct bk_compat_relo record = {
		.site = &judging->subject->sites[number],
		.status = result->status,
		.has_local = result->has_local,
		.local = result->local,
		.has_target = result->status == BK_RELO_RESOLVED,
		.target = result->target,
		.mem_bytes = { result->old_bytes, result->new_bytes },
	};

	if (result->status != BK_RELO_RESOLVED)
		BK_TRY(explain(judging, number, &record.reason));
	if (result->status == BK_RELO_POISONED)
		record.live = BK_LIVE_UNKNOWN;
	else if (result->status != BK_RELO_RESOLVED)
		record.live = BK_LIVE_YES;
	if (!bk_array_push(&judging->result->relocations, record))
		return bk_error_memory();
	return NULL;
}

static enum bk_compat_live live_of(enum bk_life life)
{
	switch (life) {
	case BK_DEAD:
		return BK_LIVE_NO;
	case BK_LIVE:
		return BK_LIVE_YES;
	default:
		return BK_LIVE_UNKNOWN;
	}
}

/* What the answer hangs on, with its source line where that is known. */
static struct bk_error *doubt_of(struct judging *judging, const struct bk_finding *finding,
				 const char **doubt)
{
	const struct bk_object *object = judging->subject->object;
	const struct bk_line *line;
	struct bk_sink *sink = &judging->sink;

	sink->at = sink->start;
	bk_puts(sink, "whether it can be reached is not known: ");
	if (!finding || finding->doubt == BK_DOUBT_NONE) {
		bk_puts(sink, judging->needs->reach_error
				      ? judging->needs->reach_error
				      : "the code around it could not be followed");
	} else if (finding->doubt == BK_DOUBT_DEPTH) {
		line = bk_object_line(object, finding->doubt_routine, finding->doubt_insn);
		bk_puts(sink,
			"the verifier refuses the program before, a call in the eighth frame");
		if (line)
			bk_printf(sink, " (%s:%u)", line->file, line->line);
	} else if (finding->doubt == BK_DOUBT_LIMIT) {
		bk_puts(sink, "there are too many paths");
	} else {
		line = bk_object_line(object, finding->doubt_routine, finding->doubt_insn);
		if (line)
			bk_printf(sink, "it hangs on %s:%u", line->file, line->line);
		else
			bk_printf(sink, "it hangs on instruction %u of %s", finding->doubt_insn,
				  object->functions.at[finding->doubt_routine].name);
	}
	BK_TRY(bk_sink_finish(sink));
	*doubt = bk_arena_copy(&judging->answer->arena, sink->start,
			       (size_t)(sink->at - sink->start));
	return *doubt ? NULL : bk_error_memory();
}

/* Tells of what is poisoned whether it can be reached. */
static struct bk_error *note_lives(struct judging *judging)
{
	for (size_t i = 0; i < judging->result->relocations.count; i++) {
		struct bk_compat_relo *record = &judging->result->relocations.at[i];
		const struct bk_relo_life *life = &judging->needs->lives[i];

		if (record->status != BK_RELO_POISONED)
			continue;
		record->live = live_of(life->life);
		if (record->live == BK_LIVE_UNKNOWN)
			BK_TRY(doubt_of(judging, life->finding, &record->doubt));
	}
	return NULL;
}

/* What the kernel must have beside types, as far as BTF and the configuration tell. */
static struct bk_error *note_needs(struct judging *judging)
{
	for (size_t i = 0; i < judging->needs->rows.count; i++) {
		const struct bk_need *row = &judging->needs->rows.at[i];
		bool is_target = row->kind == BK_NEED_TARGET, failed = false, done;
		const char *program = row->program ? row->program : "?";
		struct bk_compat_need need = {
			.what = is_target ? program : bk_need_kind_name(row->kind),
			.name = bk_compat_copy(judging->answer, row->name, &failed),
			.status = bk_need_status_name(row->status),
			.reason = bk_compat_copy(judging->answer, row->reason, &failed),
			.is_failing = row->is_failing,
		};

		if (is_target)
			done = bk_array_push(&judging->result->attach, need);
		else
			done = bk_array_push(&judging->result->requires, need);
		if (failed || !done)
			return bk_error_memory();
	}
	return NULL;
}

static bool has_failing(const struct bk_compat_need *needs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (needs[i].is_failing)
			return true;
	return false;
}

static enum bk_verdict verdict_of(const struct bk_compat_result *result)
{
	enum bk_verdict verdict = BK_VERDICT_OK;

	if (has_failing(result->attach.at, result->attach.count) ||
	    has_failing(result->requires.at, result->requires.count))
		return BK_VERDICT_FAIL;
	for (size_t i = 0; i < result->relocations.count; i++) {
		const struct bk_compat_relo *relo = &result->relocations.at[i];

		if (relo->status == BK_RELO_RESOLVED)
			continue;
		if (relo->status != BK_RELO_POISONED || relo->live != BK_LIVE_NO)
			return BK_VERDICT_FAIL;
		verdict = BK_VERDICT_GUARDED;
	}
	return verdict;
}

/* There is no kernel of that sort on which such an object would load. */
static struct bk_error *refuse(struct judging *judging, struct bk_error *error)
{
	bool failed = false;

	judging->result->error = bk_compat_copy(judging->answer, bk_error_text(error), &failed);
	judging->result->verdict = BK_VERDICT_FAIL;
	bk_error_destroy(error);
	return failed ? bk_error_memory() : NULL;
}

/* What modules have; or might have, if they were looked for. */
static struct bk_error *note_modules(struct judging *judging)
{
	struct bk_compat_missing *missing = judging->kernel->missing;
	const struct bk_object *object = judging->subject->object;

	if (missing)
		BK_TRY(bk_compat_wants(&missing->names, object, judging->relocated, judging->needs,
				       &missing->is_urgent));
	if (!judging->kernel->modules || !judging->kernel->modules->graph)
		return NULL;
	return bk_compat_note_modules(judging->answer, judging->result, judging->kernel->modules,
				      judging->relocated, judging->needs, object);
}

static struct bk_error *judge(struct judging *judging)
{
	struct bk_error *error = bk_relocate(judging->kernel->relocator, judging->subject->object,
					     &judging->relocated);
	size_t count = judging->subject->object->relocations.count;

	if (error && bk_error_code(error) == BK_ERR_UNSUPPORTED)
		return refuse(judging, error);
	BK_TRY(error);
	BK_TRY(bk_needs_create(judging->subject->object, judging->relocated, judging->kernel->names,
			       &judging->needs));
	if (!bk_array_reserve(&judging->result->relocations, count))
		return bk_error_memory();
	for (uint32_t i = 0; i < count; i++)
		BK_TRY(add_record(judging, i));
	BK_TRY(note_lives(judging));
	BK_TRY(note_needs(judging));
	judging->result->verdict = verdict_of(judging->result);
	BK_TRY(note_modules(judging));
	return judging->kernel->lint
		       ? bk_compat_lint(judging->answer, judging->result, judging->kernel,
					judging->subject, judging->relocated)
		       : NULL;
}

struct bk_error *bk_compat_judge(struct bk_compat_answer *answer,
				 const struct bk_compat_surveyed *kernel,
				 const struct bk_compat_subject *subject, uint32_t index)
{
	BK_AUTO(judging_deinit)
	struct judging judging = {
		.answer = answer,
		.kernel = kernel,
		.subject = subject,
		.result = add_result(answer, index),
	};

	bk_sink_init_memory(&judging.sink, 1 << 20);
	if (!judging.result)
		return bk_error_memory();
	return judge(&judging);
}
