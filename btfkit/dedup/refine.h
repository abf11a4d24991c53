/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The second pass: the tainted types get classes of their own, which are right for them, too. */
#ifndef BK_DEDUP_REFINE_H
#define BK_DEDUP_REFINE_H

#include "btfkit/dedup/taint.h"

/*
 * Splits the classes of tainted types until types of one class are equal, records compared word by
 * word. Changes stream->class_of of tainted types and adds their classes, with records, to
 * stream->classes. `stream` is the one of `taint`. False without memory.
 */
bool bk_refine(const struct bk_taint *taint, struct bk_stream *stream);

#endif
