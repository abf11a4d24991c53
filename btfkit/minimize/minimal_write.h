/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Writes the types that are marked as BTF. */
#ifndef BK_MINIMIZE_MINIMAL_WRITE_H
#define BK_MINIMIZE_MINIMAL_WRITE_H

#include "btfkit/minimize/marks.h"

/*
 * Writes them in the order of their ids, in this machine's byte order or the other. The caller frees
 * *btf. *types is set to how many there are. `marks` is sorted.
 */
struct bk_error *bk_minimal_write(struct bk_marks *marks, bool swap, uint8_t **btf, size_t *size,
				  uint32_t *types) BK_MUST_CHECK;

#endif
