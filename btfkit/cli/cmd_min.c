// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit min: the smallest BTF in which objects' relocations come to the same as in a kernel's. */
#include "btfkit/base/strmap.h"
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/cli/min_modules.h"
#include "btfkit/cli/min_names.h"
#include "btfkit/cli/modules_beside.h"
#include "btfkit/minimize/minimize.h"
#include "btfkit/render/render_min.h"
#include "btfkit/source/expand.h"
#include "btfkit/source/peek.h"

#include <stdio.h>

struct min_options {
	struct bk_common common;
	bool no_modules;
	BK_ARRAY(const char *) modules;
};

static struct bk_error *add_modules(void *options, const char *path)
{
	struct min_options *min = options;

	return bk_array_push(&min->modules, path) ? NULL : bk_error_memory();
}

const struct bk_option bk_min_options[] = {
	{ 0, "modules", "PATH", "the kernels' modules: a directory, a package, a file", 0,
	  add_modules },
	{ 0, "no-modules", NULL, "take types of vmlinux alone",
	  offsetof(struct min_options, no_modules), NULL },
	{ 0 },
};

/* More are counted, unless -v asks for all. */
enum { MOST_TOLD = 5 };

struct opened {
	struct bk_source *source;
	struct bk_object *object;
};

struct kernel {
	const struct bk_spec *spec;
	char *output;
};

/* What was given, sorted into objects and kernels. */
struct job {
	const struct bk_common *common;
	struct bk_specs specs;
	struct bk_beside beside;      /* modules, by spec */
	struct bk_compat_query query; /* where else they are */
	BK_ARRAY(struct opened) opened;
	const struct bk_object **objects; /* the same, when all are open */
	BK_ARRAY(const char *) names;	  /* of the objects */
	BK_ARRAY(struct kernel) kernels;
	BK_ARRAY(struct bk_min_row) rows;
	struct bk_base base;
	bool is_unread, is_unserved;
};

static void row_deinit(struct bk_min_row *row)
{
	free((char *)(uintptr_t)row->error);
	free(row->modules);
}

static void job_deinit(struct job *job)
{
	for (size_t i = 0; i < job->opened.count; i++) {
		bk_object_destroy(job->opened.at[i].object);
		bk_source_destroy(job->opened.at[i].source);
	}
	for (size_t i = 0; i < job->kernels.count; i++)
		free(job->kernels.at[i].output);
	for (size_t i = 0; i < job->rows.count; i++)
		row_deinit(&job->rows.at[i]);
	bk_beside_deinit(&job->beside);
	bk_array_deinit(&job->opened);
	free(job->objects);
	bk_array_deinit(&job->names);
	bk_array_deinit(&job->kernels);
	bk_array_deinit(&job->rows);
	bk_specs_deinit(&job->specs);
	bk_base_deinit(&job->base);
}

static struct bk_error *add_arguments(struct job *job, char **arguments)
{
	for (; *arguments; arguments++)
		BK_TRY(bk_specs_add(&job->specs, *arguments));
	BK_TRY(bk_beside_init(&job->beside, &job->specs, job->common->base != NULL));
	job->query.beside = job->beside.at;
	return NULL;
}

/* Takes over the source. */
static struct bk_error *add_object(struct job *job, struct bk_source *source, const char *name)
{
	if (!bk_array_push(&job->opened, (struct opened){ .source = source })) {
		bk_source_destroy(source);
		return bk_error_memory();
	}
	if (!bk_array_push(&job->names, name))
		return bk_error_memory();
	return bk_object_open(source, &job->opened.at[job->opened.count - 1].object);
}

static struct bk_error *list_objects(struct job *job)
{
	job->objects = calloc(job->opened.count + 1, sizeof(const struct bk_object *));
	if (!job->objects)
		return bk_error_memory();
	for (size_t i = 0; i < job->opened.count; i++)
		job->objects[i] = job->opened.at[i].object;
	return NULL;
}

/* Kernels are not opened before it is their turn; of what may be either, only opening tells. */
static struct bk_error *add_spec(struct job *job, struct bk_spec *spec)
{
	const enum bk_peek peek = bk_spec_peek(spec);
	struct bk_source *source = NULL;
	struct bk_error *error = NULL;

