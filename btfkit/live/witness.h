/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a witness, libbpf or the kernel, says to questions. */
#ifndef BK_LIVE_WITNESS_H
#define BK_LIVE_WITNESS_H

#include "btfkit/live/clone.h"

enum { BK_REASON_SIZE = 160 };

/* To all questions about one expression. */
struct bk_answer {
	uint32_t known;	  /* the kinds that were answered: a bit (1 << kind) each */
	uint32_t refused; /* the kinds whose relocation was a hard failure */
	uint64_t values[BK_RELO_KIND_COUNT];
	uint32_t local_id;	     /* the id that its local type had */
	char reason[BK_REASON_SIZE]; /* of what was refused first */
};

/* Where answers arrive, and how programs are run. */
struct bk_asking {
	const struct bk_template *template;
	const struct bk_graph *graph; /* the kernel's types */
	/* The same, and those of modules where they are to be looked through. */
	const struct bk_graph *const *graphs;
	size_t graph_count;
	const struct bk_names *names; /* of these */
	const char *types; /* a file of them for libbpf; NULL: it reads the kernel's itself */
	struct bk_asked *asked;
	size_t count;
	bool no_ring;	       /* answer through global data, as before Linux 5.8 */
	enum bpf_prog_type as; /* SYSCALL, RAW_TRACEPOINT or SOCKET_FILTER */
};

/* "relo #12: ..." in what a loader printed: its number into *number, its reason cut out of the line. */
bool bk_find_refused(const char *log, uint32_t *number, char reason[BK_REASON_SIZE]);

/* Puts the answers to questions [first, end) of one program where they belong. */
void bk_take_answers(const struct bk_questions *questions, uint32_t first, uint32_t end,
		     const struct bk_probe_answers *answers, struct bk_answer *to);

/* All questions there are about what was asked, but those in to[].refused and to be asked apart. */
bool bk_questions_all(struct bk_questions *questions, const struct bk_asking *asking,
		      const struct bk_locals *locals, const struct bk_answer *to);

/* Asks btfkit itself, which loads nothing. */
struct bk_error *bk_ask_relocator(const struct bk_asking *asking, struct bk_answer *answers)
	BK_MUST_CHECK;

/*
 * What is to be asked apart or alone, one after another: the part of `asking` that is only this, and
 * which kinds are to be refused. False at the end. Begin with *at == 0; part->asked is then neither.
 */
bool bk_next_apart(const struct bk_asking *asking, size_t *at, struct bk_asking *part,
		   uint32_t *kinds);

/*
 * Asks libbpf: has it load programs with the questions, runs them and reads the answers. An error
 * means that it could not be asked at all; a relocation that was refused is an answer.
 */
struct bk_error *bk_ask_libbpf(const struct bk_asking *asking, struct bk_answer *answers)
	BK_MUST_CHECK;

/* Asks the kernel's own relocator, 5.17 and up, through bpf(2) alone. */
struct bk_error *bk_ask_kernel(const struct bk_asking *asking, struct bk_answer *answers)
	BK_MUST_CHECK;

#endif
