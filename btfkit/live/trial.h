/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Trying BPF objects on the running kernel: each program is loaded by itself, never attached, and
 * unloaded again.
 */
#ifndef BK_LIVE_TRIAL_H
#define BK_LIVE_TRIAL_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/compat/answer.h"
#include "btfkit/graph/graph.h"
#include "btfkit/source/source.h"

struct bk_tried_program {
	const char *name, *section;
	bool is_accepted;
	bool is_predicted;	      /* compat has an opinion on it */
	enum bk_verdict predicted;    /* of this program, with what it calls, by itself */
	const char *why;	      /* it was predicted to fail; NULL */
	BK_ARRAY(const char *) lines; /* of the log: what decided, where it was refused */
};

struct bk_trial {
	struct bk_arena arena;
	const char *path;
	enum bk_verdict predicted; /* of the whole object */
	const char *why;	   /* it was predicted to fail, beyond its programs; NULL */
	BK_ARRAY(struct bk_tried_program) programs;
	size_t refused;
	size_t hindered; /* of these: those for which this process lacks a capability */
};

/*
 * Predicts for the kernel that is `source`, whose types are `graph`, and tries each program unless
 * `offline`. Programs that are refused are results; an error is an object that cannot be read or
 * opened, or a kernel that lets nothing be loaded. Errors begin with the path. After one there is
 * nothing to deinit.
 */
struct bk_error *bk_trial_init(struct bk_trial *trial, const char *path,
			       const struct bk_graph *graph, const struct bk_source *source,
			       bool offline) BK_MUST_CHECK;

void bk_trial_deinit(struct bk_trial *trial);

/* Loads each program of `object`, for trial.c; the programs are already there, in libbpf's order. */
struct bk_error *bk_trial_load(struct bk_trial *trial, struct bk_bytes object) BK_MUST_CHECK;

#endif
