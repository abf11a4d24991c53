/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which of an archive's members is the one that is meant when none was named. */
#ifndef BK_SOURCE_CANDIDATE_H
#define BK_SOURCE_CANDIDATE_H

#include "btfkit/source/buffer.h"

/* What a member is, by its content; the higher rank wins. */
enum bk_rank {
	BK_RANK_NONE,
	BK_RANK_OBJECT,	 /* a module, a BPF object */
	BK_RANK_ARCHIVE, /* another archive or package */
	BK_RANK_BTF,	 /* raw BTF */
	BK_RANK_IMAGE,	 /* a kernel image */
	BK_RANK_VMLINUX, /* an ELF file that is run, not linked: of those only kernels have BTF */
};

/* By the first few KiB of a member, or all of it. */
enum bk_rank bk_rank_of(struct bk_bytes start);

static inline bool bk_rank_is_kernel(enum bk_rank rank)
{
	return rank >= BK_RANK_IMAGE;
}

enum { BK_RIVALS_NAMED = 8 };

/* The best so far. All zero: none. */
struct bk_choice {
	enum bk_rank rank;
	char *name;
	struct bk_buffer buffer;	    /* its bytes */
	size_t rivals;			    /* others that are as good */
	char *rival_names[BK_RIVALS_NAMED]; /* the first of them */
};

/* Whether such a member would become the choice, so that its bytes are needed. */
bool bk_choice_wants(const struct bk_choice *choice, enum bk_rank rank, const char *name);

/* Takes a candidate into account. Where it is wanted, its bytes are taken from `buffer`. */
struct bk_error *bk_choice_consider(struct bk_choice *choice, enum bk_rank rank, const char *name,
				    struct bk_buffer *buffer) BK_MUST_CHECK;

/* NULL where there is one choice; else what stands in the way, and how `archive` must be asked. */
struct bk_error *bk_choice_check(const struct bk_choice *choice, const char *archive) BK_MUST_CHECK;

void bk_choice_deinit(struct bk_choice *choice);

#endif
