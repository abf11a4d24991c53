/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* In which order types are written. */
#ifndef BK_HEADER_ORDER_H
#define BK_HEADER_ORDER_H

#include "btfkit/base/array.h"
#include "btfkit/cgen/cgen.h"

struct bk_order {
	BK_ARRAY(uint32_t) enums;    /* named ones by name, then anonymous ones by content */
	BK_ARRAY(uint32_t) forwards; /* records of which a tag must be declared ahead, by name */
	BK_ARRAY(uint32_t) types;    /* structs, unions, typedefs */
	bool has_circles;	     /* some type holds one that comes after it */
};

/*
 * Orders all that `cgen` can define. `functions` (FUNC ids) are to be declared after it: what
 * their prototypes mention is declared, too.
 */
struct bk_error *bk_order_init(struct bk_order *order, const struct bk_cgen *cgen,
			       const uint32_t *functions, size_t count) BK_MUST_CHECK;

void bk_order_deinit(struct bk_order *order);

#endif
