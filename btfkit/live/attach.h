/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Whether a function could be attached to, found out by loading programs, which are not attached, and
 * by what the kernel tells of itself.
 */
#ifndef BK_LIVE_ATTACH_H
#define BK_LIVE_ATTACH_H

#include "btfkit/graph/graph.h"
#include "btfkit/live/symbols.h"

enum { BK_ATTACH_FENTRY, BK_ATTACH_KPROBE, BK_ATTACH_LSM, BK_ATTACH_WAYS };

struct bk_attach_way {
	bool is_possible;
	int status;	  /* errno of the load; 0: it went well, or there was none */
	char reason[200]; /* why not; "": it is */
};

struct bk_attach {
	/* The kernel's symbols: whether it has one of this name, where that could be asked. */
	bool is_asked, has_symbol;
	char reason[150]; /* why it could not be asked */
	int refused;	  /* errno: no program can be loaded at all here */
	struct bk_attach_way ways[BK_ATTACH_WAYS];
};

/* "fentry", "kprobe", "lsm" */
const char *bk_attach_way_name(int way);

/* A function that is asked about. */
struct bk_attach_function {
	const char *name;
	const char *module; /* whose types have it; NULL: the kernel proper's, or none have */
	uint32_t id;	    /* its FUNC in these, 0: there is none */
};

/* Finds out about it. `graph` has the kernel's types, `symbols` is for older kernels. */
struct bk_error *bk_attach_find(struct bk_attach *attach, const struct bk_graph *graph,
				struct bk_symbols *symbols,
				const struct bk_attach_function *function) BK_MUST_CHECK;

/* What libbpf finds: whether there is a FUNC of each name. */
struct bk_error *bk_libbpf_find_functions(const struct bk_attach_function *functions, size_t count,
					  bool *exist) BK_MUST_CHECK;

#endif
