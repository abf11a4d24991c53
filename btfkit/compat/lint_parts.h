/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the files of lint share. Inside compat/ only. */
#ifndef BK_COMPAT_LINT_PARTS_H
#define BK_COMPAT_LINT_PARTS_H

#include "btfkit/base/strmap.h"
#include "btfkit/compat/verdict.h"

struct bk_linting {
	struct bk_compat_answer *answer;
	struct bk_compat_result *result;
	const struct bk_graph *graph; /* the kernel's, with its base */
	const struct bk_compat_subject *subject;
	const struct bk_relocated *relocated;
	struct bk_strmap words; /* of source lines, to the first line that has each */
	struct bk_arena words_arena;
};

/* Adds a copy of a fact, with the instruction's place. */
struct bk_error *bk_lint_note(struct bk_linting *lint, uint32_t function, uint32_t insn,
			      const struct bk_compat_fact *fact) BK_MUST_CHECK;

/* Loads from the kernel's structs that no relocation adjusts. */
struct bk_error *bk_lint_loads(struct bk_linting *lint) BK_MUST_CHECK;

#endif
