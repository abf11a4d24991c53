/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The kernel's symbols as it lists them, for kernels that tell programs nothing of them. */
#ifndef BK_LIVE_SYMBOLS_H
#define BK_LIVE_SYMBOLS_H

#include "btfkit/base/arena.h"
#include "btfkit/base/error.h"
#include "btfkit/base/strmap.h"

#define BK_KALLSYMS "/proc/kallsyms"

/* All zero: not read yet. */
struct bk_symbols {
	struct bk_strmap names; /* of code */
	struct bk_arena texts;
	bool is_read;
};

/* Whether the list at `path`, which is read at the first call, has a function of that name. */
struct bk_error *bk_symbols_find(struct bk_symbols *symbols, const char *path, const char *name,
				 bool *is_there) BK_MUST_CHECK;

void bk_symbols_deinit(struct bk_symbols *symbols);

#endif
