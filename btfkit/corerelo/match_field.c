// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Follows a relocation through a kernel's types by names: fields and enumerators. */
#include "btfkit/corerelo/match.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/type_size.h"

static enum bk_match failed(struct bk_matching *m, enum bk_relo_cause cause)
{
	m->cause = cause;
	return BK_MATCH_FAILED;
}

static enum bk_match differs(struct bk_matching *m, enum bk_mismatch_kind kind, uint32_t step,
			     uint32_t type_id)
{
	m->mismatch = (struct bk_mismatch){ kind, step, type_id, 0 };
	return BK_MATCH_NO;
}

/* Enums and FWDs: one of them without a name, or both of one essential name. */
static bool names_fit(const char *a, const char *b)
{
	return !*a || !*b || bk_essential_equals(a, b);
}

/* Whether a member's type can stand for another, for the purpose of reading it. */
static bool fields_fit(const struct bk_matching *m, uint32_t local_id, uint32_t target_id)
{
	for (;;) {
		const struct bk_type *t = bk_graph_type(m->local,
							bk_skip_typedefs(m->local, local_id)),
				     *u = bk_graph_type(m->target,
							bk_skip_typedefs(m->target, target_id));
		const enum bk_kind kind = bk_core_kind(bk_kind(t));

		if (bk_kind_is_record(kind) && bk_kind_is_record(bk_kind(u)))
			return true;
		if (kind != bk_core_kind(bk_kind(u)))
			return false;
		switch (kind) {
		case BK_KIND_PTR:
		case BK_KIND_FLOAT:
			return true;
		case BK_KIND_FWD:
		case BK_KIND_ENUM:
			return names_fit(bk_graph_name(m->local, t), bk_graph_name(m->target, u));
		case BK_KIND_INT:
			return !bk_int_bits_offset(t) && !bk_int_bits_offset(u);
		case BK_KIND_ARRAY:
			local_id = bk_array_info(t)->elem_type;
			target_id = bk_array_info(u)->elem_type;
			break;
		default:
			return false;
		}
	}
}

/* What is looked for in the kernel's records: one step of the object's. */
struct wanted {
	uint32_t step;
	const char *name;
	uint32_t type_id; /* the object's member's */
};

static enum bk_match check_member(struct bk_matching *m, const struct wanted *wanted,
				  const struct bk_member *member)
{
	if (fields_fit(m, wanted->type_id, member->type_id))
		return BK_MATCH_YES;
	m->mismatch = (struct bk_mismatch){ BK_MISMATCH_MEMBER_TYPE, wanted->step, member->type_id,
					    wanted->type_id };
	return BK_MATCH_NO;
}

/*
 * Looks for the member in the record *id, and in what has no name in it, depth first; it leaves *id
 * at the member's type. In one record the first member of the name counts, even where its type does
 * not fit. Where that stands in an anonymous record, libbpf and the kernel go on behind that, but
 * forget to take the misfit's own offset back: so do we, since this is what they load.
 */
static enum bk_match find_member(struct bk_matching *m, const struct wanted *wanted, uint32_t *id,
				 struct bk_spec *target)
{
	const uint32_t record = bk_skip_typedefs(m->target, *id), count = target->count;
	const struct bk_type *t = bk_graph_type(m->target, record);

	if (!bk_kind_is_record(bk_kind(t)))
		return BK_MATCH_NO;
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const struct bk_member *member = bk_members(t) + i;
		const char *name = bk_graph_string(m->target, member->name_off);
		enum bk_match inside;

		if (target->raw_count == BK_SPEC_MOST)
			return failed(m, BK_CAUSE_DEEP);
		if (!bk_matching_go_on(m))
			return BK_MATCH_FAILED;
		if (*name && strcmp(name, wanted->name) != 0)
			continue;
		target->offset_bits += bk_member_offset_bits(t, member);
		target->raw[target->raw_count++] = i;
		*id = member->type_id;
		if (*name) {
			target->steps[target->count++] = (struct bk_step){ name, record, i };
			return check_member(m, wanted, member);
		}
		inside = find_member(m, wanted, id, target);
		if (inside != BK_MATCH_NO)
			return inside;
		target->count = count;
		target->offset_bits -= bk_member_offset_bits(t, member);
		target->raw_count--;
	}
	return BK_MATCH_NO;
}

