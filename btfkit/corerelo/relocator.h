/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Relocation from inside: the candidates, and those who watch which of them match. */
#ifndef BK_CORERELO_RELOCATOR_H
#define BK_CORERELO_RELOCATOR_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/strmap.h"
#include "btfkit/corerelo/candidates.h"
#include "btfkit/corerelo/spec.h"

struct bk_relocator {
	const struct bk_graph **graphs;	   /* the kernel's, then its modules' */
	struct bk_candidates **candidates; /* of each; NULL: not asked for yet */
	size_t count;
	/* what is near to types that are not there, once for all relocations that ask for them */
	struct bk_strmap near_types; /* kind and name -> number in near_texts */
	BK_ARRAY(const char *) near_texts;
	struct bk_arena arena; /* of both */
};

struct bk_candidate {
	const struct bk_graph *graph;
	uint32_t id;
	bool has_matched; /* the relocation that is at work */
};

struct bk_candidate_list {
	uint32_t count;
	struct bk_candidate at[];
};

/* The candidates for a type of an object, in the order in which they are tried. To be freed. */
struct bk_error *bk_relocator_find(struct bk_relocator *relocator, const struct bk_graph *object,
				   uint32_t root_id, struct bk_candidate_list **list) BK_MUST_CHECK;

/* What a candidate is to a result. */
enum bk_watched {
	BK_WATCHED_FIRST,   /* the first that matches: the result is its */
	BK_WATCHED_FURTHER, /* it matches as well, and may agree or not */
	BK_WATCHED_BROKEN,  /* the relocation is refused because of it */
};

/*
 * Is told of each candidate that has a part in a result: `way` leads to what is asked for. Of a broken
 * one only the way's root is sure.
 */
typedef struct bk_error *bk_relo_watcher(void *context, const struct bk_spec *way,
					 enum bk_watched watched);

/* bk_relocate() with somebody watching, whose errors end it. */
struct bk_error *bk_relocate_watched(struct bk_relocator *relocator, const struct bk_object *object,
				     bk_relo_watcher *watcher, void *context,
				     struct bk_relocated **relocated) BK_MUST_CHECK;

#endif