	if (peek == BK_PEEK_OBJECT || peek == BK_PEEK_INSIDE)
		error = bk_source_create(spec->text, &source);
	if (!error && source && bk_source_is_object(source))
		return add_object(job, source,
				  strcmp(spec->text, "-") == 0 ? "standard input" : spec->text);
	bk_source_destroy(source);
	if (error && (peek == BK_PEEK_OBJECT || bk_error_code(error) == BK_ERR_MEMORY))
		return error;
	bk_error_destroy(error);
	if (bk_array_push(&job->kernels, (struct kernel){ .spec = spec }))
		return NULL;
	return bk_error_memory();
}

static struct bk_error *check_job(const struct job *job)
{
	if (!job->opened.count)
		return bk_error_create(BK_ERR_USAGE, "min needs a BPF object");
	if (!job->kernels.count)
		return bk_error_create(BK_ERR_USAGE, "min needs a kernel");
	return NULL;
}

static bool wants_directory(const struct job *job)
{
	const char *path = job->common->output;

	return job->kernels.count > 1 || path[strlen(path) - 1] == '/' ||
	       bk_output_is_directory(path);
}

/* Two kernels must not get one file; that is known before the first is read. */
static struct bk_error *name_outputs(struct job *job)
{
	struct bk_strmap taken = BK_STRMAP_INIT;
	struct bk_error *error = NULL;
	const bool in_directory = wants_directory(job);

	for (uint32_t i = 0; i < job->kernels.count && !error; i++) {
		struct kernel *kernel = job->kernels.at + i;
		const size_t skipped = kernel->spec->directory_size;
		const uint32_t *other;
		bool inserted;

		kernel->output =
			in_directory ? bk_min_name(job->common->output, kernel->spec->text, skipped)
				     : strdup(job->common->output);
		other = kernel->output ? bk_strmap_insert(&taken, kernel->output, i, &inserted)
				       : NULL;
		if (!other)
			error = bk_error_memory();
		else if (!inserted)
			error = bk_error_create(BK_ERR_USAGE, "%s and %s would both become %s",
						job->kernels.at[*other].spec->text,
						kernel->spec->text, kernel->output);
	}
	bk_strmap_deinit(&taken);
	return error;
}

static struct bk_error *sort_out(struct job *job, char **arguments)
{
	BK_TRY(add_arguments(job, arguments));
	for (size_t i = 0; i < job->specs.count; i++)
		BK_TRY(add_spec(job, job->specs.at + i));
	BK_TRY(check_job(job));
	BK_TRY(list_objects(job));
	return name_outputs(job);
}

/* Whether the kernel has anything of what the object asks for. */
static bool finds_anything(const struct bk_object *object, const struct bk_relocated *relocated)
{
	for (size_t i = 0; i < object->relocations.count; i++)
		if (relocated->results[i].graph)
			return true;
	return false;
}

static struct bk_error *tell_one(const struct job *job, struct bk_relocator *relocator, size_t n,
				 const struct bk_relocated *relocated, uint32_t number)
{
	const struct bk_object *object = job->objects[n];
	const struct bk_core_relo *relo = object->relocations.at + number;
	const char *kind = bk_relo_kind_name(relo->kind);
	BK_AUTO(bk_sink_deinit) struct bk_sink text;

	bk_sink_init_memory(&text, 1 << 20);
	bk_relo_spell(object, number, &text);
	bk_puts(&text, ": ");
	bk_relo_explain(relocator, object, relocated, number, &text);
	bk_putc(&text, '\0');
	BK_TRY(bk_sink_finish(&text));
	fprintf(stderr, "btfkit: warning: %s: %s+%u: %s %s: %s\n", job->names.at[n],
		object->functions.at[relo->function].name, relo->insn,
		bk_relo_status_name(relocated->results[number].status), kind ? kind : "unknown",
		text.start);
	return NULL;
}

/* Whether the same was asked before: the field that is read ten times is told once. */
static bool is_repeated(const struct bk_object *object, uint32_t number)
{
	const struct bk_core_relo *relo = object->relocations.at + number;

	for (uint32_t i = 0; i < number; i++) {
		const struct bk_core_relo *other = object->relocations.at + i;

		if (other->type_id == relo->type_id && other->kind == relo->kind &&
		    strcmp(other->access, relo->access) == 0)
			return true;
	}
	return false;
}

