/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Asking about expressions: three witnesses, and whether they agree.
 *
 *	predicted	btfkit itself, by the kernel's BTF
 *	libbpf		a program that libbpf relocated, when it ran
 *	kernel		the same, relocated by the kernel
 */
#ifndef BK_LIVE_PROBE_H
#define BK_LIVE_PROBE_H

#include "btfkit/graph/expression.h"
#include "btfkit/live/attach.h"
#include "btfkit/live/live_modules.h"
#include "btfkit/live/surroundings.h"

#include <linux/bpf.h>

/* What a witness says of an expression. All zero: nothing. */
struct bk_witness {
	bool is_known;
	bool exists;
	bool has_offset, has_size, has_sign, has_value, has_id, has_matches;
	bool is_signed;
	bool is_bitfield;
	bool matches; /* of types: is one as in this kernel compatible with it */
	uint64_t offset_bits, size_bits;
	uint64_t value; /* of an enumerator; its bits */
	uint32_t type_id;
	char reason[160]; /* why nothing is known, or not all; "": it is */
};

enum { BK_WITNESS_PREDICTED, BK_WITNESS_LIBBPF, BK_WITNESS_KERNEL, BK_WITNESSES };

struct bk_probed {
	struct bk_expression expression;
	struct bk_expression_place place;    /* of what exists, as predicted */
	const struct bk_live_module *module; /* whose types have it; NULL: the kernel proper's */
	char *why;			     /* it does not exist; NULL: it does, or nobody knows */
	struct bk_witness witnesses[BK_WITNESSES];
	struct bk_attach *attach; /* of a function that was asked for; NULL: it was not */
	bool agree;		  /* all that are known */
};

struct bk_probe {
	BK_ARRAY(struct bk_probed) results;
	struct bk_live_modules modules; /* read where something is not in the kernel proper */
	/* Why a witness could not be asked at all; NULL: it was, or there was nothing to ask. */
	struct bk_error *errors[BK_WITNESSES];
};

struct bk_probe_options {
	bool offline;	       /* only predict */
	bool no_modules;       /* the types are not those of the running kernel */
	bool no_ring;	       /* answer through global data, as before Linux 5.8 */
	enum bpf_prog_type as; /* run the program as one of this type */
	bool may_not_list;     /* libbpf may not look for the types of modules */
};

/*
 * Before they are used: sets what was left open, a type of UNSPEC say, to what a kernel of that release
 * has: ring buffers since 5.8, programs that are run as a system call since 5.14, raw tracepoints that
 * are since 5.10, socket filters always. And whether modules may be looked for.
 */
void bk_probe_adapt(struct bk_probe_options *options,
		    const struct bk_live_surroundings *surroundings);

/* Adds an expression. */
struct bk_error *bk_probe_add(struct bk_probe *probe, const char *text) BK_MUST_CHECK;

/* Asks all witnesses; `graph` has the running kernel's types. */
struct bk_error *bk_probe_ask(struct bk_probe *probe, const struct bk_graph *graph,
			      const struct bk_probe_options *options) BK_MUST_CHECK;

/*
 * Why a witness is missing that should be there, with what is in the way; it is taken out of `probe`.
 * *has_kernel: the kernel was asked, which is only possible since Linux 5.17.
 */
struct bk_error *bk_probe_take_error(struct bk_probe *probe, const struct bk_probe_options *options,
				     bool *has_kernel) BK_MUST_CHECK;

void bk_probe_deinit(struct bk_probe *probe);

#endif
