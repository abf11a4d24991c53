/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The skeleton that bpftool made of the bundled object, on other bytes than its own. */
#ifndef BK_LIVE_LIBBPF_SKELETON_H
#define BK_LIVE_LIBBPF_SKELETON_H

#if __has_include(<bpf/libbpf.h>) && __has_include(<probe.skel.h>)
#define BK_LIBBPF_SKELETON
#include "btfkit/base/bytes.h"
#include "btfkit/live/libbpf.h"

enum { BK_LIBBPF_LOG_SIZE = 1 << 16 };

/*
 * Opens an object that bk_clone_init() has made, with only its clones to be loaded. NULL with *error
 * where that fails. probe_bpf__destroy() ends it. `types`: a file with the kernel's, NULL: libbpf is
 * to read them where it always does.
 */
struct probe_bpf *bk_skeleton_open(const struct bk_libbpf *libbpf, struct bk_bytes object,
				   const char *types, bool no_ring, struct bk_error **error);

/* Whether a program of it is a clone: probe_0, probe_1, ... */
bool bk_skeleton_is_clone(const struct bk_libbpf *libbpf, const struct probe_bpf *skeleton,
			  const struct bpf_program *program);

/* Loads it; `log` is what bk_libbpf_listen() fills. */
struct bk_error *bk_skeleton_load(struct probe_bpf *skeleton, const char *log) BK_MUST_CHECK;

#endif
#endif
