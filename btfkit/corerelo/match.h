/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Whether a type of the kernel is what an object's relocation means, by the rules of libbpf and the
 * kernel (bpf_core_spec_match() and what it calls; here in our own words):
 *
 * Fields are followed step by step. A member is the first of its name, members without a name being
 * looked through in their places. Its type must be compatible, modifiers and typedefs aside: any two
 * records; any two pointers; any two floats; any two integers, old bitfield INTs excepted; enums and
 * FWDs of one essential name, or one of them without name; arrays of compatible elements. An
 * element must exist in the kernel's array, unless that is flexible.
 *
 * Enumerators are found by essential name in the enum.
 *
 * Types exist (and have a size, an id) if they are compatible: the same kind, ENUM and ENUM64 alike,
 * through pointers and arrays, prototypes in all parameters and the result. Names, members and
 * sizes do not count.
 *
 * Types match if names and contents do: integers by size and sign; enums by size, each enumerator by
 * name; records by each member, by name and matching type; arrays by length; prototypes in all
 * parameters and the result. Behind a pointer, of records name and kind are enough, and a FWD does.
 */
#ifndef BK_CORERELO_MATCH_H
#define BK_CORERELO_MATCH_H

#include "btfkit/corerelo/spec.h"

enum bk_match { BK_MATCH_NO, BK_MATCH_YES, BK_MATCH_FAILED };

/* Where and why the kernel's types part from what is asked for. */
enum bk_mismatch_kind {
	BK_MISMATCH_TYPE,	 /* the types themselves do not fit */
	BK_MISMATCH_MEMBER,	 /* no such member in record `type_id` */
	BK_MISMATCH_MEMBER_TYPE, /* it is there, but its type `type_id` does not fit `local_id` */
	BK_MISMATCH_NO_RECORD,	 /* `type_id` has no members */
	BK_MISMATCH_NO_ARRAY,	 /* `type_id` has no elements */
	BK_MISMATCH_ELEMENT,	 /* the array `type_id` has fewer */
	BK_MISMATCH_ENUMERATOR,	 /* no such enumerator in `type_id` */
	BK_MISMATCH_NO_ENUM,	 /* `type_id` is none */
};

struct bk_mismatch {
	enum bk_mismatch_kind kind;
	uint32_t step; /* of the object's spec */
	uint32_t type_id, local_id;
};

/*
 * One attempt to match. `left` bounds the work, which hostile types could make endless: members and
 * types that may still be looked at.
 */
struct bk_matching {
	const struct bk_graph *local, *target;
	uint64_t left;
	struct bk_mismatch mismatch; /* after BK_MATCH_NO */
	enum bk_relo_cause cause;    /* after BK_MATCH_FAILED: _DEEP, _SIZE */
};

enum { BK_MATCHING_MOST = 1 << 22 };

/* Matches what `local` asks for with type `id` of the kernel, of which `target` tells the way. */
enum bk_match bk_spec_match(struct bk_matching *m, const struct bk_spec *local, uint32_t id,
			    struct bk_spec *target);

/* The two relations between types. Root names are the caller's business. */
enum bk_match bk_types_compatible(struct bk_matching *m, uint32_t local_id, uint32_t target_id);
enum bk_match bk_types_match(struct bk_matching *m, uint32_t local_id, uint32_t target_id);

/* Counts one more thing looked at; false: it is too much. */
static inline bool bk_matching_go_on(struct bk_matching *m)
{
	if (m->left && --m->left)
		return true;
	m->cause = BK_CAUSE_DEEP;
	return false;
}

/* ENUM and ENUM64 are one kind to CO-RE. */
static inline enum bk_kind bk_core_kind(enum bk_kind kind)
{
	return kind == BK_KIND_ENUM64 ? BK_KIND_ENUM : kind;
}

#endif
