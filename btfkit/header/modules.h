/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Modules and their base as one graph, and which of its types are one: inside of modules.c. */
#ifndef BK_HEADER_MODULES_H
#define BK_HEADER_MODULES_H

#include "btfkit/cgen/identity.h"
#include "btfkit/header/merged.h"

struct bk_modules {
	const struct bk_graph *base;
	struct bk_merge_source
		*list;	     /* by name; what is of list[i] is of origin i + 1, the base's of 0 */
	uint32_t *first_ids; /* of each in `graph`, and its count */
	size_t count;
	struct bk_bytes bytes;
	struct bk_graph *graph; /* all types, one source's behind the other's, as they are */
	uint32_t *means; /* by id: the type that stands for it, the first of all equal ones */
	const char **new_names;	      /* by id: NULL: as it is */
	struct bk_strmap enumerators; /* by name: the enum (its id) whose constant has it */
	struct bk_strmap taken;	      /* new names of types */
	struct bk_notes *notes;
};

/* Which source a type is of. */
uint32_t bk_modules_origin(const struct bk_modules *modules, uint32_t id);

/* The new name of an enum's n-th constant, to be asked for once; NULL: as it is, or without memory. */
const char *bk_modules_enumerator(struct bk_modules *modules, uint32_t id, uint32_t n);

/* Sets means, new_names and the lines of the notes. */
struct bk_error *bk_modules_settle(struct bk_modules *modules) BK_MUST_CHECK;

#endif
