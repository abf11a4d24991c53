/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Questions, and the instructions that ask them.
 *
 * A question is a relocation: of which expression, of which kind. The first of an expression is whether
 * it exists, and all others of it are jumped over where it does not: an instruction whose relocation
 * fails may stand in a program, but not be reached.
 */
#ifndef BK_LIVE_QUESTIONS_H
#define BK_LIVE_QUESTIONS_H

#include "btfkit/live/answers.h"
#include "btfkit/live/local_types.h"
#include "btfkit/live/template.h"

struct bk_question {
	uint32_t asked; /* index */
	enum bk_relo_kind kind;
};

struct bk_questions {
	BK_ARRAY(struct bk_question) all;
};

/* FIELD_EXISTS, TYPE_EXISTS or ENUMVAL_EXISTS: the one that belongs to the kinds of an expression. */
enum bk_relo_kind bk_exists_kind(uint32_t kinds);

/* Adds all questions of an expression whose kinds are in `kinds`, whether it exists first. */
bool bk_questions_add(struct bk_questions *questions, uint32_t asked, uint32_t kinds);

void bk_questions_deinit(struct bk_questions *questions);

struct bk_insns_relo {
	uint32_t insn;
	uint32_t question;
};

struct bk_insns {
	BK_ARRAY(struct bpf_insn) insns;
	BK_ARRAY(struct bk_insns_relo) relos;
	uint32_t answers_register; /* must hold a struct bk_probe_answers * when it begins */
};

/*
 * Puts the code of questions [first, end), as many as go into an answer, behind what is in `code`.
 * The answer to question n is in values[n - first]. False without memory.
 */
bool bk_insns_put(struct bk_insns *code, const struct bk_template *template,
		  const struct bk_locals *locals, const struct bk_questions *questions,
		  uint32_t first, uint32_t end);

void bk_insns_deinit(struct bk_insns *code);

/*
 * Where a program that begins at question `first` must end: as many as fit, whole expressions.
 */
uint32_t bk_insns_end(const struct bk_questions *questions, uint32_t first);

#endif
