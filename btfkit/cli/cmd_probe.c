// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit probe: asks the running kernel. */
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/live/probe.h"
#include "btfkit/live/surroundings.h"
#include "btfkit/render/render_probe.h"
#include "btfkit/source/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct probe_options {
	struct bk_common common;
	const char *source;
	bool tasks, self_test, has_list;
	struct bk_probe_options how;
	struct bk_probe probe;
	BK_ARRAY(const char *) reads;
	BK_ARRAY(const char *) objects;
	BK_ARRAY(struct bk_trial) trials;
};

/* A line each; empty ones, and those that begin with #, are passed over. */
static struct bk_error *add_lines(struct bk_probe *probe, struct bk_bytes bytes)
{
	const char *at = (const char *)bytes.data, *end = at + bytes.size;

	for (unsigned int line = 1; at < end; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t size = (size_t)((newline ? newline : end) - at);
		BK_AUTOFREE char *text = NULL;

		while (size && strchr(" \t\r", at[size - 1]) && at[size - 1])
			size--;
		text = strndup(at, size);
		if (!text)
			return bk_error_memory();
		if (strlen(text) != size)
			return bk_error_in(bk_error_create(BK_ERR_USAGE, "a NUL byte"), "line %u",
					   line);
		if (*text && *text != '#')
			BK_TRY(bk_error_in(bk_probe_add(probe, text), "line %u", line));
		at += (newline ? newline : end) - at + 1;
	}
	return NULL;
}

static struct bk_error *add_file(void *options, const char *path)
{
	struct bk_file file = { 0 };
	bool is_input = strcmp(path, "-") == 0;
	struct bk_error *error;

	((struct probe_options *)options)->has_list = true;
	BK_TRY(bk_error_in(bk_file_init(&file, is_input ? NULL : path), "%s", path));
	error = add_lines(&((struct probe_options *)options)->probe, file.bytes);
	bk_file_deinit(&file);
	return bk_error_in(error, "%s", path);
}

static struct bk_error *set_type(void *options, const char *text)
{
	static const struct {
		const char *name;
		enum bpf_prog_type type;
	} types[] = { { "syscall", BPF_PROG_TYPE_SYSCALL },
		      { "raw_tp", BPF_PROG_TYPE_RAW_TRACEPOINT },
		      { "socket", BPF_PROG_TYPE_SOCKET_FILTER } };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(text, types[i].name) == 0) {
			((struct probe_options *)options)->how.as = types[i].type;
			return NULL;
		}
	return bk_error_create(BK_ERR_USAGE, "--as takes syscall, raw_tp or socket, not '%s'",
			       text);
}

static struct bk_error *add_read(void *options, const char *text)
{
	struct probe_options *probe = options;

	return bk_array_push(&probe->reads, text) ? NULL : bk_error_memory();
}

const struct bk_option bk_probe_options[] = {
	{ 0, "file", "LIST", "read expressions from LIST, one a line", 0, add_file },
	{ 0, "read", "FIELD", "read FIELD of this process, such as task_struct.pid", 0, add_read },
	{ 0, "tasks", NULL, "with --read: of all tasks, as a table",
	  offsetof(struct probe_options, tasks), NULL },
	{ 0, "self-test", NULL, "ask and read a fixed set, and say what comes out wrong",
	  offsetof(struct probe_options, self_test), NULL },
	{ 0, "offline", NULL, "load nothing: only say what btfkit predicts",
	  offsetof(struct probe_options, how.offline), NULL },
	{ 0, "source", "SOURCE", "with --offline: instead of the running kernel",
	  offsetof(struct probe_options, source), NULL },
	{ 0, "as", "TYPE", "run as a program of TYPE: syscall, raw_tp, socket", 0, set_type },
	{ 0, "no-ring", NULL, "answer through global data, not a ring buffer",
	  offsetof(struct probe_options, how.no_ring), NULL },
	{ 0 },
};

