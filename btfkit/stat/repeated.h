/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Types that say the same as others, record for record. */
#ifndef BK_STAT_REPEATED_H
#define BK_STAT_REPEATED_H

#include "btfkit/stat/namesakes.h"

/*
 * Counts stat->repeated_types and keeps the first `top` of them. In canon stand the equal ones among
 * types of one name; here those follow that have none and refer to the same: a second pointer to a
 * struct, a second anonymous struct of the same members. Names that are stored twice tell types
 * apart here, and so do references to equal types that come later.
 */
struct bk_error *bk_stat_find_repeated(struct bk_stat *stat, struct bk_namesakes *namesakes,
				       uint32_t top) BK_MUST_CHECK;

#endif
