// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* libbpf as a witness: the clone is loaded by it, and run. */
#include "btfkit/live/libbpf_skeleton.h"
#include "btfkit/live/run.h"
#include "btfkit/live/verifier_log.h"
#include "btfkit/live/witness.h"

#include <errno.h>
#include <stdio.h>

/* Of the log; and how often a question may be refused before nothing more is tried. */
enum { LOG_SIZE = BK_LIBBPF_LOG_SIZE, MOST_REFUSALS = 64 };

struct asking_libbpf {
	const struct bk_asking *asking;
	const struct bk_libbpf *libbpf;
	struct bk_locals locals;
	struct bk_questions questions;
	struct bk_clone clone;
	struct bk_answer *answers;
	char *log;
	/* of the program that runs: its questions, and whether its answer has come */
	uint32_t first, end;
	bool taken;
};

/* ---- running ---- */

static int take_message(void *context, void *data, size_t size)
{
	struct asking_libbpf *a = context;

	if (size < sizeof(struct bk_probe_answers))
		return -EINVAL;
	bk_take_answers(&a->questions, a->first, a->end, data, a->answers);
	a->taken = true;
	return 0;
}

static struct bk_error *run_one(struct asking_libbpf *a, const struct probe_bpf *skeleton,
				struct ring_buffer *ring, const struct bpf_program *program,
				uint32_t number)
{
	a->first = a->clone.firsts.at[number];
	a->end = a->clone.firsts.at[number + 1];
	a->taken = false;
	BK_TRY(bk_run_program(a->libbpf->bpf_program__fd_(program), a->asking->as));
	if (a->asking->no_ring) {
		bk_take_answers(&a->questions, a->first, a->end, &skeleton->bss->answers,
				a->answers);
		return NULL;
	}
	if (a->libbpf->ring_buffer__consume_(ring) < 0 || !a->taken)
		return bk_error_create(BK_ERR_SYSTEM, "no answer came through the ring buffer");
	return NULL;
}

static struct bk_error *run_all(struct asking_libbpf *a, const struct probe_bpf *skeleton)
{
	const struct bk_libbpf *libbpf = a->libbpf;
	struct ring_buffer *ring = NULL;
	struct bpf_program *program;
	struct bk_error *error = NULL;
	uint32_t number = 0;

	if (!a->asking->no_ring) {
		ring = libbpf->ring_buffer__new_(libbpf->bpf_map__fd_(skeleton->maps.ring),
						 take_message, a, NULL);
		if (!ring)
			return bk_error_system(errno, "the ring buffer");
	}
	for (program = libbpf->bpf_object__next_program_(skeleton->obj, NULL); program && !error;
	     program = libbpf->bpf_object__next_program_(skeleton->obj, program))
		if (bk_skeleton_is_clone(libbpf, skeleton, program))
			error = run_one(a, skeleton, ring, program, number++);
	libbpf->ring_buffer__free_(ring);
	return error;
}

/* ---- one attempt after another, without what was refused ---- */

/* Marks the question that the log says was refused; false: it says nothing of the kind. */
static bool note_refused(struct asking_libbpf *a)
{
	const struct bk_template *template = a->asking->template;
	char reason[BK_REASON_SIZE];
	const struct bk_question *question;
	struct bk_answer *answer;
	uint32_t number;

	/* they are numbered by section; the pattern's own come first */
	if (!bk_find_refused(a->log, &number, reason) || number < template->relo_count ||
	    number - template->relo_count >= a->questions.all.count)
		return false;
	question = &a->questions.all.at[number - template->relo_count];
	answer = &a->answers[question->asked];
	if (answer->refused & 1U << question->kind)
		return false;
	if (!answer->refused)
		memcpy(answer->reason, reason, sizeof(reason));
	answer->refused |= 1U << question->kind;
	return true;
}

/* *again: something was refused, and the rest must be asked without it. */
static struct bk_error *attempt(struct asking_libbpf *a, bool *again)
{
	struct bk_error *error = NULL;
	struct probe_bpf *skeleton;
	int status;

	*again = false;
	bk_libbpf_listen(a->log, LOG_SIZE, false);
	skeleton = bk_skeleton_open(a->libbpf, a->clone.object, a->asking->types,
				    a->asking->no_ring, &error);
	if (!skeleton)
		return error;
	status = bpf_object__load_skeleton(skeleton->skeleton);
	if (!status)
		error = run_all(a, skeleton);
	else if ((*again = note_refused(a)))
		error = NULL;
	else
		error = bk_log_explain(a->log,
				       bk_error_system(-status, "libbpf cannot load the probe"));
	probe_bpf__destroy(skeleton);
	bk_libbpf_listen(NULL, 0, false);
	return error;
}

static struct bk_error *ask_once(struct asking_libbpf *a, bool *again)
{
	const struct bk_asking *asking = a->asking;
	BK_AUTO(bk_encoder_deinit) struct bk_encoder encoder = { 0 };
	struct bk_error *error;

	BK_TRY(bk_clone_begin(asking->template, &encoder));
	BK_TRY(bk_locals_init(&a->locals, &encoder, asking->graph, asking->names, asking->asked,
			      asking->count));
	for (size_t i = 0; i < asking->count; i++)
		a->answers[i].local_id = a->locals.at[i].type_id;
	error = bk_questions_all(&a->questions, asking, &a->locals, a->answers) ? NULL
										: bk_error_memory();
	*again = false;
	if (!error && a->questions.all.count)
		error = bk_clone_init(&a->clone, asking->template, &encoder, asking->asked,
				      &a->locals, &a->questions, asking->as);
	if (!error && a->questions.all.count)
		error = attempt(a, again);
	bk_clone_deinit(&a->clone);
	bk_locals_deinit(&a->locals);
	return error;
}

static struct bk_error *ask_together(struct asking_libbpf *a)
{
	bool again = true;

	for (int i = 0; again; i++) {
		if (i == MOST_REFUSALS)
			return bk_error_create(BK_ERR_UNSUPPORTED,
					       "libbpf refuses too many relocations");
		BK_TRY(ask_once(a, &again));
	}
	return NULL;
}

/* Of what is refused, as it is to be, one kind is enough to know it by. */
static struct bk_error *ask_apart(const struct asking_libbpf *all)
{
	struct bk_asking part;
	uint32_t kinds;

	for (size_t at = 0; bk_next_apart(all->asking, &at, &part, &kinds);) {
		struct asking_libbpf a = { .asking = &part,
					   .libbpf = all->libbpf,
					   .answers =
						   &all->answers[part.asked - all->asking->asked],
					   .log = all->log };
		bool again = false;
		struct bk_error *error = ask_once(&a, &again);

		bk_questions_deinit(&a.questions);
		BK_TRY(error);
		if (again)
			a.answers->refused |= kinds;
	}
	return NULL;
}

struct bk_error *bk_ask_libbpf(const struct bk_asking *asking, struct bk_answer *answers)
{
	BK_AUTOFREE char *log = malloc(LOG_SIZE);
	struct asking_libbpf a = { .asking = asking, .answers = answers, .log = log };
	struct bk_error *error;

	BK_TRY(bk_libbpf_load(&a.libbpf));
	if (!log)
		return bk_error_memory();
	error = ask_together(&a);
	if (!error)
		error = ask_apart(&a);
	bk_questions_deinit(&a.questions);
	return error;
}
