/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The first thing in which two types of one kind differ, in words. */
#ifndef BK_STAT_DIFFERENCE_H
#define BK_STAT_DIFFERENCE_H

#include "btfkit/base/sink.h"
#include "btfkit/cgen/digest.h"

/*
 * Puts how type `b` differs from type `a`: "size 24, then 32", "member 2 is 'state', then 'flags'".
 * `digester` knows equal types of one name, and has been refined. Fails only without memory.
 */
struct bk_error *bk_difference_put(struct bk_digester *digester, uint32_t a, uint32_t b,
				   struct bk_sink *sink) BK_MUST_CHECK;

#endif
