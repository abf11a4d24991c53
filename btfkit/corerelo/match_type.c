// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The two relations between whole types: compatible, and matching. Their rules stand in match.h. */
#include "btfkit/corerelo/match.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/type_size.h"

enum {
	MOST_LINKS = 32,  /* pointers, arrays and results in one chain */
	MOST_LEVELS = 32, /* of parameters and members in one another */
};

static enum bk_match too_deep(struct bk_matching *m)
{
	m->cause = BK_CAUSE_DEEP;
	return BK_MATCH_FAILED;
}

static enum bk_match answer(bool yes)
{
	return yes ? BK_MATCH_YES : BK_MATCH_NO;
}

static enum bk_match compatible(struct bk_matching *m, uint32_t local_id, uint32_t target_id,
				uint32_t levels);

static enum bk_match params_compatible(struct bk_matching *m, const struct bk_type *t,
				       const struct bk_type *u, uint32_t levels)
{
	if (bk_vlen(t) != bk_vlen(u))
		return BK_MATCH_NO;
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const uint32_t local_id = bk_skip_typedefs(m->local, bk_params(t)[i].type_id);
		const uint32_t target_id = bk_skip_typedefs(m->target, bk_params(u)[i].type_id);
		enum bk_match match;

		if (!levels)
			return too_deep(m);
		match = compatible(m, local_id, target_id, levels - 1);
		if (match != BK_MATCH_YES)
			return match;
	}
	return BK_MATCH_YES;
}

/* The kinds are looked at with modifiers and typedefs, too: a typedef is no struct. */
static enum bk_match compatible(struct bk_matching *m, uint32_t local_id, uint32_t target_id,
				uint32_t levels)
{
	if (bk_core_kind(bk_graph_kind(m->local, local_id)) !=
	    bk_core_kind(bk_graph_kind(m->target, target_id)))
		return BK_MATCH_NO;
	for (uint32_t links = 0; links < MOST_LINKS; links++) {
		const struct bk_type *t, *u;
		enum bk_match match;

		if (!bk_matching_go_on(m))
			return BK_MATCH_FAILED;
		t = bk_graph_type(m->local, bk_skip_typedefs(m->local, local_id));
		u = bk_graph_type(m->target, bk_skip_typedefs(m->target, target_id));
		if (bk_core_kind(bk_kind(t)) != bk_core_kind(bk_kind(u)))
			return BK_MATCH_NO;
		switch (bk_core_kind(bk_kind(t))) {
		case BK_KIND_VOID:
		case BK_KIND_STRUCT:
		case BK_KIND_UNION:
		case BK_KIND_ENUM:
		case BK_KIND_FWD:
			return BK_MATCH_YES;
		case BK_KIND_INT:
			return answer(!bk_int_bits_offset(t) && !bk_int_bits_offset(u));
		case BK_KIND_PTR:
			local_id = t->type_id;
			target_id = u->type_id;
			break;
		case BK_KIND_ARRAY:
			local_id = bk_array_info(t)->elem_type;
			target_id = bk_array_info(u)->elem_type;
			break;
		case BK_KIND_FUNC_PROTO:
			match = params_compatible(m, t, u, levels);
			if (match != BK_MATCH_YES)
				return match;
			local_id = t->type_id;
			target_id = u->type_id;
			break;
		default:
			return BK_MATCH_NO;
		}
	}
	return too_deep(m);
}

/* Both without a name, or both of one essential name. */
static bool same_name(const struct bk_matching *m, uint32_t local_off, uint32_t target_off)
{
	const char *name = bk_graph_string(m->target, target_off);

	return bk_essential_equals(bk_graph_string(m->local, local_off), name);
}

/* Each of the object's enumerators is among the kernel's, in whatever order and with any value. */
static enum bk_match enums_match(struct bk_matching *m, const struct bk_type *t,
				 const struct bk_type *u)
{
	if (t->size != u->size || bk_vlen(t) > bk_vlen(u))
		return BK_MATCH_NO;
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		uint32_t j = 0;

		for (; j < bk_vlen(u); j++) {
			if (!bk_matching_go_on(m))
				return BK_MATCH_FAILED;
			if (same_name(m, bk_enum_name_off(t, i), bk_enum_name_off(u, j)))
				break;
		}
		if (j == bk_vlen(u))
			return BK_MATCH_NO;
	}
	return BK_MATCH_YES;
}

static enum bk_match match(struct bk_matching *m, uint32_t local_id, uint32_t target_id,
			   bool behind_pointer, uint32_t levels);

/* Any of the kernel's members of that name will do. */
static enum bk_match member_matches(struct bk_matching *m, const struct bk_member *member,
				    const struct bk_type *u, uint32_t levels)
{
	for (uint32_t j = 0; j < bk_vlen(u); j++) {
		const struct bk_member *other = bk_members(u) + j;
		enum bk_match found;

		if (!bk_matching_go_on(m))
			return BK_MATCH_FAILED;
		if (!same_name(m, member->name_off, other->name_off))
			continue;
		found = match(m, member->type_id, other->type_id, false, levels - 1);
		if (found != BK_MATCH_NO)
			return found;
	}
	return BK_MATCH_NO;
}

