/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The parts of a header that have a file of their own; put together by vmlinux.c. */
#ifndef BK_HEADER_PARTS_H
#define BK_HEADER_PARTS_H

#include "btfkit/header/order.h"

/* The FUNCs that are kfuncs, each name once, by name. */
struct bk_kfunc {
	uint32_t id;
	const char *name;
	bool fastcall;		    /* it has the decl tag bpf_fastcall */
	struct bk_digest prototype; /* of functions that share their name; else zero */
};

struct bk_kfuncs {
	BK_ARRAY(struct bk_kfunc) list;
	BK_ARRAY(uint32_t) ids;
};

/* The FUNC that DECL_TAG `id`, if it has that text, marks as a whole, 0 if it is another tag. */
uint32_t bk_kfunc_tagged(const struct bk_graph *graph, uint32_t id, const char *text);

struct bk_error *bk_kfuncs_init(struct bk_kfuncs *kfuncs, const struct bk_graph *graph)
	BK_MUST_CHECK;
void bk_kfuncs_deinit(struct bk_kfuncs *kfuncs);

void bk_header_put_kfuncs(struct bk_cgen *cgen, struct bk_sink *sink,
			  const struct bk_kfuncs *kfuncs);

/* Sizes and offsets of all that was written, as BTF has them. */
void bk_header_put_asserts(struct bk_cgen *cgen, struct bk_sink *sink,
			   const struct bk_order *order);

/*
 * How many bytes of C are believed. They are about as many as those of the BTF, asserts four times
 * that; but hostile types that each hold the next twice double with each level.
 */
static inline size_t bk_header_limit(const struct bk_graph *graph)
{
	return ((size_t)64 << 20) + 64 * graph->bytes.size;
}

#endif