static enum bk_match follow_member(struct bk_matching *m, const struct bk_spec *local, uint32_t n,
				   uint32_t *id, struct bk_spec *target)
{
	const struct bk_step *step = local->steps + n;
	const struct bk_type *t = bk_graph_type(m->local, step->type_id);
	const struct wanted wanted = { n, step->name, bk_members(t)[step->index].type_id };
	const uint32_t record = *id;

	m->mismatch = (struct bk_mismatch){ BK_MISMATCH_MEMBER, n, record, 0 };
	if (!bk_kind_is_record(bk_graph_kind(m->target, record)))
		m->mismatch.kind = BK_MISMATCH_NO_RECORD;
	return find_member(m, &wanted, id, target);
}

/* The root is an element, too: of the array that a pointer to it may be. */
static enum bk_match follow_element(struct bk_matching *m, const struct bk_spec *local, uint32_t n,
				    uint32_t *id, struct bk_spec *target)
{
	const uint32_t index = local->steps[n].index;
	uint32_t bytes;

	if (n) {
		const struct bk_array *array = bk_array_info(bk_graph_type(m->target, *id));

		if (bk_graph_kind(m->target, *id) != BK_KIND_ARRAY)
			return differs(m, BK_MISMATCH_NO_ARRAY, n, *id);
		if (index >= array->nelems &&
		    !bk_step_is_flexible(m->target, target->steps + n - 1, array))
			return differs(m, BK_MISMATCH_ELEMENT, n, *id);
		*id = bk_skip_typedefs(m->target, array->elem_type);
	}
	if (target->raw_count == BK_SPEC_MOST)
		return failed(m, BK_CAUSE_DEEP);
	target->raw[target->raw_count++] = index;
	target->steps[target->count++] = (struct bk_step){ NULL, *id, index };
	if (!bk_spec_size(m->target, *id, &bytes))
		return failed(m, BK_CAUSE_SIZE);
	target->offset_bits += index * bytes * 8;
	return BK_MATCH_YES;
}

static enum bk_match match_field(struct bk_matching *m, const struct bk_spec *local, uint32_t id,
				 struct bk_spec *target)
{
	for (uint32_t n = 0; n < local->count; n++) {
		enum bk_match match;

		id = bk_skip_typedefs(m->target, id);
		if (local->steps[n].name)
			match = follow_member(m, local, n, &id, target);
		else
			match = follow_element(m, local, n, &id, target);
		if (match != BK_MATCH_YES)
			return match;
	}
	return BK_MATCH_YES;
}

static enum bk_match match_enumerator(struct bk_matching *m, const struct bk_spec *local,
				      uint32_t id, struct bk_spec *target)
{
	const char *wanted = local->steps[0].name;
	const struct bk_type *t;

	id = bk_skip_typedefs(m->target, id);
	t = bk_graph_type(m->target, id);
	if (!bk_kind_is_enum(bk_kind(t)))
		return differs(m, BK_MISMATCH_NO_ENUM, 0, id);
	for (uint32_t i = 0; i < bk_vlen(t); i++) {
		const char *name = bk_graph_string(m->target, bk_enum_name_off(t, i));

		if (!bk_essential_equals(wanted, name))
			continue;
		target->steps[target->count++] = (struct bk_step){ name, id, i };
		target->raw[target->raw_count++] = i;
		return BK_MATCH_YES;
	}
	return differs(m, BK_MISMATCH_ENUMERATOR, 0, id);
}

enum bk_match bk_spec_match(struct bk_matching *m, const struct bk_spec *local, uint32_t id,
			    struct bk_spec *target)
{
	enum bk_match match;

	m->cause = BK_CAUSE_NONE;
	target->graph = m->target;
	target->kind = local->kind;
	target->root_id = id;
	target->count = target->raw_count = target->offset_bits = 0;
	if (bk_relo_is_enumval(local->kind))
		return match_enumerator(m, local, id, target);
	if (bk_relo_is_field(local->kind))
		return match_field(m, local, id, target);
	if (local->kind == BK_RELO_TYPE_MATCHES)
		match = bk_types_match(m, local->root_id, id);
	else
		match = bk_types_compatible(m, local->root_id, id);
	return match == BK_MATCH_NO ? differs(m, BK_MISMATCH_TYPE, 0, id) : match;
}
