/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The types of the running kernel's modules: where loaders look for what the kernel proper has not.
 */
#ifndef BK_LIVE_LIVE_MODULES_H
#define BK_LIVE_LIVE_MODULES_H

#include "btfkit/base/strmap.h"
#include "btfkit/graph/expression.h"
#include "btfkit/source/file.h"

#define BK_LIVE_MODULES "/sys/kernel/btf"

struct bk_live_module {
	char *name;
	struct bk_file file;
	struct bk_graph *graph; /* split, onto the kernel's */
};

/* A module that has a type or function of some name, and the next one that has. */
struct bk_live_bearer {
	uint32_t module, next; /* indexes; next: BK_NO_BEARER at the end */
};

enum { BK_NO_BEARER = UINT32_MAX };

/* All zero: none. */
struct bk_live_modules {
	BK_ARRAY(struct bk_live_module) all;	 /* by name */
	BK_ARRAY(struct bk_live_bearer) bearers; /* in the order of modules */
	struct bk_strmap by_name;		 /* the first bearer */
};

/*
 * Reads the BTF of all modules in `directory`. `kernel` is that of the kernel proper, and outlives
 * them. A directory that is not there has none; a module that is gone meanwhile is passed over.
 */
struct bk_error *bk_live_modules_init(struct bk_live_modules *modules, const char *directory,
				      const struct bk_graph *kernel) BK_MUST_CHECK;

/*
 * Looks for an expression in all modules; BK_ERR_NOT_FOUND with the reason of the first that has a type
 * of that name. *module becomes the first that has what is asked for; NULL, without an error: no module
 * has such a name.
 */
struct bk_error *bk_live_modules_find(const struct bk_live_modules *modules,
				      const struct bk_expression *expression,
				      struct bk_expression_place *place,
				      const struct bk_live_module **module) BK_MUST_CHECK;

void bk_live_modules_deinit(struct bk_live_modules *modules);

#endif
