/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files of find/ share while a graph is searched. */
#ifndef BK_FIND_FINDER_H
#define BK_FIND_FINDER_H

#include "btfkit/base/sink.h"
#include "btfkit/find/find.h"
#include "btfkit/find/name_set.h"
#include "btfkit/find/users.h"

enum {
	BK_FIND_DEEPEST = 64,	       /* members inside members that are walked into */
	BK_FIND_MOST_STEPS = 1 << 20,  /* members looked at that way */
	BK_FIND_MOST_MEMORY = 1 << 29, /* bytes of hits and their texts */
};

/* A member on the way from the holder to the one that is looked at. */
struct bk_find_step {
	uint32_t name_off;
	bool is_array;
};

struct bk_finder {
	const struct bk_graph *graph;
	const struct bk_find_query *query;
	struct bk_find_result *result;
	bool is_path;		  /* the pattern has several parts */
	struct bk_name_set whole; /* of a path: names that have its dots in them */
	struct bk_name_set parts[BK_FIND_MOST_PARTS];
	struct bk_users users;
	uint8_t *inside; /* by own id: anonymous, and reached from something that has a name */
	/* the walk through one type's members */
	uint32_t holder_id;
	struct bk_find_step steps[BK_FIND_DEEPEST];
	uint32_t step_count; /* named ones: entries of `steps` */
	uint32_t depth;	     /* unnamed ones too */
	uint64_t steps_left;
	/* the holder's name as it was last copied */
	uint32_t copied_id;
	const char *copied_name;
	struct bk_sink scratch;
	uint64_t memory_left;
	struct bk_error *error; /* ends the search, as does `full` */
	bool full;
};

static inline bool bk_finder_wants(const struct bk_finder *f, enum bk_find_what what)
{
	return !f->query->whats || f->query->whats & 1u << what;
}

/* Whether types of that record are wanted: by the kind before the pattern, and by the filter. */
bool bk_finder_wants_kind(const struct bk_finder *f, const struct bk_type *t);

/* Add a hit. False: stop, there is an error or no more room. */
bool bk_finder_add_type(struct bk_finder *f, uint32_t id, uint32_t use);
bool bk_finder_add_member(struct bk_finder *f, const struct bk_type *record,
			  const struct bk_member *m, uint64_t record_bits, uint32_t use);
bool bk_finder_add_enumerator(struct bk_finder *f, const struct bk_type *t, uint32_t n);

/* What kind of hit a type itself is. */
enum bk_find_what bk_find_what_of(enum bk_kind kind);

/*
 * Walks the members of a record, and those of the records in it that count as its own, and adds
 * those that fit the pattern's parts from `part` on. `holder_id` is what C names them from.
 */
bool bk_finder_walk(struct bk_finder *f, uint32_t holder_id, uint32_t record_id, uint32_t part);

/* The anonymous record that a member of the type brings in, through arrays; 0: none. */
uint32_t bk_finder_anonymous(const struct bk_graph *graph, uint32_t id, bool *is_array);

#endif
