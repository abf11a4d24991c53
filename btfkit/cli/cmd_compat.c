// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit compat: which objects load on which kernels, and where expressions are. */
#include "btfkit/cli/compat.h"

#include "btfkit/base/ordered.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct bk_error *add_expression(void *options, const char *text)
{
	struct bk_compat_options *compat = options;
	struct bk_expression expression;

	BK_TRY(bk_expression_init(&expression, text));
	if (bk_array_push(&compat->expressions, expression))
		return NULL;
	bk_expression_deinit(&expression);
	return bk_error_memory();
}

static struct bk_error *set_threads(void *options, const char *text)
{
	return bk_jobs_parse(text, &((struct bk_compat_options *)options)->threads);
}

static struct bk_error *add_modules(void *options, const char *path)
{
	struct bk_compat_options *compat = options;

	return bk_array_push(&compat->modules, path) ? NULL : bk_error_memory();
}

const struct bk_option bk_compat_options[] = {
	{ 0, "expr", "EXPR", "where EXPR is: TYPE.MEMBER, enum TYPE.ENUMERATOR, func:NAME", 0,
	  add_expression },
	{ 0, "html", "FILE", "write a page with a heat map and the reasons to FILE",
	  offsetof(struct bk_compat_options, html), NULL },
	{ 0, "config", "FILE", "the kernels' configuration (a .config), for __kconfig externs",
	  offsetof(struct bk_compat_options, config_path), NULL },
	{ 0, "json-lines", NULL, "print a JSON object a line for each result",
	  offsetof(struct bk_compat_options, json_lines), NULL },
	{ 0, "join", NULL, "the arguments are files of --json-lines: report on them all",
	  offsetof(struct bk_compat_options, join), NULL },
	{ 0, "lint", NULL, "also tell what resolves, but not to the same on all kernels",
	  offsetof(struct bk_compat_options, lint), NULL },
	{ 0, "modules", "PATH", "the kernels' modules: a directory, a package, a file", 0,
	  add_modules },
	{ 0, "no-modules", NULL, "look at vmlinux alone",
	  offsetof(struct bk_compat_options, no_modules), NULL },
	{ 'j', "jobs", "N", "read N kernels at once (default: one for each processor)", 0,
	  set_threads },
	{ 0 },
};

