/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Whether a function could be attached to, found out by loading programs, which are not attached, and
 * by what the kernel tells of itself.
 */
#ifndef BK_LIVE_ATTACH_H
#define BK_LIVE_ATTACH_H

#include "btfkit/graph/graph.h"

enum { BK_ATTACH_FENTRY, BK_ATTACH_KPROBE, BK_ATTACH_LSM, BK_ATTACH_WAYS };

struct bk_attach_way {
	bool is_possible;
	char reason[200]; /* why not; "": it is */
};

struct bk_attach {
	/* The kernel's symbols: whether it has one of this name, where that could be asked. */
	bool is_asked, has_symbol;
	char reason[150]; /* why it could not be asked */
	struct bk_attach_way ways[BK_ATTACH_WAYS];
};

/* "fentry", "kprobe", "lsm" */
const char *bk_attach_way_name(int way);

/* Finds out about the function `name`; `id` is its FUNC in the kernel's types, 0: there is none. */
struct bk_error *bk_attach_find(struct bk_attach *attach, const struct bk_graph *graph,
				const char *name, uint32_t id) BK_MUST_CHECK;

/* What libbpf finds: whether the kernel's BTF has a FUNC of each name. */
struct bk_error *bk_libbpf_find_functions(const char *const *names, size_t count, bool *exist)
	BK_MUST_CHECK;

#endif
