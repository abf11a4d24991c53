/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Comparing two types of one kind and name, and what a difference means. Inside diff/ only. */
#ifndef BK_DIFF_COMPARE_H
#define BK_DIFF_COMPARE_H

#include "btfkit/base/sink.h"
#include "btfkit/diff/diff.h"
#include "btfkit/diff/fingerprint.h"
#include "btfkit/diff/outline.h"

/* The two graphs, side by side; 0 is the old one. */
struct bk_comparison {
	const struct bk_graph *graphs[2];
	struct bk_fingerprints prints[2];
	struct bk_sink names[2]; /* memory for one type name each */
	struct bk_diff *diff;	 /* what is being made */
	bool keep_outlines;	 /* in it, of the records that are compared */
	uint32_t opened_left;	 /* for bk_outline_init() */
};

/*
 * Compares two types of one kind and appends to `members` and `values` of the diff. `type` has kind,
 * name and ids; the rest of it is filled in. False in `differs`: they are the same.
 */
struct bk_error *bk_compare_types(struct bk_comparison *c, struct bk_type_diff *type, bool *differs)
	BK_MUST_CHECK;

/* Whether C spells the two alike, braces of anonymous types included. */
bool bk_compare_spelling(struct bk_comparison *c, uint32_t old_id, uint32_t new_id);

/* The same without what is in the braces. */
bool bk_compare_names(struct bk_comparison *c, uint32_t old_id, uint32_t new_id);

/*
 * Appends the differences of the members of two records, sorted by where they lie; those of `type`,
 * which gets their outlines, where they are kept.
 */
struct bk_error *bk_compare_members(struct bk_comparison *c, uint32_t old_record,
				    uint32_t new_record, struct bk_type_diff *type) BK_MUST_CHECK;

/* The same of the enumerators of two enumerations. */
struct bk_error *bk_compare_values(struct bk_comparison *c, uint32_t old_id, uint32_t new_id)
	BK_MUST_CHECK;

/* ---- entries.c ---- */

/* Fills in sizes and what is referred to, of the sides that are there. */
void bk_entry_fill_sides(const struct bk_diff *diff, struct bk_type_diff *type);

/* Room for the most results there can be: what is not used costs nothing, and none is ever moved. */
struct bk_error *bk_entries_reserve(struct bk_diff *diff, uint64_t most) BK_MUST_CHECK;

struct bk_error *bk_entries_add(struct bk_diff *diff, const struct bk_type_diff *type)
	BK_MUST_CHECK;

/* By kind, by name, and of namesakes in the order in which they were added. */
void bk_entries_sort(struct bk_diff *diff);

void bk_entries_deinit(struct bk_diff *diff);

/* ---- impact.c ---- */

/* Whether values of the two types are signed differently. */
bool bk_signs_differ(const struct bk_comparison *c, uint32_t old_id, uint32_t new_id);

/* What it means that something of the one type is of the other now. */
enum bk_impact bk_impact_of_retyping(const struct bk_comparison *c, uint32_t old_id,
				     uint32_t new_id);

enum bk_impact bk_impact_of_member(const struct bk_comparison *c,
				   const struct bk_member_change *change);

#endif
