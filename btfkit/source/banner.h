/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Which kernel bytes belong to, as the kernel itself has it written in them. */
#ifndef BK_SOURCE_BANNER_H
#define BK_SOURCE_BANNER_H

#include "btfkit/base/bytes.h"

/*
 * The release ("6.1.0-56-amd64") in the first "Linux version RELEASE (" that `bytes` hold. Empty:
 * there is none. The view points into `bytes`, and holds only what bk_release_at() takes.
 */
struct bk_bytes bk_banner_find(struct bk_bytes bytes);

/*
 * The kernel release that `text` begins with: a digit, then letters, digits and "+-._~", at most
 * 64, up to a space. Empty: it begins with none. Nothing a release may hold means anything in a C
 * comment, a path or JSON.
 */
struct bk_bytes bk_release_at(struct bk_bytes text);

/* The same for text that holds nothing else: its end, a newline or a NUL will do for the space. */
struct bk_bytes bk_release_whole(struct bk_bytes text);

#endif
