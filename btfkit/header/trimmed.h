/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Headers that hold some types and what those need, and nothing else. */
#ifndef BK_HEADER_TRIMMED_H
#define BK_HEADER_TRIMMED_H

#include "btfkit/graph/ext_graph.h"
#include "btfkit/header/trim.h"
#include "btfkit/header/usage.h"
#include "btfkit/header/vmlinux.h"

/* A compiled program; ext is NULL where it has no .BTF.ext. */
struct bk_header_object {
	const struct bk_graph *graph;
	const struct bk_ext_graph *ext;
};

struct bk_trim_request {
	const struct bk_selection *selection; /* types, and functions by kind FUNC; NULL: none */
	bool kfuncs;			      /* all functions that are tagged as kfuncs */
	uint32_t depth;			      /* pointers to follow from what is selected */
	const struct bk_program *programs;    /* what these use, as source */
	size_t program_count;
	const struct bk_header_object *objects; /* and these, compiled */
	size_t object_count;
	const uint8_t
		*given_log2; /* as in struct bk_header_options, for what programs are read with */
	bool fields;	     /* of their records only the members that are named */
};

/*
 * Writes such a header to `sink`, all at once at the end. It does not name the kernel: as long as
 * what it holds is the same, so is the header. Patterns that match nothing are errors.
 */
struct bk_error *bk_header_write_trimmed(struct bk_sink *sink, const struct bk_graph *graph,
					 const struct bk_trim_request *request,
					 const struct bk_header_options *options) BK_MUST_CHECK;

/*
 * Adds to `usage` what the programs of the request use of a whole header of `graph`, and to `elsewhere`
 * what they must not find in it, as other headers of theirs define it. Errors of the programs' own
 * are clang's diagnostics, of code BK_ERR_MALFORMED.
 */
struct bk_error *bk_header_read_programs(struct bk_usage *usage, const struct bk_graph *graph,
					 const struct bk_trim_request *request,
					 struct bk_elsewhere *elsewhere) BK_MUST_CHECK;

#endif
