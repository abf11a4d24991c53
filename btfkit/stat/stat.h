/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a BTF is made of, and what is odd about it.
 *
 * Of split BTF its own part: its base's types and strings are not counted, though own types are
 * compared with the base's of the same names.
 */
#ifndef BK_STAT_STAT_H
#define BK_STAT_STAT_H

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/format/header.h"
#include "btfkit/graph/ext_graph.h"
#include "btfkit/graph/graph.h"

struct bk_stat_options {
	const char *release; /* of the kernel, NULL: unknown */
	const struct bk_ext_graph
		*ext; /* the .BTF.ext beside it, whose strings count; NULL: none */
	uint32_t top; /* how many types and examples a list holds at most */
};

/* How many there are of something, and the bytes that they take. */
struct bk_tally {
	uint64_t count, bytes;
};

/* A type in a list of the largest. */
struct bk_large_type {
	uint32_t id;
	uint32_t bytes;
};

enum bk_severity { BK_SEVERITY_ERROR, BK_SEVERITY_WARNING, BK_SEVERITY_NOTE };

struct bk_example {
	uint32_t type_id; /* 0: it is about no type */
	const char *text; /* a line; names in it are as in the BTF, whatever bytes they have */
};

/* What a rule of the doctor's has found. */
struct bk_finding {
	const char *rule;
	const char *means; /* what it means for who uses the BTF: a sentence */
	const char *message;
	enum bk_severity severity;
	uint64_t count; /* how many there are, of which there are examples */
	BK_ARRAY(struct bk_example) examples;
};

struct bk_stat {
	const struct bk_graph *graph;
	struct bk_btf_header header;
	struct bk_tally kinds[BK_KIND_MAX + 1]; /* by kind: types, and bytes of their records */
	struct bk_tally types, strings;
	uint64_t outside_bytes; /* that belong to neither the header nor a section */

	struct bk_tally unreferenced_strings;
	struct bk_tally repeated_strings; /* the same as one before */

	BK_ARRAY(struct bk_large_type) largest_records; /* by bytes of BTF, the largest first */
	BK_ARRAY(struct bk_large_type) largest_types;	/* structs and unions by sizeof, likewise */

	uint32_t shared_names;	  /* borne by several types of one kind (declarations apart) */
	uint32_t sharing_types;	  /* the types that bear them, the base's too */
	uint32_t differing_names; /* of those names: the types are not all equal */
	bool is_compared; /* false: comparing them was given up, and none count as differing */
	struct bk_tally repeated_types; /* that say the same as a type before them */

	uint32_t kfuncs; /* functions with the tag bpf_kfunc */
	bool is_sorted;	 /* types without a name first, then by ascending names */

	BK_ARRAY(struct bk_finding) findings; /* in the order of the doctor's table */
	struct bk_arena arena;		      /* of texts */
};

/* The graph must outlive the result; what `options` points to need not. */
struct bk_error *bk_stat_create(const struct bk_graph *graph, const struct bk_stat_options *options,
				struct bk_stat **stat) BK_MUST_CHECK;

void bk_stat_destroy(struct bk_stat *stat);
BK_DEFINE_AUTO(bk_stat_auto, struct bk_stat, bk_stat_destroy)

/* "error", "warning", "note". */
const char *bk_severity_name(enum bk_severity severity);

#endif