size_t bk_compat_width(const struct bk_common *common)
{
	struct winsize size;

	if (common->output && strcmp(common->output, "-") != 0)
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

void bk_compat_set_kernels(struct bk_compat_query *query, const struct bk_compat_options *options,
			   const struct bk_compat_kernels *kernels)
{
	query->kernels = kernels->list.at;
	query->kernel_count = kernels->list.count;
	query->base = options->common.base;
	query->threads = options->threads;
	query->modules = options->modules.at;
	query->module_count = options->modules.count;
	query->modules_are_off = options->no_modules;
	query->beside = kernels->beside.at;
}

static void tell_modules(struct bk_progress *progress, const struct bk_compat_kernel *kernel)
{
	BK_AUTOFREE char *line = NULL;

	if (asprintf(&line, "btfkit: %s: its modules: %s", kernel->source, kernel->modules_error) <
	    0)
		line = NULL;
	bk_progress_note(progress, line ? line : "btfkit: out of memory");
}

/* An unreadable kernel is told at once, and does not keep the others from being asked. */
void bk_compat_tell(struct bk_progress *progress, const struct bk_compat_kernel *kernel,
		    bool is_quiet)
{
	BK_AUTOFREE char *line = NULL;

	if (kernel->modules_error)
		tell_modules(progress, kernel);
	if (!kernel->error || (kernel->is_passed_over && is_quiet))
		return;
	if (asprintf(&line, "btfkit: %s%s", kernel->is_passed_over ? "passed over: " : "",
		     kernel->error) < 0)
		line = NULL;
	bk_progress_note(progress, line ? line : "btfkit: out of memory");
}

static void objects_deinit(struct bk_compat_objects *objects)
{
	for (size_t i = 0; i < objects->list.count; i++)
		bk_compat_subject_deinit(&objects->list.at[i]);
	bk_array_deinit(&objects->list);
}

/* Whether what is given is an object; what is compressed has to be opened for that. */
static struct bk_error *find_whether_object(struct bk_spec *spec, bool *is_object)
{
	const enum bk_peek peek = bk_spec_peek(spec);
	struct bk_source *source;
	struct bk_error *error;

	*is_object = peek == BK_PEEK_OBJECT;
	if (peek != BK_PEEK_INSIDE)
		return NULL;
	error = bk_source_create(spec->text, &source);
	if (!error)
		*is_object = bk_source_is_object(source);
	bk_source_destroy(source);
	if (error && bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	bk_error_destroy(error);
	return NULL;
}

/* As the compiler left it, it would read at the offsets of whatever kernel it was compiled for. */
static void tell_unrelocated(const struct bk_compat_options *options,
			     const struct bk_compat_subject *subject)
{
	if (!subject->object->ext && subject->object->functions.count && !options->common.quiet)
		fprintf(stderr, "btfkit: %s: without .BTF.ext nothing of it is relocated\n",
			subject->source);
}

/* Each once. An object in a directory that has no BTF is as good as not there. */
static struct bk_error *add_object(const struct bk_compat_options *options,
				   struct bk_compat_objects *objects, const struct bk_spec *spec)
{
	struct bk_compat_subject *subject;

	for (size_t i = 0; i < objects->list.count; i++)
		if (strcmp(objects->list.at[i].source, spec->text) == 0)
			return NULL;
	if (!bk_array_push(&objects->list, (struct bk_compat_subject){ 0 }))
		return bk_error_memory();
	subject = &objects->list.at[objects->list.count - 1];
	BK_TRY(bk_compat_subject_init(subject, spec->text));
	if (!subject->error) {
		tell_unrelocated(options, subject);
		return NULL;
	}
	if (!spec->is_found || !subject->has_no_btf) {
		objects->unread++;
		fprintf(stderr, "btfkit: %s\n", subject->error);
		return NULL;
	}
	if (!options->common.quiet)
		fprintf(stderr, "btfkit: passed over: %s\n", subject->error);
	bk_compat_subject_deinit(subject);
	objects->list.count--;
	return NULL;
}

/* Takes the objects out of what was given: what is left is kernels. */
static struct bk_error *take_objects(const struct bk_compat_options *options,
				     struct bk_specs *specs, struct bk_compat_objects *objects)
{
	struct bk_specs kernels = { .at = specs->at, .room = specs->room };
	struct bk_error *error = NULL;

	for (size_t i = 0; i < specs->count; i++) {
		bool is_object = false;

		if (!error)
			error = find_whether_object(&specs->at[i], &is_object);
		if (!is_object) {
			kernels.at[kernels.count++] = specs->at[i];
			continue;
		}
		error = add_object(options, objects, &specs->at[i]);
		free(specs->at[i].text);
	}
	*specs = kernels;
	return error;
}

static void kernels_deinit(struct bk_compat_kernels *kernels)
{
	bk_specs_deinit(&kernels->list);
	bk_beside_deinit(&kernels->beside);
}

/* What contradicts itself, or is for something else. */
static struct bk_error *check(const struct bk_compat_options *options)
{
	if (options->no_modules && options->modules.count)
		return bk_error_create(BK_ERR_USAGE,
				       "--modules and --no-modules contradict each other");
	for (size_t i = 0; i < options->modules.count; i++)
		if (!bk_source_file_length(options->modules.at[i]))
			return bk_error_create(BK_ERR_NOT_FOUND, "--modules: there is no %s",
					       options->modules.at[i]);
	return NULL;
}

/* What was given, without the objects. */
static struct bk_error *find_kernels(const struct bk_compat_options *options,
				     struct bk_compat_kernels *kernels)
{
	if (!kernels->list.count)
		BK_TRY(bk_specs_add(&kernels->list, BK_RUNNING_KERNEL));
	return bk_beside_init(&kernels->beside, &kernels->list, options->common.base != NULL);
}

static struct bk_error *compat(struct bk_compat_options *options, char **sources, int *status)
{
	BK_AUTO(kernels_deinit) struct bk_compat_kernels kernels = { 0 };
	BK_AUTO(objects_deinit) struct bk_compat_objects objects = { 0 };

	BK_TRY(check(options));
	if (options->join && (options->expressions.count || !*sources))
		return bk_error_create(BK_ERR_USAGE, "--join takes files of --json-lines and no "
						     "--expr (see btfkit compat -h)");
	if (options->expressions.count && (options->html || options->lint))
		return bk_error_create(BK_ERR_USAGE,
				       "--%s is about objects and goes without --expr",
				       options->html ? "html" : "lint");
	if (options->join)
		return bk_compat_joined(options, sources, status);
	for (; *sources; sources++)
		BK_TRY(bk_specs_add(&kernels.list, *sources));
	if (!options->expressions.count) {
		BK_TRY(take_objects(options, &kernels.list, &objects));
		if (!objects.list.count)
			return bk_error_create(BK_ERR_USAGE,
					       "compat needs a BPF object or --expr EXPR "
					       "(see btfkit compat -h)");
	}
	BK_TRY(find_kernels(options, &kernels));
	if (options->config_path)
		BK_TRY(bk_config_open(options->config_path, &options->config));
	if (!options->threads)
		options->threads = bk_processor_count();
	if (options->expressions.count)
		return bk_compat_places(options, &kernels, status);
	return bk_compat_verdicts(options, &objects, &kernels, status);
}

struct bk_error *bk_cmd_compat(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct bk_compat_options options = { 0 };
	struct bk_error *error;
	int first;

	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common))
		error = compat(&options, argv + first, status);
	bk_config_destroy(options.config);
	for (size_t i = 0; i < options.expressions.count; i++)
		bk_expression_deinit(&options.expressions.at[i]);
	bk_array_deinit(&options.expressions);
	bk_array_deinit(&options.modules);
	return error;
}
