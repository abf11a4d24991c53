/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Random BTF that no compiler wrote, but that is valid: for what must hold whatever the types are.
 *
 * A few dozen types that refer to each other in all ways. Names come from a small pool, so many
 * are borne twice and some are keywords; records have gaps, overlaps, bitfields, odd sizes and odd
 * order; much is anonymous.
 */
#ifndef BK_TEST_WILD_H
#define BK_TEST_WILD_H

#include "tests/unit/support/build.h"

/*
 * The same for the same seed. With `circles`, what has no name may refer to itself in the end,
 * which C cannot say, so C has to be content with less there. Seeds of which the graph would be
 * refused are not of use: NULL.
 */
struct build *wild(uint64_t seed, bool circles);

#endif
