// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit as a witness: the object that libbpf is given, relocated by corerelo/. */
#include "btfkit/corerelo/relocate.h"
#include "btfkit/live/witness.h"

#include <stdio.h>

static struct bk_error *take_reason(struct bk_relocator *relocator, const struct bk_object *object,
				    const struct bk_relocated *relocated, uint32_t number,
				    struct bk_answer *answer)
{
	struct bk_sink sink;
	struct bk_error *error;

	bk_sink_init_memory(&sink, SIZE_MAX);
	bk_relo_explain(relocator, object, relocated, number, &sink);
	bk_putc(&sink, '\0');
	error = bk_sink_finish(&sink);
	if (!error)
		snprintf(answer->reason, sizeof(answer->reason), "%s", sink.start);
	bk_sink_deinit(&sink);
	return error;
}

static struct bk_error *take(const struct bk_asking *asking, const struct bk_questions *questions,
			     struct bk_relocator *relocator, const struct bk_object *object,
			     struct bk_answer *answers)
{
	BK_AUTO(bk_relocated_auto) struct bk_relocated *relocated = NULL;
	uint32_t own = asking->template->relo_count;

	BK_TRY(bk_relocate(relocator, object, &relocated));
	for (uint32_t i = 0; i < object->relocations.count; i++) {
		const struct bk_core_relo *relo = &object->relocations.at[i];
		const struct bk_relo_result *result = &relocated->results[i];
		const struct bk_question *question;
		struct bk_answer *answer;

		/* the pattern's own come first, in this section and others */
		if (relo->number < own || relo->number - own >= questions->all.count ||
		    strncmp(object->functions.at[relo->function].name, BK_TEMPLATE_PROGRAM "_",
			    sizeof(BK_TEMPLATE_PROGRAM)) != 0)
			continue;
		question = &questions->all.at[relo->number - own];
		answer = &answers[question->asked];
		if (result->status == BK_RELO_RESOLVED) {
			answer->known |= 1U << question->kind;
			answer->values[question->kind] = result->target;
		} else if (result->status != BK_RELO_POISONED) {
			if (!answer->refused)
				BK_TRY(take_reason(relocator, object, relocated, i, answer));
			answer->refused |= 1U << question->kind;
		}
	}
	return NULL;
}

static struct bk_error *predict(const struct bk_asking *asking, const struct bk_locals *locals,
				struct bk_encoder *encoder, struct bk_questions *questions,
				struct bk_answer *answers)
{
	BK_AUTO(bk_clone_deinit) struct bk_clone clone = { 0 };
	BK_AUTO(bk_object_auto) struct bk_object *object = NULL;
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;

	if (!bk_questions_all(questions, asking, locals, answers))
		return bk_error_memory();
	BK_TRY(bk_clone_init(&clone, asking->template, encoder, asking->asked, locals, questions,
			     asking->as));
	BK_TRY(bk_object_create(clone.object, &object));
	/* of this machine, while the kernel may be that of another; no instruction is asked for */
	object->is_big_endian = bk_graph_is_big_endian(asking->graph);
	BK_TRY(bk_relocator_create(asking->graphs, asking->graph_count, &relocator));
	return take(asking, questions, relocator, object, answers);
}

struct bk_error *bk_ask_relocator(const struct bk_asking *asking, struct bk_answer *answers)
{
	BK_AUTO(bk_encoder_deinit) struct bk_encoder encoder = { 0 };
	BK_AUTO(bk_locals_deinit) struct bk_locals locals = { 0 };
	BK_AUTO(bk_questions_deinit) struct bk_questions questions = { 0 };

	BK_TRY(bk_clone_begin(asking->template, &encoder));
	BK_TRY(bk_locals_init(&locals, &encoder, asking->graph, asking->names, asking->asked,
			      asking->count));
	return predict(asking, &locals, &encoder, &questions, answers);
}
