/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The BPF programs that btfkit brings along, as the ELF file that was embedded. */
#ifndef BK_LIVE_BUNDLED_H
#define BK_LIVE_BUNDLED_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"

/* BK_ERR_UNSUPPORTED, with what was missing, where btfkit was built without. */
struct bk_error *bk_bundled(struct bk_bytes *object) BK_MUST_CHECK;

#endif
