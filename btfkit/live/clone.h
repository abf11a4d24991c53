/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A BPF object that asks: the bundled one with programs added, made of its pattern, and with their
 * local types, relocations and source lines. The line of each instruction is the expression that
 * it asks for, so that a verifier's log names it.
 *
 * Everything is put behind what is there, which stays as it was. Programs are called probe_0, probe_1
 * and so on, each with as many questions as fit into one answer.
 */
#ifndef BK_LIVE_CLONE_H
#define BK_LIVE_CLONE_H

#include "btfkit/live/questions.h"

struct bk_clone {
	struct bk_bytes object;	   /* ELF; malloc()ed */
	BK_ARRAY(uint32_t) firsts; /* the first question of each program, and at last their count */
};

/* The number of programs. */
static inline uint32_t bk_clone_programs(const struct bk_clone *clone)
{
	return (uint32_t)clone->firsts.count - 1;
}

/* The section for programs of a type: by it libbpf knows what they are. */
const char *bk_clone_section(enum bpf_prog_type as);

/*
 * `questions` are about `asked`, whose local types are `locals`, in an encoder begun by
 * bk_clone_begin(). It is finished here. The programs are of the type `as`.
 */
struct bk_error *bk_clone_init(struct bk_clone *clone, const struct bk_template *template,
			       struct bk_encoder *encoder, const struct bk_asked *asked,
			       const struct bk_locals *locals, const struct bk_questions *questions,
			       enum bpf_prog_type as) BK_MUST_CHECK;

/* Fills an empty encoder with the types and strings that the bundled object has. */
struct bk_error *bk_clone_begin(const struct bk_template *template, struct bk_encoder *encoder)
	BK_MUST_CHECK;

void bk_clone_deinit(struct bk_clone *clone);

#endif
