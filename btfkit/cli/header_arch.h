/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Headers for several machines in one directory: what --arch says, and the vmlinux.h that picks one. */
#ifndef BK_CLI_HEADER_ARCH_H
#define BK_CLI_HEADER_ARCH_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/sink.h"
#include "btfkit/cli/header_sources.h"

/* A machine, by the name that bpf_tracing.h has for it: __TARGET_ARCH_x86. */
struct bk_header_arch {
	const char *name;
	const char *file;	/* its header's */
	BK_ARRAY(char *) specs; /* of sources; borrowed */
	const char **flags;	/* for clang, with its own */
	int flag_count;
};

struct bk_header_archs {
	BK_ARRAY(struct bk_header_arch) list; /* by name */
	struct bk_arena arena;
};

/* Adds "NAME=SOURCE". */
struct bk_error *bk_header_archs_add(struct bk_header_archs *archs, const char *text) BK_MUST_CHECK;

/* Makes each machine's flags of the user's. */
struct bk_error *bk_header_archs_add_flags(struct bk_header_archs *archs, const char *const *flags,
					   int count) BK_MUST_CHECK;

/* An error if what was opened is known to be of another machine. */
struct bk_error *bk_header_arch_check(const struct bk_header_arch *arch,
				      const struct bk_header_sources *sources) BK_MUST_CHECK;

/* Has programs read in the byte order of its kernel, unless the flags name a target. */
void bk_header_arch_set_order(struct bk_header_arch *arch, const struct bk_header_sources *sources);

/* Writes the header that includes that of the machine. */
void bk_header_archs_put_choice(const struct bk_header_archs *archs, struct bk_sink *sink);

void bk_header_archs_deinit(struct bk_header_archs *archs);

#endif
