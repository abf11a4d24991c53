/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Modules among the kernels that a command was given: which kernel each goes on. */
#ifndef BK_CLI_MODULES_BESIDE_H
#define BK_CLI_MODULES_BESIDE_H

#include "btfkit/base/array.h"
#include "btfkit/source/expand.h"

/* The modules of each kernel, by its index among those that were given. */
struct bk_beside {
	struct bk_specs *at; /* as many as there are kernels; NULL: none has any */
	size_t count;
};

/*
 * Takes the modules out of `specs` that go on a kernel that stays there: what was found in a
 * directory goes on the kernel of its release, else the one that lies closest; what was named goes
 * on a kernel where that is the only one. Where there is no kernel at all, or a base was given,
 * modules stay what they are.
 */
struct bk_error *bk_beside_init(struct bk_beside *beside, struct bk_specs *specs, bool has_base)
	BK_MUST_CHECK;

void bk_beside_deinit(struct bk_beside *beside);

#endif
