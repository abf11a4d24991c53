/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Names that other headers define already, and that a header beside them must leave out. */
#ifndef BK_CGEN_ELSEWHERE_H
#define BK_CGEN_ELSEWHERE_H

#include "btfkit/base/arena.h"
#include "btfkit/base/strmap.h"

struct bk_elsewhere {
	struct bk_strmap tags, typedefs, enumerators; /* names in C; the values mean nothing */
	struct bk_arena arena;			      /* of the names */
};

/* Adds a name, which is copied, to one of the three. False without memory. */
bool bk_elsewhere_add(struct bk_elsewhere *elsewhere, struct bk_strmap *names, const char *name);

/* Adds all names of `other`, NULL having none. False without memory. */
bool bk_elsewhere_add_all(struct bk_elsewhere *elsewhere, const struct bk_elsewhere *other);

void bk_elsewhere_deinit(struct bk_elsewhere *elsewhere);

#endif
