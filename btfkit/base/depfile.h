/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a file was made of, as a rule that make and ninja read; compilers do so with -MD -MP. */
#ifndef BK_BASE_DEPFILE_H
#define BK_BASE_DEPFILE_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/sink.h"
#include "btfkit/base/strmap.h"

struct bk_depfile {
	BK_ARRAY(const char *) paths; /* each once, as they came */
	struct bk_strmap seen;
	struct bk_arena arena;
};

/* Adds a path, which is copied, unless it is there. False without memory. */
bool bk_depfile_add(struct bk_depfile *depfile, const char *path);

/*
 * Writes that `target` depends on all of them, and a rule without a recipe for each, so that make goes
 * on when one is gone.
 */
void bk_depfile_write(const struct bk_depfile *depfile, struct bk_sink *sink, const char *target);

void bk_depfile_deinit(struct bk_depfile *depfile);

#endif
