/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What people want to know of many results: a verdict for each object on each kernel, and what stands
 * in the way, the same thing on many kernels once.
 *
 * Answers are added one by one and need not be kept: a summary grows with what differs.
 */
#ifndef BK_COMPAT_SUMMARY_H
#define BK_COMPAT_SUMMARY_H

#include "btfkit/base/strmap.h"
#include "btfkit/compat/answer.h"

/* Something that is not as an object wants it. */
struct bk_compat_trouble {
	uint32_t subject;
	enum bk_verdict severity; /* the verdict that it alone makes */
	const char *title;  /* `((struct task_struct *)p)->state`, `kfunc bpf_arena_alloc_pages` */
	const char *kind;   /* of a relocation; else NULL */
	const char *status; /* "poisoned", "missing", ... */
	const char *reason; /* NULL: there is nothing more to say */
	const char *note;   /* whether it can be reached; NULL */
	BK_ARRAY(const char *) places; /* "prog.bpf.c:12 in handle_exec": each once */
	BK_ARRAY(uint32_t) kernels;    /* ascending */
};

/* A fact that is not the same everywhere, or is trouble by itself. */
struct bk_compat_value {
	const char *text;
	BK_ARRAY(uint32_t) kernels; /* ascending */
};

struct bk_compat_finding {
	uint32_t subject;
	const char *what, *title; /* as in struct bk_compat_fact */
	const char *own;	  /* NULL: that does not count */
	bool is_trouble;
	BK_ARRAY(const char *) places;
	BK_ARRAY(struct bk_compat_value) values; /* in the order of their first kernels */
};

/* A bit of a row's verdicts: it rests on modules that have to be loaded. */
enum { BK_ON_MODULES = 0x80 };

struct bk_compat_row {
	uint8_t *verdicts; /* enum bk_verdict and BK_ON_MODULES, of the first `count` objects */
	uint32_t count;
};

struct bk_compat_summary {
	BK_ARRAY(const char *) subjects; /* their sources */
	BK_ARRAY(struct bk_compat_kernel) kernels;
	BK_ARRAY(struct bk_compat_row) rows; /* of each kernel */
	BK_ARRAY(struct bk_compat_trouble) troubles;
	BK_ARRAY(struct bk_compat_finding) findings; /* of all facts, odd or not */
	size_t counts[BK_VERDICTS];
	size_t on_modules; /* how many of those that are ok or guarded rest on modules */
	struct bk_strmap subject_indexes, kernel_indexes, trouble_indexes, place_indexes,
		finding_indexes;
	struct bk_arena arena;
};

/* The index of an object, which is added where it is new. False without memory. */
bool bk_compat_summary_subject(struct bk_compat_summary *summary, const char *source,
			       uint32_t *index);

/*
 * Adds an answer; the `subject` of its results are indexes of the summary's. A kernel that is there
 * already (by its source) gets the results beside those it has.
 */
struct bk_error *bk_compat_summary_add(struct bk_compat_summary *summary,
				       const struct bk_compat_answer *answer) BK_MUST_CHECK;

/* Puts the worst troubles first, object by object. Call once, after all answers. */
void bk_compat_summary_sort(struct bk_compat_summary *summary);

/* Whether a finding is worth telling: its values differ, from each other or from the object's own. */
bool bk_compat_is_odd(const struct bk_compat_finding *finding);

static inline enum bk_verdict bk_compat_summary_at(const struct bk_compat_summary *summary,
						   size_t kernel, size_t subject)
{
	const struct bk_compat_row *row = &summary->rows.at[kernel];

	return subject < row->count ? (enum bk_verdict)(row->verdicts[subject] & ~BK_ON_MODULES)
				    : BK_VERDICT_NONE;
}

static inline bool bk_compat_summary_on_modules(const struct bk_compat_summary *summary,
						size_t kernel, size_t subject)
{
	const struct bk_compat_row *row = &summary->rows.at[kernel];

	return subject < row->count && row->verdicts[subject] & BK_ON_MODULES;
}

void bk_compat_summary_deinit(struct bk_compat_summary *summary);

#endif
