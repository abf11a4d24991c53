// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading kernels in threads and asking each. */
#include "btfkit/compat/kernels.h"

#include "btfkit/base/ordered.h"
#include "btfkit/compat/verdict.h"

/* What is known of a kernel whether or not it can be asked. */
static struct bk_error *note_source(struct bk_compat_answer *answer, const struct bk_source *source)
{
	bool failed = false;

	answer->kernel.source = bk_compat_copy(answer, source->name, &failed);
	answer->kernel.release = bk_compat_copy(answer, source->release, &failed);
	answer->kernel.arch = bk_compat_copy(answer, source->arch, &failed);
	return failed ? bk_error_memory() : NULL;
}

/* Whether any object asks for options of the configuration. */
static bool wants_config(const struct bk_compat_query *query)
{
	for (size_t i = 0; i < query->subject_count; i++) {
		const struct bk_object *object = query->subjects[i].object;

		for (size_t n = 0; object && n < object->externs.count; n++)
			if (object->externs.at[n].kind == BK_EXTERN_KCONFIG &&
			    strncmp(object->externs.at[n].name, "CONFIG_", 7) == 0)
				return true;
	}
	return false;
}

/* Faulty ones are as good as none. */
static struct bk_error *find_config(const struct bk_source *source, struct bk_config **config)
{
	struct bk_error *error = bk_config_of_source(source, config);

	if (error && bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	bk_error_destroy(error);
	return NULL;
}

/* Of a module, named with its base, both are the kernel. */
static struct bk_error *judge_all(const struct bk_compat_query *query, const struct bk_input *input,
				  struct bk_compat_answer *answer)
{
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;
	BK_AUTO(bk_kernel_names_auto) struct bk_kernel_names *names = NULL;
	BK_AUTO(bk_config_auto) struct bk_config *own = NULL;
	const struct bk_graph *graphs[2] = { input->base_source ? input->base_graph : input->graph,
					     input->graph };
	struct bk_compat_surveyed kernel = { .graphs = graphs,
					     .graph_count = input->base_source ? 2 : 1,
					     .lint = query->lint };

	if (!query->config && wants_config(query))
		BK_TRY(find_config(input->source, &own));
	BK_TRY(bk_relocator_create(graphs, kernel.graph_count, &relocator));
	BK_TRY(bk_kernel_names_create(graphs, kernel.graph_count, input->source->release,
				      input->source->arch, query->config ? query->config : own,
				      &names));
	bk_kernel_names_remember(names, query->memo);
	kernel.relocator = relocator;
	kernel.names = names;
	for (uint32_t i = 0; i < query->subject_count; i++) {
		const struct bk_compat_subject *subject = &query->subjects[i];

		if (subject->object)
			BK_TRY(bk_compat_judge(answer, &kernel, subject, i));
		else
			BK_TRY(bk_compat_give_up(answer, i, subject->error));
	}
	return NULL;
}

static struct bk_error *ask_kernel(const struct bk_compat_query *query, const struct bk_spec *spec,
				   struct bk_compat_answer *answer)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	struct bk_error *error = NULL;

	BK_TRY(bk_input_init(&input, spec->text, query->base));
	BK_TRY(note_source(answer, input.source));
	if (query->expression_count)
		error = bk_compat_place_all(answer, input.graph, query->expressions,
					    query->expression_count);
	if (!error && query->subject_count)
		error = judge_all(query, &input, answer);
	return bk_error_in(error, "%s", input.source->name);
}

/* A kernel that cannot be read cannot be told anything of. */
static bool give_up(const struct bk_compat_query *query, struct bk_compat_answer *answer)
{
	struct bk_error *error = NULL;

	bk_compat_answer_clear(answer);
	for (uint32_t i = 0; i < query->subject_count && !error && !answer->kernel.is_passed_over;
	     i++)
		error = bk_compat_give_up(answer, i, answer->kernel.error);
	bk_error_destroy(error);
	return !error;
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
	answer->kernel.is_passed_over = spec->is_found && bk_error_code(error) == BK_ERR_NO_BTF;
	answer->kernel.error = bk_compat_copy(answer, bk_error_text(error), &failed);
	bk_error_destroy(error);
	if (!failed && give_up(query, answer))
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
