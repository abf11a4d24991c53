/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Asking kernels one after another: read, asked, closed, so that memory does not grow with their
 * number but for the answers.
 */
#ifndef BK_COMPAT_KERNELS_H
#define BK_COMPAT_KERNELS_H

#include "btfkit/compat/answer.h"
#include "btfkit/input/input.h"
#include "btfkit/needs/config.h"
#include "btfkit/source/expand.h"

struct bk_compat_query {
	const struct bk_spec *kernels;
	size_t kernel_count;
	const char *base;     /* of split BTF, NULL: none given */
	unsigned int threads; /* 0 is 1 */
	const struct bk_expression *expressions;
	size_t expression_count;
	const struct bk_compat_subject *subjects;
	size_t subject_count;
	bool lint;		    /* see lint.h */
	struct bk_reach_memo *memo; /* NULL: nothing is remembered from kernel to kernel */
	const char *const *modules; /* where modules of all kernels are (--modules) */
	size_t module_count;
	bool modules_are_off;		/* vmlinux alone counts */
	const struct bk_specs *beside;	/* of each kernel: modules found beside it; NULL: none */
	const struct bk_config *config; /* of all kernels; NULL: what each tells of its own */
	/*
	 * Takes over the answer of each kernel, in their order, one at a time but in any thread. An
	 * error ends it all. A kernel that cannot be read is told in its answer, and is none.
	 */
	struct bk_error *(*take)(void *context, struct bk_compat_answer *answer);
	void *context;
};

struct bk_error *bk_compat_ask(const struct bk_compat_query *query) BK_MUST_CHECK;

#endif
