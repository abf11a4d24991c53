// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading kernels in threads and asking each. */
#include "btfkit/compat/kernels.h"

#include "btfkit/base/ordered.h"

/* What is known of a kernel whether or not it can be asked. */
static struct bk_error *note_source(struct bk_compat_answer *answer, const struct bk_source *source)
{
	bool failed = false;

	answer->source = bk_compat_copy(answer, source->name, &failed);
	answer->release = bk_compat_copy(answer, source->release, &failed);
	answer->arch = bk_compat_copy(answer, source->arch, &failed);
	return failed ? bk_error_memory() : NULL;
}

static struct bk_error *ask_kernel(const struct bk_compat_query *query, const struct bk_spec *spec,
				   struct bk_compat_answer *answer)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };

	BK_TRY(bk_input_init(&input, spec->text, query->base));
	BK_TRY(note_source(answer, input.source));
	return bk_error_in(bk_compat_place_all(answer, input.graph, query->expressions,
					       query->expression_count),
			   "%s", input.source->name);
}

static void *ask(void *context, size_t n)
{
	const struct bk_compat_query *query = context;
	const struct bk_spec *spec = &query->kernels[n];
	struct bk_compat_answer *answer = bk_compat_answer_create(spec->text);
	struct bk_error *error;
	bool failed = false;

	if (!answer)
		return NULL;
	error = ask_kernel(query, spec, answer);
	if (!error)
		return answer;
	failed = bk_error_code(error) == BK_ERR_MEMORY;
	answer->is_passed_over = spec->is_found && bk_error_code(error) == BK_ERR_NO_BTF;
	answer->error = bk_compat_copy(answer, bk_error_text(error), &failed);
	bk_error_destroy(error);
	if (!failed)
		return answer;
	bk_compat_answer_destroy(answer);
	return NULL;
}

static struct bk_error *take(void *context, size_t n, void *answer)
{
	const struct bk_compat_query *query = context;

	(void)n;
	return query->take(query->context, answer);
}

static void drop(void *answer)
{
	bk_compat_answer_destroy(answer);
}

struct bk_error *bk_compat_ask(const struct bk_compat_query *query)
{
	const struct bk_ordered job = {
		.count = query->kernel_count,
		.threads = query->threads,
		.context = (void *)(uintptr_t)query,
		.work = ask,
		.take = take,
		.drop = drop,
	};

	return bk_ordered_run(&job);
}
