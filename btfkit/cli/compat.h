/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files of btfkit compat share. */
#ifndef BK_CLI_COMPAT_H
#define BK_CLI_COMPAT_H

#include "btfkit/cli/command.h"
#include "btfkit/cli/modules_beside.h"
#include "btfkit/cli/progress.h"
#include "btfkit/compat/join_places.h"
#include "btfkit/compat/kernels.h"

struct bk_compat_options {
	struct bk_common common;
	bool json_lines, join, lint;
	bool no_modules;
	const char *html;
	const char *config_path;
	struct bk_config *config; /* read from there; NULL: none given */
	unsigned int threads;
	BK_ARRAY(struct bk_expression) expressions;
	BK_ARRAY(const char *) modules; /* where they are */
};

/* What is asked: kernels, and the modules that lie beside each. */
struct bk_compat_kernels {
	struct bk_specs list;
	struct bk_beside beside;
};

/* BPF objects that are asked about. */
struct bk_compat_objects {
	BK_ARRAY(struct bk_compat_subject) list;
	size_t unread;
};

/* Asks the kernels for the expressions of --expr. */
struct bk_error *bk_compat_places(const struct bk_compat_options *options,
				  const struct bk_compat_kernels *kernels, int *status)
	BK_MUST_CHECK;

/* Asks the kernels about the objects. */
struct bk_error *bk_compat_verdicts(const struct bk_compat_options *options,
				    const struct bk_compat_objects *objects,
				    const struct bk_compat_kernels *kernels, int *status)
	BK_MUST_CHECK;

/* The same from results that are known. */
struct bk_error *bk_compat_places_joined(const struct bk_compat_options *options,
					 struct bk_compat_joined_places *joined, int *status)
	BK_MUST_CHECK;

/* Reads results of --json-lines from files in place of asking. */
struct bk_error *bk_compat_joined(const struct bk_compat_options *options, char **paths,
				  int *status) BK_MUST_CHECK;

/* The part of a query that tells of kernels and modules. */
void bk_compat_set_kernels(struct bk_compat_query *query, const struct bk_compat_options *options,
			   const struct bk_compat_kernels *kernels);

/* Says on standard error that a kernel or its modules cannot be read, or that it was passed over. */
void bk_compat_tell(struct bk_progress *progress, const struct bk_compat_kernel *kernel,
		    bool is_quiet);

/* The width of the terminal; else what most people read with. 0: files get lines of any length. */
size_t bk_compat_width(const struct bk_common *common);

#endif
