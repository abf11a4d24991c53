/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Another order of a struct's members, with fewer holes. */
#ifndef BK_LAYOUT_REORGANIZE_H
#define BK_LAYOUT_REORGANIZE_H

#include "btfkit/layout/layout.h"

/*
 * Puts the members of a struct's layout into an order that needs no more bytes, and fewer where that
 * can be: later members that fit go into holes; where sorting all by alignment gives a smaller
 * struct, that is taken. Bitfields that follow each other stay together, a member of size 0 stays
 * before what it stands before, and at the end what is last stays last if it has no size.
 *
 * Sets `saved_bytes` and `moved` of the layout. 0: it is as good as it gets, and was left as it is. So
 * are unions, and structs whose members overlap. Attributes other than those that show are not known.
 */
struct bk_error *bk_layout_reorganize(struct bk_type_layout *layout,
				      const struct bk_layouts *layouts) BK_MUST_CHECK;

#endif
