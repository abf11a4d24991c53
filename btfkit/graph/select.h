/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which types the user means: the --type, --func, --kind and --id options of every command.
 *
 * A pattern is a name or a glob, optionally with a kind before it: "task_struct", "struct list_*",
 * "enum bpf_*". Several patterns, kinds or ids mean any of them; patterns and kinds and ids
 * together mean types that meet all three.
 */
#ifndef BK_GRAPH_SELECT_H
#define BK_GRAPH_SELECT_H

#include "btfkit/base/array.h"
#include "btfkit/graph/graph.h"

struct bk_pattern {
	uint32_t kinds;	  /* a bit a kind; 0: any */
	const char *name; /* behind the kind; borrowed from the argument */
	bool is_glob;
};

/* Whether a type is of one of a pattern's kinds. */
bool bk_kinds_have(uint32_t kinds, const struct bk_type *t);

struct bk_id_range {
	uint32_t first, last;
};

struct bk_selection {
	BK_ARRAY(struct bk_pattern) patterns;
	BK_ARRAY(struct bk_id_range) ids;
	uint32_t kinds; /* 0: any */
};

void bk_selection_deinit(struct bk_selection *selection);

/* "NAME", "GLOB", "struct NAME"; the text must outlive the selection. */
struct bk_error *bk_selection_add_type(struct bk_selection *selection, const char *text)
	BK_MUST_CHECK;

/* One or more kinds with commas between: "struct,union". */
struct bk_error *bk_selection_add_kinds(struct bk_selection *selection, const char *text)
	BK_MUST_CHECK;

/* Ids and ranges of ids with commas between: "1,7-9". */
struct bk_error *bk_selection_add_ids(struct bk_selection *selection, const char *text)
	BK_MUST_CHECK;

/* Whether anything narrows the selection; if not, all types are meant. */
bool bk_selection_is_empty(const struct bk_selection *selection);

bool bk_selection_has(const struct bk_selection *selection, const struct bk_graph *graph,
		      uint32_t id);

/*
 * Whether each pattern names a type and each id, of a range the last, is that of a type of `graph`,
 * not of its base; the error for a name that is nowhere names the ones nearest to it.
 */
struct bk_error *bk_selection_check(const struct bk_selection *selection,
				    const struct bk_graph *graph) BK_MUST_CHECK;

#endif
