/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * How one program can read on both kernels what is different about a record's members.
 *
 *	bk_suggestion_init(&suggestion, diff, type);	a changed record, or typedef of one
 *	...suggestion.readings
 *	bk_suggestion_deinit(&suggestion);
 */
#ifndef BK_DIFF_SUGGEST_H
#define BK_DIFF_SUGGEST_H

#include "btfkit/diff/diff.h"

enum bk_reading_way {
	BK_READ_LONE,	/* one side alone has it */
	BK_READ_EITHER, /* what the new side has where it exists, else what the old side has */
	BK_READ_BOTH,	/* one name will do: the loader puts right what is different */
};

enum bk_value_class {
	BK_VALUE_NUMBER, /* integers and enumerations of up to 8 bytes, bitfields */
	BK_VALUE_POINTER,
	BK_VALUE_OTHER, /* records, arrays, ...: programs want to know where it is */
};

struct bk_reading {
	enum bk_reading_way way;
	enum bk_value_class value;
	bool is_ambiguous; /* to the loader the types are one, to the program they are not */
	struct bk_diff_member sides[2]; /* without a path: not there */
};

struct bk_suggestion {
	BK_ARRAY(struct bk_reading) readings; /* in the order of the diff */
	size_t moved;			      /* members that need no help, as they merely moved */
	int told_by; /* the reading that only one side has, so it tells them apart; -1: none */
};

struct bk_error *bk_suggestion_init(struct bk_suggestion *suggestion, const struct bk_diff *diff,
				    const struct bk_type_diff *type) BK_MUST_CHECK;

void bk_suggestion_deinit(struct bk_suggestion *suggestion);

/* What a value of the type is to a program that reads it. */
enum bk_value_class bk_value_class_of(const struct bk_graph *graph, uint32_t type_id);

#endif
