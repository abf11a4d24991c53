// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btfkit header: writes a vmlinux.h. */
#include "btfkit/cli/command.h"
#include "btfkit/cli/io.h"
#include "btfkit/header/vmlinux.h"

struct header_options {
	struct bk_common common;
	bool asserts, no_kfuncs;
};

const struct bk_option bk_header_options[] = {
	{ 0, "asserts", NULL, "write a _Static_assert for every size and offset",
	  offsetof(struct header_options, asserts), NULL },
	{ 0, "no-kfuncs", NULL, "leave out the prototypes of kfuncs",
	  offsetof(struct header_options, no_kfuncs), NULL },
	{ 0 },
};

static struct bk_error *write_header(const struct header_options *options, const char *spec)
{
	BK_AUTO(bk_input_deinit) struct bk_input input = { 0 };
	BK_AUTO(bk_out_deinit) struct bk_out out = { .file = { .fd = -1 } };
	struct bk_header_options header = {
		.asserts = options->asserts,
		.no_kfuncs = options->no_kfuncs,
		.version = BTFKIT_VERSION,
	};

	BK_TRY(bk_open_input(&input, spec, &options->common));
	BK_TRY(bk_out_init(&out, &options->common));
	header.release = input.source->release;
	header.arch = input.source->arch;
	BK_TRY(bk_error_in(bk_header_write(&out.sink, input.graph, &header), "%s",
			   input.source->name));
	return bk_out_commit(&out);
}

struct bk_error *bk_cmd_header(const struct bk_command *command, int argc, char **argv, int *status)
{
	struct header_options options = { 0 };
	int first;

	(void)status;
	BK_TRY(bk_options_parse(command, argc, argv, &options, &first));
	if (bk_options_answer(command, &options.common))
		return NULL;
	if (options.common.json)
		return bk_error_create(BK_ERR_USAGE, "header has no --json: what it writes is C");
	if (argc - first > 1)
		return bk_error_create(BK_ERR_USAGE, "header takes one SOURCE, not %d",
				       argc - first);
	return write_header(&options, argv[first]);
}
