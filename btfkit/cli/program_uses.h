/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the source of a BPF program uses of a kernel's types. */
#ifndef BK_CLI_PROGRAM_USES_H
#define BK_CLI_PROGRAM_USES_H

#include "btfkit/diff/uses.h"
#include "btfkit/header/usage.h"

/*
 * Reads the programs with a whole header of `graph` and adds what they use of it, and the functions
 * that the names of their sections tell.
 */
struct bk_error *bk_program_uses_add(struct bk_uses *uses, const struct bk_program *programs,
				     size_t count, const struct bk_graph *graph) BK_MUST_CHECK;

#endif
