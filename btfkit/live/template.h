/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The pattern among the bundled programs, understood: what comes before its questions, one question of
 * each kind, and what comes behind them.
 *
 * A question is the relocated instruction and all up to the store of its result, which is what is
 * copied for each question. bpf/probe.bpf.c sees to it that nothing else is in between.
 */
#ifndef BK_LIVE_TEMPLATE_H
#define BK_LIVE_TEMPLATE_H

#include "btfkit/base/bytes.h"
#include "btfkit/format/ext.h"
#include "btfkit/graph/ext_graph.h"
#include "btfkit/live/elf_edit.h"
#include "btfkit/source/source.h"

#include <linux/bpf.h>

#define BK_TEMPLATE_SECTION "syscall"
#define BK_TEMPLATE_PROGRAM "probe"

/* Instructions [first, end) of the pattern. */
struct bk_template_block {
	uint32_t first, end;
};

struct bk_template {
	struct bk_bytes object;
	struct bk_elf_edit elf;
	struct bk_source source;      /* the views of .BTF and .BTF.ext */
	struct bk_graph *graph;	      /* of .BTF */
	struct bk_ext_graph *ext;     /* of .BTF.ext */
	size_t section;		      /* of the pattern in `elf` */
	uint32_t func_id;	      /* its FUNC */
	const struct bpf_insn *insns; /* the pattern's: in `elf` */
	uint32_t count;
	uint32_t relo_count;		     /* relocations in the pattern's section */
	struct bk_template_block head, tail; /* around the questions */
	struct bk_template_block by_kind[BK_RELO_KIND_COUNT];
};

/* Understands `object`, which must live on. After an error there is nothing to deinit. */
struct bk_error *bk_template_init(struct bk_template *template, struct bk_bytes object)
	BK_MUST_CHECK;

void bk_template_deinit(struct bk_template *template);

#endif
