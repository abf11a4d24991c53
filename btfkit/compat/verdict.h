/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One object on one kernel: its relocations, and what follows from them. */
#ifndef BK_COMPAT_VERDICT_H
#define BK_COMPAT_VERDICT_H

#include "btfkit/compat/answer.h"
#include "btfkit/input/module_set.h"
#include "btfkit/needs/kernel_names.h"

/* What modules may have of what an object did not find. */
struct bk_compat_missing {
	struct bk_wanted names;
	bool is_urgent; /* some object does not load for want of it */
};

/* A kernel that is open. */
struct bk_compat_surveyed {
	const struct bk_graph *const *graphs; /* vmlinux, then modules split onto it */
	size_t graph_count;
	struct bk_relocator *relocator;
	struct bk_kernel_names *names;
	bool lint;			     /* look for facts as well */
	const struct bk_module_set *modules; /* whose graph is the second; NULL: not looked for */
	struct bk_compat_missing *missing;   /* gets what is not found; NULL: nobody asks */
};

/*
 * Relocates an object for a kernel and adds the result to `answer`. An object of the other byte order
 * is a result as well; running out of memory is an error.
 */
struct bk_error *bk_compat_judge(struct bk_compat_answer *answer,
				 const struct bk_compat_surveyed *kernel,
				 const struct bk_compat_subject *subject, uint32_t index)
	BK_MUST_CHECK;

/* Adds a result for what cannot be judged, with a reason that must outlive the answer. */
struct bk_error *bk_compat_give_up(struct bk_compat_answer *answer, uint32_t index,
				   const char *reason) BK_MUST_CHECK;

#endif
