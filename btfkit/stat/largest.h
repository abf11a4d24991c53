/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The largest types of a BTF. */
#ifndef BK_STAT_LARGEST_H
#define BK_STAT_LARGEST_H

#include "btfkit/stat/stat.h"

/* Fills stat->largest_records and stat->largest_types, `top` at most in each. */
struct bk_error *bk_stat_find_largest(struct bk_stat *stat, uint32_t top) BK_MUST_CHECK;

#endif