static struct bk_error *print(const struct probe_options *options, const struct bk_source *source)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	const struct bk_probe_kernel kernel = { source->release, source->arch };

	BK_TRY(bk_out_init(&out, &options->common));
	if (options->common.json)
		bk_render_probe_json(&out.sink, &options->probe, &kernel);
	else
		bk_render_probe_text(&out.sink, &options->probe);
	return bk_out_commit(&out);
}

/*
 * Why a witness does not know something of an expression: of witnesses that agree one reason will do,
 * and what is written where they do not has it already.
 */
static void tell_reasons(const struct probe_options *options)
{
	static const char *const names[] = { "predicted", "libbpf", "kernel" };

	if (options->common.quiet)
		return;
	for (size_t i = 0; i < options->probe.results.count; i++) {
		const struct bk_probed *probed = &options->probe.results.at[i];
		int n = 0;

		while (n < BK_WITNESSES && !*probed->witnesses[n].reason)
			n++;
		if (n < BK_WITNESSES && probed->agree)
			fprintf(stderr, "btfkit: %s: %s: %s\n", probed->expression.text, names[n],
				probed->witnesses[n].reason);
	}
}

static void judge(const struct bk_probe *probe, int *status)
{
	for (size_t i = 0; i < probe->results.count; i++) {
		const struct bk_probed *probed = &probe->results.at[i];

		if (!probed->agree)
			*status = BK_EXIT_ERROR;
		else if (!probed->witnesses[BK_WITNESS_PREDICTED].exists && *status == BK_EXIT_OK)
			*status = BK_EXIT_NO;
	}
}

/* ---- what can be done with the kernel's types ---- */

static struct bk_error *ask(struct probe_options *options, const struct bk_input *input,
			    int *status)
{
	bool has_kernel;

	BK_TRY(bk_probe_ask(&options->probe, input->graph, &options->how));
	BK_TRY(bk_probe_take_error(&options->probe, &options->how, &has_kernel));
	BK_TRY(print(options, input->source));
	tell_reasons(options);
	judge(&options->probe, status);
	return NULL;
}

/* With what is in the way, where the kernel refused. */
static struct bk_error *explain(struct bk_error *error, enum bpf_prog_type as)
{
	struct bk_live_surroundings surroundings;

	if (!error || bk_error_code(error) != BK_ERR_SYSTEM)
		return error;
	bk_surroundings_look(&surroundings);
	return bk_surroundings_explain(&surroundings, as, error);
}

static struct bk_error *read_fields(struct probe_options *options, const struct bk_input *input,
				    int *status)
{
	BK_AUTO(bk_reads_deinit) struct bk_reads reads = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	const struct bk_probe_kernel kernel = { input->source->release, input->source->arch };
	bool differs = false;

	for (size_t i = 0; i < options->reads.count; i++)
		BK_TRY(bk_reads_add(&reads, input->graph, options->reads.at[i]));
	BK_TRY(explain(bk_reads_do(&reads, input->graph, options->how.as, options->tasks),
		       options->how.as));
	BK_TRY(bk_out_init(&out, &options->common));
	if (options->common.json)
		BK_TRY(bk_render_reads_json(&out.sink, &reads, input->graph, &kernel));
	else
		BK_TRY(bk_render_reads_text(&out.sink, &reads, input->graph));
	BK_TRY(bk_out_commit(&out));
	if (!options->tasks)
		BK_TRY(bk_reads_compare(&reads, input->graph, &differs));
	if (differs)
		*status = BK_EXIT_ERROR;
	return NULL;
}

static struct bk_error *self_test(const struct probe_options *options, const struct bk_input *input,
				  int *status)
{
	BK_AUTO(bk_self_test_deinit) struct bk_self_test test = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };

	BK_TRY(explain(bk_self_test(&test, input->graph, &options->how), options->how.as));
	BK_TRY(bk_out_init(&out, &options->common));
	bk_render_self_test(&out.sink, &test);
	if (test.failed)
		*status = BK_EXIT_ERROR;
	return bk_out_commit(&out);
}

/* An operand that is a file, or looks like one, is an object. */
static bool looks_like_object(const char *text)
{
	size_t size = strlen(text);

	return strchr(text, '/') || (size > 2 && strcmp(text + size - 2, ".o") == 0) ||
	       access(text, F_OK) == 0;
}

