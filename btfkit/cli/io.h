/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What commands begin and end with: an input, and a place for the output, as the options say. */
#ifndef BK_CLI_IO_H
#define BK_CLI_IO_H

#include "btfkit/base/output.h"
#include "btfkit/base/sink.h"
#include "btfkit/cli/options.h"
#include "btfkit/input/input.h"

/* bk_input_init() with the base of --base; tells of it with -v. */
struct bk_error *bk_open_input(struct bk_input *input, const char *spec,
			       const struct bk_common *common) BK_MUST_CHECK;

/* The same for one of several sources: the base is read once, and is the caller's to deinit. */
struct bk_error *bk_open_input_sharing(struct bk_input *input, const char *spec,
				       const struct bk_common *common, struct bk_base *base)
	BK_MUST_CHECK;

/* Puts behind `error` that --type asks for a type, where `spec` is no file but may be a type's name. */
struct bk_error *bk_remark_type(struct bk_error *error, const char *spec) BK_MUST_CHECK;

/* Tells of an input that was opened otherwise, with -v; and without it of one that is empty. */
void bk_tell_input(const struct bk_input *input, const struct bk_common *common);

/* Where a command's result goes: standard output, or the file of -o. */
struct bk_out {
	struct bk_output file;
	struct bk_sink sink;
	const char *path; /* NULL: standard output */
	bool is_verbose;  /* say that it was written */
};

struct bk_error *bk_out_init(struct bk_out *out, const struct bk_common *common) BK_MUST_CHECK;

/* Whether the result gets colours: as --color says; by itself on a terminal, without NO_COLOR. */
bool bk_out_has_color(const struct bk_out *out, const struct bk_common *common);

/* Writes what is left and puts the file in its place. */
struct bk_error *bk_out_commit(struct bk_out *out) BK_MUST_CHECK;

void bk_out_deinit(struct bk_out *out);

#endif
