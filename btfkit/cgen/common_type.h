/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Types of two kernels as C that compiles with the vmlinux.h of either.
 *
 * Names stand only where both kernels have them for types that are alike to CO-RE; where not, integers
 * are spelled by their size, records are opaque, and pointers lead to void. Qualifiers are left out.
 */
#ifndef BK_CGEN_COMMON_TYPE_H
#define BK_CGEN_COMMON_TYPE_H

#include "btfkit/base/sink.h"
#include "btfkit/graph/names.h"

struct bk_common_types {
	const struct bk_graph *graphs[2];
	struct bk_names *names[2]; /* of BK_KINDS_IN_NAME_SPACES */
	const char *prefix;	   /* of constants that enumerations must have; the caller's */
	uint32_t constants;	   /* such there are */
};

struct bk_error *bk_common_types_init(struct bk_common_types *types, const struct bk_graph *old,
				      const struct bk_graph *new) BK_MUST_CHECK;

void bk_common_types_deinit(struct bk_common_types *types);

/* A declaration of `name` with type `id` of graph `side`, without semicolon. "": a type name. */
void bk_common_type_declare(struct bk_common_types *types, struct bk_sink *sink, int side,
			    uint32_t id, const char *name);

/* The same of what a function can return: enumerations as integers. */
void bk_common_type_value(struct bk_common_types *types, struct bk_sink *sink, int side,
			  uint32_t id, const char *name);

/* `struct foo` or `union foo`, where both kernels can have a tag of that kind; else false. */
bool bk_common_tag(const struct bk_common_types *types, enum bk_kind kind, const char *name);

/* Whether C takes the name as it is. */
bool bk_is_common_name(const char *name);

/* Whether CO-RE takes the name with `___old` behind it for the same, and C takes either. */
bool bk_can_have_flavor(const char *name);

/* "[4][2]": the brackets of a type that is an array, with `text` in place of each number if given. */
void bk_common_dimensions(const struct bk_graph *graph, struct bk_sink *sink, uint32_t id,
			  const char *text);

/* " __attribute__((packed))" where an enumeration takes less than an int. */
void bk_common_packing(struct bk_sink *sink, const struct bk_type *t);

#endif
