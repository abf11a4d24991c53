/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What commands begin and end with: a source made into a graph, and a place for the output. */
#ifndef BK_CLI_INPUT_H
#define BK_CLI_INPUT_H

#include "btfkit/base/output.h"
#include "btfkit/base/sink.h"
#include "btfkit/cli/options.h"
#include "btfkit/graph/graph.h"
#include "btfkit/source/source.h"

struct bk_input {
	struct bk_source *source, *base_source; /* the base's is NULL where there is none */
	struct bk_graph *graph, *base_graph;
};

/*
 * Opens `spec` (NULL: the running kernel) and checks it. Split BTF gets the base of `common`, else
 * its own .BTF.base, else the running kernel's where it is a module of that.
 */
struct bk_error *bk_input_init(struct bk_input *input, const char *spec,
			       const struct bk_common *common) BK_MUST_CHECK;

void bk_input_deinit(struct bk_input *input);

/* Where a command's result goes: standard output, or the file of -o. */
struct bk_out {
	struct bk_output file;
	struct bk_sink sink;
	const char *path; /* NULL: standard output */
	bool is_verbose;  /* say that it was written */
};

struct bk_error *bk_out_init(struct bk_out *out, const struct bk_common *common) BK_MUST_CHECK;

/* Writes what is left and puts the file in its place. */
struct bk_error *bk_out_commit(struct bk_out *out) BK_MUST_CHECK;

void bk_out_deinit(struct bk_out *out);

#endif
