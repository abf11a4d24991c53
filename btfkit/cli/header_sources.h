/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The sources of a header: a kernel, modules on one base, or several kernels. */
#ifndef BK_CLI_HEADER_SOURCES_H
#define BK_CLI_HEADER_SOURCES_H

#include "btfkit/base/array.h"
#include "btfkit/cli/io.h"
#include "btfkit/header/merged.h"

struct bk_header_sources {
	BK_ARRAY(struct bk_input) inputs; /* a kernel before its modules */
	struct bk_base base;   /* of --base, or the running kernel as that of its modules */
	struct bk_arena names; /* of modules and kernels */
	struct bk_merged merged;
	const struct bk_graph *graph; /* what the header is of */
	const char *name;	      /* for errors */
	const char *release, *arch;   /* NULL: unknown, or of several kernels */
};

/* Opens them all (none: the running kernel). After an error deinit as well. */
struct bk_error *bk_header_sources_init(struct bk_header_sources *sources, int count, char **specs,
					const struct bk_common *common) BK_MUST_CHECK;

void bk_header_sources_deinit(struct bk_header_sources *sources);

#endif
