/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* In which lines two texts differ, for people to read: as `diff -u` writes it, but not all of it. */
#ifndef BK_BASE_LINE_DIFF_H
#define BK_BASE_LINE_DIFF_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/sink.h"

/*
 * Puts the differences of `new_text` from `old_text`, `limit` lines of them at most and how many there
 * are besides. Texts that have little in common are not compared to the end: then it puts where they
 * part. Nothing where they are the same. False without memory.
 */
bool bk_line_diff(struct bk_sink *sink, struct bk_bytes old_text, struct bk_bytes new_text,
		  size_t limit);

#endif
