/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What of a kernel's types a smaller BTF must keep, so that relocations go the same ways in it.
 *
 * All that follows rests on this: no rule of matching (corerelo/match.h) can come to 'yes' because
 * something is missing. So it is enough to keep, of each candidate that matched, what the rules
 * looked at to say so; those that did not match may go or stay in part.
 */
#ifndef BK_MINIMIZE_MARKS_H
#define BK_MINIMIZE_MARKS_H

#include "btfkit/base/array.h"
#include "btfkit/corerelo/relocator.h"

/* Why a type is kept. */
enum {
	BK_MARK_NEEDED = 1,
	BK_MARK_NAMED = 2,	/* somebody asks for its name; else it loses it */
	BK_MARK_POINTEE = 4,	/* of a pointer: what it points to, which else becomes void */
	BK_MARK_COMPATIBLE = 8, /* all that bk_types_compatible() looks at */
	BK_MARK_MATCHES = 16,	/* all that bk_types_match() looks at */
	BK_MARK_BEHIND = 32,	/* the same behind a pointer */
	BK_MARK_WHOLE = 64,	/* all members, and those of members without a name */
};

struct bk_marks {
	const struct bk_graph *graph;
	uint8_t *of;	    /* by type id */
	uint8_t **elements; /* by type id: of a record or enum the members kept; NULL: none */
	BK_ARRAY(uint32_t) needed; /* the ids, each once */
	bool all_candidates;	   /* else, of those that match, the first of each relocation */
};

struct bk_error *bk_marks_init(struct bk_marks *marks, const struct bk_graph *graph,
			       bool all_candidates) BK_MUST_CHECK;
void bk_marks_deinit(struct bk_marks *marks);

/* Keeps what a relocation went through; a bk_relo_watcher of `marks`. */
struct bk_error *bk_marks_keep(void *marks, const struct bk_spec *way, enum bk_watched watched);

static inline bool bk_marks_has_element(const struct bk_marks *marks, uint32_t id, uint32_t n)
{
	return marks->elements[id] && marks->elements[id][n];
}

#endif
