/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What is odd about a BTF; the rules stand in doctor_rules.c. */
#ifndef BK_STAT_DOCTOR_H
#define BK_STAT_DOCTOR_H

#include "btfkit/stat/namesakes.h"
#include "btfkit/stat/stat.h"
#include "btfkit/stat/string_use.h"

/* Asks all rules; fills stat->findings. All else in `stat` is known already. */
struct bk_error *bk_doctor_examine(struct bk_stat *stat, const struct bk_stat_options *options,
				   struct bk_namesakes *namesakes,
				   const struct bk_string_use *strings) BK_MUST_CHECK;

#endif
