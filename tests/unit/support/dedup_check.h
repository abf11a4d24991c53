/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What every deduplication must fulfil, checked in the slowest and plainest way: types are spelled
 * out as texts, and texts are compared.
 */
#ifndef BK_TEST_DEDUP_CHECK_H
#define BK_TEST_DEDUP_CHECK_H

#include "btfkit/dedup/dedup.h"

/*
 * Fails the test unless
 *
 *  - each type says the same as the one it became, when its references are replaced by what those
 *    became: so all that can be reached from it is the same, too;
 *  - a forward declaration became a definition only where that is the only one of its name in its
 *    input, or where its input has none, in all of them; and stayed one only where there is none
 *    such;
 *  - each type of the result comes from one of the inputs, and no two of them are equal.
 *
 * `graphs` are those of the inputs, none of them split BTF.
 */
void check_dedup(const struct bk_graph *const *graphs, const struct bk_dedup *dedup);

/* How many types would be left if all equal ones were merged; variables and sections never are. */
uint32_t count_different(const struct bk_graph *graph);

#endif
