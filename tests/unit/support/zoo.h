/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One BTF with every kind in all its variants, for what must hold whatever the types are. */
#ifndef BK_TEST_ZOO_H
#define BK_TEST_ZOO_H

#include "tests/unit/support/build.h"

/* Adds the zoo's types to an empty builder, or to a split one. Returns `b`. */
struct build *zoo(struct build *b);

#endif
