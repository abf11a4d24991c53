/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Finding raw BTF in the middle of other bytes, such as a kernel image that tells no sections. */
#ifndef BK_SOURCE_BTF_SCAN_H
#define BK_SOURCE_BTF_SCAN_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

/*
 * Shows the BTF that stands anywhere in `bytes`, at any alignment, in either byte order; of split
 * BTF nothing is found. Small BTF beside that of a kernel is passed over: the programs that a
 * kernel has built in bring it. BK_ERR_NO_BTF: there is none. BK_ERR_MALFORMED: there are
 * several of which none is by far the largest; the text tells two offsets.
 */
struct bk_error *bk_btf_scan(struct bk_bytes bytes, struct bk_bytes *btf) BK_MUST_CHECK;

#endif