static struct bk_error *add_operand(struct probe_options *options, const char *text)
{
	if (!looks_like_object(text))
		return bk_probe_add(&options->probe, text);
	return bk_array_push(&options->objects, text) ? NULL : bk_error_memory();
}

static struct bk_error *try_objects(struct probe_options *options, const struct bk_input *input,
				    int *status)
{
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	const struct bk_probe_kernel kernel = { input->source->release, input->source->arch };
	bool offline = options->how.offline;

	for (size_t i = 0; i < options->objects.count; i++) {
		struct bk_trial trial;

		BK_TRY(explain(bk_trial_init(&trial, options->objects.at[i], input->graph,
					     input->source, offline),
			       BPF_PROG_TYPE_UNSPEC));
		if (!bk_array_push(&options->trials, trial)) {
			bk_trial_deinit(&trial);
			return bk_error_memory();
		}
		if (trial.hindered)
			*status = BK_EXIT_ERROR;
		else if ((trial.refused || (offline && trial.predicted == BK_VERDICT_FAIL)) &&
			 *status == BK_EXIT_OK)
			*status = BK_EXIT_NO;
	}
	BK_TRY(bk_out_init(&out, &options->common));
	if (options->common.json)
		bk_render_trials_json(&out.sink, options->trials.at, options->trials.count, &kernel,
				      offline);
	else
		bk_render_trials_text(&out.sink, options->trials.at, options->trials.count,
				      offline);
	return bk_out_commit(&out);
}

static struct bk_error *check(const struct probe_options *options)
{
	int sorts = (options->probe.results.count != 0) + (options->reads.count != 0) +
		    (options->objects.count != 0) + options->self_test;

	if (options->source && !options->how.offline)
		return bk_error_create(BK_ERR_USAGE, "--source is for --offline: other kernels "
						     "cannot be asked");
	if (options->tasks && !options->reads.count)
		return bk_error_create(BK_ERR_USAGE, "--tasks needs --read FIELD");
	if (!sorts && options->has_list)
		return bk_error_create(BK_ERR_USAGE, "there is no expression in the list");
	if (!sorts)
		return bk_error_create(BK_ERR_USAGE,
				       "probe needs an EXPR, --file LIST or an OBJECT "
				       "(see btfkit probe -h)");
	if (sorts > 1)
		return bk_error_create(BK_ERR_USAGE, "expressions, objects, --read and --self-test "
						     "are one or the other");
	if (options->how.offline && (options->reads.count || options->self_test))
		return bk_error_create(BK_ERR_USAGE, "--offline nothing can be read");
	return NULL;
}

static struct bk_error *probe(struct probe_options *options, int count, char **operands,
			      int *status)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	struct bk_live_surroundings surroundings;
	struct bk_error *error;

	for (int i = 0; i < count; i++)
		BK_TRY(add_operand(options, operands[i]));
	BK_TRY(check(options));
	options->how.no_modules = options->source != NULL;
	bk_surroundings_look(&surroundings);
	bk_probe_adapt(&options->how, &surroundings);
	error = bk_open_input(&input, options->source, &options->common);
	if (!options->source)
		error = bk_surroundings_explain_btf(&surroundings, error);
	BK_TRY(error);
	if (options->self_test)
		return self_test(options, &input, status);
	if (options->objects.count)
		return try_objects(options, &input, status);
	return options->reads.count ? read_fields(options, &input, status)
				    : ask(options, &input, status);
}

struct bk_error *bk_cmd_probe(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct probe_options options = { 0 };
	struct bk_error *error;
	int first;

	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common))
		error = probe(&options, argc - first, argv + first, status);
	for (size_t i = 0; i < options.trials.count; i++)
		bk_trial_deinit(&options.trials.at[i]);
	bk_array_deinit(&options.trials);
	bk_array_deinit(&options.objects);
	bk_array_deinit(&options.reads);
	bk_probe_deinit(&options.probe);
	return error;
}
