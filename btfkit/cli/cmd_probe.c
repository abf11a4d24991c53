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

struct probe_options {
	struct bk_common common;
	const char *source;
	struct bk_probe_options how;
	struct bk_probe probe;
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

const struct bk_option bk_probe_options[] = {
	{ 0, "file", "LIST", "read expressions from LIST, one a line", 0, add_file },
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

/* Why a witness is missing, or does not know something: once for all, or for the expression. */
static void tell_reasons(const struct probe_options *options)
{
	static const char *const names[] = { "predicted", "libbpf", "kernel" };

	if (options->common.quiet)
		return;
	for (size_t i = 0; i < options->probe.results.count; i++) {
		const struct bk_probed *probed = &options->probe.results.at[i];

		for (int n = 0; n < BK_WITNESSES; n++)
			if (*probed->witnesses[n].reason)
				fprintf(stderr, "btfkit: %s: %s: %s\n", probed->expression.text,
					names[n], probed->witnesses[n].reason);
	}
}

/* A witness that could not be asked; the kernel only where it should have been possible. */
static struct bk_error *take_error(struct bk_probe *probe)
{
	struct bk_surroundings surroundings;
	struct bk_error *error = probe->errors[BK_WITNESS_PREDICTED];

	if (error) {
		probe->errors[BK_WITNESS_PREDICTED] = NULL;
		return error;
	}
	error = probe->errors[BK_WITNESS_LIBBPF];
	bk_surroundings_look(&surroundings);
	if (!error && bk_surroundings_since(&surroundings, 5, 17)) {
		error = probe->errors[BK_WITNESS_KERNEL];
		probe->errors[BK_WITNESS_KERNEL] = NULL;
	} else {
		probe->errors[BK_WITNESS_LIBBPF] = NULL;
	}
	return bk_surroundings_explain(&surroundings, error);
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

static struct bk_error *ask(struct probe_options *options, int count, char **operands, int *status)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	struct bk_error *error;

	if (options->source && !options->how.offline)
		return bk_error_create(BK_ERR_USAGE, "--source is for --offline: other kernels "
						     "cannot be asked");
	for (int i = 0; i < count; i++)
		BK_TRY(bk_probe_add(&options->probe, operands[i]));
	if (!options->probe.results.count)
		return bk_error_create(BK_ERR_USAGE, "probe needs an EXPR, or --file LIST "
						     "(see btfkit probe -h)");
	error = bk_open_input(&input, options->source, &options->common);
	if (error && !options->source) {
		struct bk_surroundings surroundings;

		bk_surroundings_look(&surroundings);
		return surroundings.has_btf ? error : bk_surroundings_explain(&surroundings, error);
	}
	BK_TRY(error);
	BK_TRY(bk_probe_ask(&options->probe, input.graph, &options->how));
	BK_TRY(take_error(&options->probe));
	BK_TRY(print(options, input.source));
	tell_reasons(options);
	judge(&options->probe, status);
	return NULL;
}

struct bk_error *bk_cmd_probe(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct probe_options options = { .how = { .as = BPF_PROG_TYPE_SYSCALL } };
	struct bk_error *error;
	int first;

	error = bk_options_parse(command, argc, argv, &options, &first);
	if (!error && !bk_options_answer(command, &options.common))
		error = ask(&options, argc - first, argv + first, status);
	bk_probe_deinit(&options.probe);
	return error;
}
