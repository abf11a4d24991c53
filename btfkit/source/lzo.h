/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* LZO1X, the compression within lzop files. */
#ifndef BK_SOURCE_LZO_H
#define BK_SOURCE_LZO_H

#include "btfkit/base/bytes.h"

/* Decodes `bytes` into `size` bytes at `to`; false where they are faulty or give another number. */
bool bk_lzo_decode(struct bk_bytes bytes, uint8_t *to, size_t size);

#endif
