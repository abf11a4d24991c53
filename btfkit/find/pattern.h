/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the user looks for, as it was written:
 *
 *	NAME			that name
 *	sk_*			a glob
 *	struct NAME		types of that kind, see graph/select.h
 *	task_struct.__state	a member of a type; a glob or name for each part between the dots
 *
 * or, as a regular expression, one that is looked for anywhere in a name. A text that begins or ends
 * with a dot, or has two side by side, is a name (.data..percpu); `\.` is a dot in a name.
 */
#ifndef BK_FIND_PATTERN_H
#define BK_FIND_PATTERN_H

#include "btfkit/graph/select.h"

#include <regex.h>

enum bk_find_form { BK_FIND_EXACT, BK_FIND_GLOB, BK_FIND_REGEX };

enum { BK_FIND_MOST_PARTS = 16 };

/* What one name is compared with. */
struct bk_find_name {
	enum bk_find_form form;
	bool ignore_case;
	const char *text;
	const regex_t *regex;
	/* What every name that fits contains, in the same case; size 0: nothing is known. */
	const char *literal;
	size_t literal_size;
};

struct bk_find_pattern {
	uint32_t kinds;		   /* a bit a kind, as in struct bk_pattern; 0: any */
	struct bk_find_name whole; /* all behind the kind, as one name */
	struct bk_find_name parts[BK_FIND_MOST_PARTS];
	uint32_t part_count; /* 1: no path, and parts[0] is as `whole` */
	char *texts;	     /* that of the parts */
	regex_t regex;
	bool has_regex;
};

/* How a pattern is to be understood. */
struct bk_find_style {
	bool regex;	  /* a POSIX extended regular expression */
	bool ignore_case; /* of ASCII letters */
	bool one_name;	  /* dots make no path */
};

/*
 * `text` must outlive the pattern, which may not be moved. After an error there is nothing to
 * deinit.
 */
struct bk_error *bk_find_pattern_init(struct bk_find_pattern *pattern, const char *text,
				      struct bk_find_style style) BK_MUST_CHECK;

void bk_find_pattern_deinit(struct bk_find_pattern *pattern);

/* Whether the text of a name fits. Nothing fits the empty name. */
bool bk_find_name_fits(const struct bk_find_name *name, const char *text);

#endif
