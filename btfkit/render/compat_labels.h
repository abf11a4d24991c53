/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What kernels are called where room is short, and lists of them. Inside render/ only. */
#ifndef BK_RENDER_COMPAT_LABELS_H
#define BK_RENDER_COMPAT_LABELS_H

#include "btfkit/base/arena.h"
#include "btfkit/render/render_compat.h"

struct bk_compat_labels {
	const struct bk_compat_kernel *kernels; /* what they are of; borrowed */
	size_t count;
	const char **at; /* of each kernel */
	size_t asked;	 /* how many of them could be read */
	struct bk_arena arena;
};

/* Sources without the directory they all are in, with the release where it is not in the name. */
struct bk_error *bk_compat_labels_init(struct bk_compat_labels *labels,
				       const struct bk_compat_kernel *kernels, size_t count)
	BK_MUST_CHECK;

void bk_compat_labels_deinit(struct bk_compat_labels *labels);

/* Puts "all 12 kernels", or the labels of those that are set and, of many, how many more. */
void bk_put_kernels(struct bk_sink *sink, const struct bk_compat_labels *labels,
		    const bool *is_set);

/* After all else: the kernels that could not be read, and the files without BTF, with the reasons. */
struct bk_error *bk_put_unread(struct bk_sink *sink, const struct bk_compat_labels *labels)
	BK_MUST_CHECK;

#endif
