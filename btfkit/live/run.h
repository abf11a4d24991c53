/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Running a loaded program once, by BPF_PROG_TEST_RUN: it is attached to nothing. */
#ifndef BK_LIVE_RUN_H
#define BK_LIVE_RUN_H

#include "btfkit/base/error.h"

#include <linux/bpf.h>

/* `as`: its type, which decides what it is given. An error also where the program says it failed. */
struct bk_error *bk_run_program(int fd, enum bpf_prog_type as) BK_MUST_CHECK;

#endif
