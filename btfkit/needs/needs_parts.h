/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files that find needs share. */
#ifndef BK_NEEDS_NEEDS_PARTS_H
#define BK_NEEDS_NEEDS_PARTS_H

#include "btfkit/base/strmap.h"
#include "btfkit/needs/needs.h"

/* Calls of something the kernel does not have. */
struct bk_doomed_call {
	size_t row;
	struct bk_insn_place place;
};

struct bk_asking {
	const struct bk_object *object;
	const struct bk_relocated *relocated;
	struct bk_kernel_names *kernel;
	uint32_t entry; /* the program, BK_NOTHING: all */
	struct bk_needs *needs;
	struct bk_extern_fact *facts; /* one for each extern */
	size_t *extern_rows;	      /* its row, SIZE_MAX: none */
	BK_ARRAY(struct bk_doomed_call) calls;
	BK_ARRAY(struct bk_insn_place) places; /* of calls, for the search */
	struct bk_strmap seen;		       /* rows by kind and name */
	struct bk_kernel_type found;	       /* last, for the row that is settled next */
};

/*
 * Adds a row, or finds the one there is of that kind and name (*row; may be NULL); a new one has status
 * unknown and does not fail. `name` is copied. `function` is BK_NOTHING where no program asks for it.
 */
struct bk_error *bk_asking_add(struct bk_asking *a, enum bk_need_kind kind, const char *name,
			       uint32_t function, size_t *row, bool *is_new) BK_MUST_CHECK;

/* The same for every program anew. */
struct bk_error *bk_asking_add_again(struct bk_asking *a, enum bk_need_kind kind, const char *name,
				     uint32_t function, size_t *row) BK_MUST_CHECK;

/*
 * Sets a row's status, and whether it fails where that is missing. `reason` lives as long as the row.
 */
void bk_asking_settle(struct bk_asking *a, size_t row, enum bk_presence presence, bool is_needed,
		      const char *reason);

/* Say which functions and symbols will be asked for, so that they are looked for together. */
struct bk_error *bk_expect_externs(struct bk_asking *a) BK_MUST_CHECK;
struct bk_error *bk_expect_programs(struct bk_asking *a) BK_MUST_CHECK;

struct bk_error *bk_ask_externs(struct bk_asking *a) BK_MUST_CHECK;  /* need_externs.c */
struct bk_error *bk_ask_programs(struct bk_asking *a) BK_MUST_CHECK; /* need_programs.c */
struct bk_error *bk_ask_maps(struct bk_asking *a) BK_MUST_CHECK;     /* need_maps.c */
struct bk_error *bk_ask_helpers(struct bk_asking *a) BK_MUST_CHECK;  /* needs.c */

#endif