/* Warns of what does not resolve; that stays so with the smaller BTF. */
static struct bk_error *tell_unresolved(const struct job *job, struct bk_relocator *relocator,
					size_t n, const struct bk_relocated *relocated,
					const char *kernel)
{
	const size_t count = job->objects[n]->relocations.count;
	const size_t unresolved = count - relocated->resolved;
	size_t told = 0;

	if (job->common->quiet || !unresolved)
		return NULL;
	fprintf(stderr, "btfkit: warning: %s: %zu of %zu relocations do not resolve on %s\n",
		job->names.at[n], unresolved, count, kernel);
	for (uint32_t i = 0; i < count; i++) {
		if (relocated->results[i].status == BK_RELO_RESOLVED ||
		    is_repeated(job->objects[n], i))
			continue;
		if (told++ < MOST_TOLD || job->common->verbose)
			BK_TRY(tell_one(job, relocator, n, relocated, i));
	}
	if (told > MOST_TOLD && !job->common->verbose)
		fprintf(stderr, "btfkit: warning: %s: %zu more kinds of them (-v tells)\n",
			job->names.at[n], told - MOST_TOLD);
	return NULL;
}

static struct bk_error *tell(struct job *job, struct bk_relocator *relocator,
			     const struct bk_minimal *minimal, struct bk_min_row *row)
{
	for (size_t i = 0; i < minimal->object_count; i++) {
		const struct bk_relocated *relocated = minimal->relocated[i];

		row->resolved += relocated->resolved;
		row->poisoned += relocated->poisoned;
		row->ambiguous += relocated->ambiguous;
		row->refused += relocated->refused;
		BK_TRY(tell_unresolved(job, relocator, i, relocated, row->kernel));
		if (finds_anything(job->objects[i], relocated))
			continue;
		job->is_unserved = true;
		fprintf(stderr, "btfkit: %s: nothing of it is found in %s\n", job->names.at[i],
			row->kernel);
	}
	row->types = minimal->types;
	row->bytes = minimal->types ? minimal->size : 0;
	return NULL;
}

static struct bk_error *write_file(const struct job *job, const struct bk_minimal *minimal,
				   const char *path)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_common common = *job->common;

	common.output = path;
	BK_TRY(bk_output_make_directories(path));
	BK_TRY(bk_out_init(&out, &common));
	bk_put(&out.sink, (const char *)minimal->btf, minimal->size);
	return bk_out_commit(&out);
}

/* A kernel that is being served. */
struct serving {
	struct bk_input input;
	struct bk_module_set *modules;
	struct bk_relocator *relocator;
	struct bk_minimal *minimal;
};

static void serving_deinit(struct serving *serving)
{
	bk_minimal_destroy(serving->minimal);
	bk_relocator_destroy(serving->relocator);
	bk_module_set_destroy(serving->modules);
	bk_input_deinit(&serving->input);
}

static struct bk_error *minimize(struct job *job, const struct kernel *kernel,
				 struct serving *serving)
{
	const struct bk_graph *graphs[2];
	bool is_split;

	BK_TRY(bk_open_input_sharing(&serving->input, kernel->spec->text, job->common, &job->base));
	graphs[0] = serving->input.graph->base;
	graphs[1] = serving->input.graph;
	BK_TRY(bk_error_in(bk_min_modules(&job->query, (size_t)(kernel->spec - job->specs.at),
					  &serving->input, job->objects, job->opened.count,
					  &serving->modules),
			   "%s", kernel->spec->text));
	if (serving->modules && serving->modules->graph) {
		graphs[0] = graphs[1];
		graphs[1] = serving->modules->graph;
	}
	is_split = graphs[0] != NULL;
	BK_TRY(bk_relocator_create(graphs + !is_split, 1u + is_split, &serving->relocator));
	return bk_error_in(bk_minimal_create(serving->relocator, graphs[1], job->objects,
					     job->names.at, job->opened.count, &serving->minimal),
			   "%s", kernel->spec->text);
}