static enum bk_match records_match(struct bk_matching *m, const struct bk_type *t,
				   const struct bk_type *u, uint32_t levels)
{
	if (bk_vlen(t) > bk_vlen(u))
		return BK_MATCH_NO;
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		enum bk_match found = member_matches(m, bk_members(t) + i, u, levels);

		if (found != BK_MATCH_YES)
			return found;
	}
	return BK_MATCH_YES;
}

static enum bk_match params_match(struct bk_matching *m, const struct bk_type *t,
				  const struct bk_type *u, bool behind_pointer, uint32_t levels)
{
	if (bk_vlen(t) != bk_vlen(u))
		return BK_MATCH_NO;
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		enum bk_match found = match(m, bk_params(t)[i].type_id, bk_params(u)[i].type_id,
					    behind_pointer, levels - 1);

		if (found != BK_MATCH_YES)
			return found;
	}
	return BK_MATCH_YES;
}

/* A FWD is of the kind that it declares; only behind a pointer may the type itself stand for it. */
static bool declares(const struct bk_type *forward, enum bk_kind kind)
{
	return kind == (bk_kind_flag(forward) ? BK_KIND_UNION : BK_KIND_STRUCT);
}

static enum bk_match forwards_match(const struct bk_type *t, const struct bk_type *u,
				    bool behind_pointer)
{
	if (bk_kind(u) == BK_KIND_FWD)
		return answer(bk_kind_flag(t) == bk_kind_flag(u));
	return answer(behind_pointer && declares(t, bk_kind(u)));
}

static enum bk_match match_records(struct bk_matching *m, const struct bk_type *t,
				   const struct bk_type *u, bool behind_pointer, uint32_t levels)
{
	if (behind_pointer)
		return answer(bk_kind(t) == bk_kind(u) ||
			      (bk_kind(u) == BK_KIND_FWD && declares(u, bk_kind(t))));
	return bk_kind(t) == bk_kind(u) ? records_match(m, t, u, levels) : BK_MATCH_NO;
}

static enum bk_match ints_match(const struct bk_type *t, const struct bk_type *u)
{
	const uint32_t differing = bk_int_encoding(t) ^ bk_int_encoding(u);

	return answer(t->size == u->size && !(differing & BK_INT_SIGNED));
}

/* What ends a chain: everything but pointers, arrays and prototypes. */
static enum bk_match match_end(struct bk_matching *m, const struct bk_type *t,
			       const struct bk_type *u, bool behind_pointer, uint32_t levels)
{
	const enum bk_kind kind = bk_kind(t);

	if (kind == BK_KIND_FWD)
		return forwards_match(t, u, behind_pointer);
	if (bk_kind_is_enum(kind))
		return bk_kind_is_enum(bk_kind(u)) ? enums_match(m, t, u) : BK_MATCH_NO;
	if (bk_kind_is_record(kind))
		return match_records(m, t, u, behind_pointer, levels);
	if (kind != bk_kind(u))
		return BK_MATCH_NO;
	return kind == BK_KIND_INT ? ints_match(t, u) : answer(kind == BK_KIND_VOID);
}

static enum bk_match match(struct bk_matching *m, uint32_t local_id, uint32_t target_id,
			   bool behind_pointer, uint32_t levels)
{
	if (!levels)
		return too_deep(m);
	for (uint32_t links = 0; links < MOST_LINKS; links++) {
		const struct bk_type *t, *u;
		enum bk_match params;

		if (!bk_matching_go_on(m))
			return BK_MATCH_FAILED;
		t = bk_graph_type(m->local, bk_skip_typedefs(m->local, local_id));
		u = bk_graph_type(m->target, bk_skip_typedefs(m->target, target_id));
		if (!same_name(m, t->name_off, u->name_off))
			return BK_MATCH_NO;
		if (bk_kind(t) != bk_kind(u) ||
		    (bk_kind(t) != BK_KIND_PTR && bk_kind(t) != BK_KIND_ARRAY &&
		     bk_kind(t) != BK_KIND_FUNC_PROTO))
			return match_end(m, t, u, behind_pointer, levels);
		local_id = t->type_id;
		target_id = u->type_id;
		if (bk_kind(t) == BK_KIND_PTR) {
			behind_pointer = true;
		} else if (bk_kind(t) == BK_KIND_ARRAY) {
			if (bk_array_info(t)->nelems != bk_array_info(u)->nelems)
				return BK_MATCH_NO;
			local_id = bk_array_info(t)->elem_type;
			target_id = bk_array_info(u)->elem_type;
		} else {
			params = params_match(m, t, u, behind_pointer, levels);
			if (params != BK_MATCH_YES)
				return params;
		}
	}
	return too_deep(m);
}

enum bk_match bk_types_compatible(struct bk_matching *m, uint32_t local_id, uint32_t target_id)
{
	return compatible(m, local_id, target_id, MOST_LEVELS);
}

enum bk_match bk_types_match(struct bk_matching *m, uint32_t local_id, uint32_t target_id)
{
	return match(m, local_id, target_id, false, MOST_LEVELS);
}
