/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* `btfkit diff --suggest`: C for BPF programs that run on the old kernel and on the new one. */
#ifndef BK_RENDER_RENDER_SUGGEST_H
#define BK_RENDER_RENDER_SUGGEST_H

#include "btfkit/render/render_diff.h"

/*
 * For each type of the diff: flavors of it as it was and as it is, and functions that read what is
 * different on either kernel. It compiles behind the vmlinux.h of either, libbpf's bpf_helpers.h,
 * bpf_core_read.h and, where functions have changed, bpf_tracing.h.
 */
struct bk_error *bk_render_suggestions(struct bk_sink *sink, const struct bk_diff_report *report)
	BK_MUST_CHECK;

#endif