/* A kernel that cannot be served is told, and the next comes; in a directory it may be no kernel. */
static struct bk_error *pass_over(struct job *job, const struct kernel *kernel,
				  struct bk_min_row *row, struct bk_error *error)
{
	if (bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	if (kernel->spec->is_found && bk_error_code(error) == BK_ERR_NO_BTF) {
		if (!job->common->quiet)
			fprintf(stderr, "btfkit: passed over: %s\n", bk_error_text(error));
		bk_error_destroy(error);
		return NULL;
	}
	job->is_unread = true;
	fprintf(stderr, "btfkit: %s\n", bk_error_text(error));
	row->error = strdup(bk_error_text(error));
	bk_error_destroy(error);
	if (row->error && bk_array_push(&job->rows, *row))
		return NULL;
	free((char *)(uintptr_t)row->error);
	return bk_error_memory();
}

/* What rests on modules that could not be read is not all that there might be. */
static void tell_unread(struct job *job, const struct serving *serving)
{
	const struct bk_module_set *set = serving->modules;

	if (!set || !set->unread)
		return;
	job->is_unread = true;
	fprintf(stderr, "btfkit: %s: its modules: %zu cannot be read%s%s\n",
		serving->input.source->name, set->unread, set->why ? ": " : "",
		set->why ? set->why : "");
}

static struct bk_error *serve(struct job *job, const struct kernel *kernel)
{
	BK_AUTO(serving_deinit) struct serving serving = { 0 };
	struct bk_min_row row = { .kernel = kernel->spec->text };
	struct bk_error *error = minimize(job, kernel, &serving);

	if (error)
		return pass_over(job, kernel, &row, error);
	if (!bk_array_reserve(&job->rows, 1)) /* not after the file is there */
		return bk_error_memory();
	row.kernel_bytes = serving.input.source->btf.size;
	tell_unread(job, &serving);
	BK_TRY(tell(job, serving.relocator, serving.minimal, &row));
	if (serving.minimal->types) {
		row.output = kernel->output;
		BK_TRY(write_file(job, serving.minimal, kernel->output));
	} else {
		fprintf(stderr, "btfkit: %s is not written: it would be empty\n", kernel->output);
	}
	BK_TRY(bk_min_used_modules(serving.modules, job->objects, serving.minimal->relocated,
				   job->opened.count, &row.modules));
	job->rows.at[job->rows.count++] = row;
	return NULL;
}

static struct bk_error *print_report(const struct job *job)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_common common = *job->common;

	if (strcmp(common.output, "-") == 0 || (common.quiet && !common.json))
		return NULL;
	common.output = NULL;
	BK_TRY(bk_out_init(&out, &common));
	if (common.json)
		bk_render_min_json(&out.sink, job->names.at, job->names.count, job->rows.at,
				   job->rows.count);
	for (size_t i = 0; i < job->rows.count && !common.json; i++)
		bk_render_min_text(&out.sink, &job->rows.at[i]);
	return bk_out_commit(&out);
}

static struct bk_error *run(const struct min_options *options, char **arguments, int *status)
{
	BK_AUTO(job_deinit)
	struct job job = {
		.common = &options->common,
		.query = { .modules = options->modules.at,
			   .module_count = options->modules.count,
			   .modules_are_off = options->no_modules },
	};

	BK_TRY(sort_out(&job, arguments));
	for (size_t i = 0; i < job.kernels.count; i++)
		BK_TRY(serve(&job, job.kernels.at + i));
	BK_TRY(print_report(&job));
	if (job.is_unread)
		*status = BK_EXIT_ERROR;
	else if (job.is_unserved)
		*status = BK_EXIT_NO;
	return NULL;
}

static struct bk_error *check_options(const struct min_options *options, bool has_sources)
{
	if (!options->common.output || !*options->common.output)
		return bk_error_create(BK_ERR_USAGE, "min needs -o PATH");
	if (!has_sources)
		return bk_error_create(BK_ERR_USAGE, "min needs BPF objects and kernels");
	if (options->no_modules && options->modules.count)
		return bk_error_create(BK_ERR_USAGE,
				       "--modules and --no-modules contradict each other");
	for (size_t i = 0; i < options->modules.count; i++)
		if (!bk_source_file_length(options->modules.at[i]))
			return bk_error_create(BK_ERR_NOT_FOUND, "--modules: there is no %s",
					       options->modules.at[i]);
	if (options->common.json && strcmp(options->common.output, "-") == 0)
		return bk_error_create(BK_ERR_USAGE,
				       "--json goes to standard output, so -o must name a file");
	return NULL;
}

struct bk_error *bk_cmd_min(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct min_options options = { 0 };
	struct bk_error *error;
	int first;

	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common)) {
		error = check_options(&options, first < argc);
		if (!error)
			error = run(&options, argv + first, status);
	}
	bk_array_deinit(&options.modules);
	return error;
}
