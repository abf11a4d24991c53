/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The local types of expressions: what a program that asks for them would have in its BTF.
 *
 *	task_struct.se.vruntime		struct task_struct { struct { u64 vruntime; } se; }	"0:0:0"
 *	struct bpf_map			struct bpf_map;						"0"
 *	enum e.A			enum e { A };						"0"
 *
 * All fields of one struct share it, one member each, all at offset 0: loaders search the kernel's
 * types once for each local type. But where the kernel has several types of a name each has a
 * struct of its own, since libbpf narrows the candidates of a local type from one relocation to
 * the next.
 *
 * What stands at the end of a path is of the kind, size and sign that it has in the kernel, an int
 * where it is not there, so that a loader finds it wherever it is.
 */
#ifndef BK_LIVE_LOCAL_TYPES_H
#define BK_LIVE_LOCAL_TYPES_H

#include "btfkit/base/arena.h"
#include "btfkit/format/encode.h"
#include "btfkit/format/ext.h"
#include "btfkit/graph/expression.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/names.h"

/* An expression that is asked for, and what btfkit itself knows of it. */
struct bk_asked {
	const struct bk_expression *expression;
	struct bk_expression_place place;
	const struct bk_graph *graph; /* `place` is in this; NULL: in the kernel's */
	bool is_there;		      /* `place` says where */
	bool is_askable;	      /* a loader can be asked; of a function it cannot */
	const char *reason;	      /* why not; static */
	bool is_alone;		      /* all of it is asked by itself: it may be refused */
	uint32_t apart; /* kinds (1 << kind) that loaders are to refuse: asked by themselves */
};

/* Its counterpart in local types. */
struct bk_local {
	uint32_t type_id;    /* the root */
	uint32_t access_off; /* in the strings */
	uint32_t kinds;	     /* the relocations that make sense for it: a bit (1 << kind) each */
	int64_t values[BK_RELO_KIND_COUNT]; /* what they come to in the local types */
};

struct bk_locals {
	struct bk_local *at; /* one for each that was asked; kinds == 0: not askable */
	size_t count;
	struct bk_arena texts; /* access strings */
};

/* The kinds of which a name index is needed. */
#define BK_LOCALS_KINDS (BK_KINDS_RECORD | BK_KINDS_ENUM | 1U << BK_KIND_TYPEDEF)

/*
 * Puts the types into `encoder`, which may hold others already, and sets is_askable of those asked.
 * `names` are those of types of `graph`, the kernel's. Expressions and `locals` outlive the encoder.
 */
struct bk_error *bk_locals_init(struct bk_locals *locals, struct bk_encoder *encoder,
				const struct bk_graph *graph, const struct bk_names *names,
				struct bk_asked *asked, size_t count) BK_MUST_CHECK;

void bk_locals_deinit(struct bk_locals *locals);

#endif
