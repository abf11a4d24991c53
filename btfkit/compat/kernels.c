// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading kernels in threads and asking each. */
#include "btfkit/compat/kernels.h"

#include "btfkit/base/ordered.h"
#include "btfkit/compat/beside.h"
#include "btfkit/compat/verdict.h"

#include <stdio.h>

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

static void missing_deinit(struct bk_compat_missing *missing)
{
	bk_wanted_deinit(&missing->names);
}

/* A kernel that is open. */
struct asking {
	const struct bk_compat_query *query;
	const struct bk_input *input;
	struct bk_compat_answer *answer;
	struct bk_compat_beside beside; /* where its modules are */
	struct bk_config *own;		/* its configuration; NULL: not known */
};

static void asking_deinit(struct asking *asking)
{
	bk_compat_beside_deinit(&asking->beside);
	bk_config_destroy(asking->own);
}

/* Judges all objects, in place of what was found of them before. */
static struct bk_error *judge(const struct asking *asking, const struct bk_graph *const *graphs,
			      size_t graph_count, const struct bk_module_set *modules,
			      struct bk_compat_missing *missing)
{
	const struct bk_compat_query *query = asking->query;
	const struct bk_source *source = asking->input->source;
	struct bk_compat_answer *answer = asking->answer;
	BK_AUTO(bk_relocator_auto) struct bk_relocator *relocator = NULL;
	BK_AUTO(bk_kernel_names_auto) struct bk_kernel_names *names = NULL;
	struct bk_compat_surveyed kernel = { .graphs = graphs,
					     .graph_count = graph_count,
					     .lint = query->lint,
					     .modules = modules,
					     .missing = missing };

	BK_TRY(bk_relocator_create(graphs, graph_count, &relocator));
	BK_TRY(bk_kernel_names_create(graphs, graph_count, source->release, source->arch,
				      query->config ? query->config : asking->own, &names));
	bk_kernel_names_remember(names, query->memo);
	if (modules)
		bk_kernel_names_set_modules(names, modules);
	kernel.relocator = relocator;
	kernel.names = names;
	bk_compat_answer_clear(answer);
	for (uint32_t i = 0; i < query->subject_count; i++) {
		const struct bk_compat_subject *subject = &query->subjects[i];

		if (subject->object)
			BK_TRY(bk_compat_judge(answer, &kernel, subject, i));
		else
			BK_TRY(bk_compat_give_up(answer, i, subject->error));
	}
	return NULL;
}

/* What goes wrong with modules is told beside what is known of the kernel. */
static struct bk_error *find_modules(const struct asking *asking, const struct bk_wanted *wanted,
				     struct bk_module_set **set)
{
	const struct bk_base base = { .source = asking->input->source,
				      .graph = asking->input->graph };
	struct bk_error *error = bk_module_set_create(
		asking->beside.places.at, asking->beside.places.count, &base, wanted, set);
	BK_AUTOFREE char *text = NULL;
	bool failed = false;

	if (error && bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	if (error) {
		asking->answer->kernel.modules_error =
			bk_compat_copy(asking->answer, bk_error_text(error), &failed);
		bk_error_destroy(error);
	} else if ((*set)->unread) {
		if (asprintf(&text, "%zu cannot be read%s%s", (*set)->unread,
			     (*set)->why ? ": " : "", (*set)->why ? (*set)->why : "") < 0)
			text = NULL;
		asking->answer->kernel.modules_error =
			bk_compat_copy(asking->answer, text ? text : "out of memory", &failed);
	}
	return failed ? bk_error_memory() : NULL;
}

/* Of a module, named with its base, both are the kernel. */
static struct bk_error *judge_all(struct asking *asking)
{
	const struct bk_input *input = asking->input;
	const struct bk_compat_query *query = asking->query;
	const struct bk_graph *graphs[2] = { input->base_source ? input->base_graph : input->graph,
					     input->graph };
	const bool has_beside = asking->beside.places.count && !input->base_source;
	BK_AUTO(bk_module_set_auto) struct bk_module_set *set = NULL;
	BK_AUTO(missing_deinit) struct bk_compat_missing missing = { 0 };

	if (!query->config && wants_config(query))
		BK_TRY(find_config(input->source, &asking->own));
	BK_TRY(judge(asking, graphs, input->base_source ? 2 : 1, NULL,
		     has_beside ? &missing : NULL));
	if (!missing.names.names.count || !(missing.is_urgent || query->module_count))
		return NULL;
	BK_TRY(find_modules(asking, &missing.names, &set));
	if (!set || !set->seen)
		return NULL;
	graphs[1] = set->graph;
	return judge(asking, graphs, set->graph ? 2 : 1, set, NULL);
}

/* Looks in modules for what is no expression of vmlinux's. */
static struct bk_error *place_beside(struct asking *asking)
{
	const struct bk_compat_query *query = asking->query;
	struct bk_compat_answer *answer = asking->answer;
	BK_AUTO(bk_module_set_auto) struct bk_module_set *set = NULL;
	BK_AUTO(missing_deinit) struct bk_compat_missing missing = { 0 };

	for (size_t i = 0; i < query->expression_count; i++)
		if (!answer->places[i].exists)
			BK_TRY(bk_compat_wants_place(&missing.names, &query->expressions[i],
						     asking->input->graph));
	if (!missing.names.names.count)
		return NULL;
	BK_TRY(find_modules(asking, &missing.names, &set));
	for (size_t i = 0; set && set->graph && i < query->expression_count; i++) {
		struct bk_compat_place *place = &answer->places[i], found = { 0 };
		bool failed = false;

		if (place->exists ||
		    !bk_strmap_find(&missing.names.names, query->expressions[i].name))
			continue;
		BK_TRY(bk_compat_place_one(answer, set->graph, &query->expressions[i], &found));
		if (found.exists && found.at.root_id < set->graph->first_id)
			continue;
		if (found.exists)
			found.module = bk_compat_copy(
				answer, bk_module_set_find(set, found.at.root_id)->name, &failed);
		*place = found;
		if (failed)
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *ask_kernel(const struct bk_compat_query *query, size_t n,
				   struct bk_compat_answer *answer)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(asking_deinit)
	struct asking asking = { .query = query, .input = &input, .answer = answer };
	struct bk_error *error;

	BK_TRY(bk_input_init(&input, query->kernels[n].text, query->base));
	BK_TRY(note_source(answer, input.source));
	error = bk_compat_beside_init(&asking.beside, query, n, input.source);
	if (!error && query->expression_count)
		error = bk_compat_place_all(answer, input.graph, query->expressions,
					    query->expression_count);
	if (!error && query->expression_count && asking.beside.places.count && !input.base_source)
		error = place_beside(&asking);
	if (!error && query->subject_count)
		error = judge_all(&asking);
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
	error = ask_kernel(query, n, answer);
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
