// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Follows an access string through the object's own types. */
#include "btfkit/corerelo/spec.h"

#include "btfkit/graph/type_size.h"

/* libbpf looks through so many types for one that has a size. */
enum { SIZE_DEPTH = 32 };

/* Multiplies what may not pass 32 bits. */
static bool multiply(uint32_t *product, uint32_t factor)
{
	return !__builtin_mul_overflow(*product, factor, product);
}

static bool refers_to_its_size(enum bk_kind kind)
{
	return bk_kind_is_modifier(kind) || kind == BK_KIND_TYPEDEF || kind == BK_KIND_VAR ||
	       kind == BK_KIND_DECL_TAG;
}

bool bk_spec_size(const struct bk_graph *graph, uint32_t id, uint32_t *bytes)
{
	uint32_t elements = 1;

	for (uint32_t depth = 0; depth < SIZE_DEPTH && id; depth++) {
		const struct bk_type *t = bk_graph_type(graph, id);
		const enum bk_kind kind = bk_kind(t);

		if (kind == BK_KIND_ARRAY) {
			if (!multiply(&elements, bk_array_info(t)->nelems))
				return false;
			id = bk_array_info(t)->elem_type;
		} else if (refers_to_its_size(kind)) {
			id = t->type_id;
		} else if (kind == BK_KIND_PTR) {
			*bytes = graph->pointer_size;
			return multiply(bytes, elements);
		} else if (kind < BK_KIND_COUNT && bk_kind_table[kind].sized) {
			*bytes = t->size;
			return multiply(bytes, elements);
		} else {
			return false;
		}
	}
	return false;
}

bool bk_step_is_flexible(const struct bk_graph *graph, const struct bk_step *step,
			 const struct bk_array *array)
{
	return step->name && !array->nelems &&
	       step->index + 1 == bk_vlen(bk_graph_type(graph, step->type_id));
}

/* Numbers with colons between; one colon may also stand before the first, as libbpf reads it. */
static enum bk_relo_cause read_indexes(struct bk_spec *spec, const char *at)
{
	if (!*at || *at == ':')
		return BK_CAUSE_ACCESS;
	while (*at) {
		uint64_t index = 0;

		at += *at == ':';
		if (*at < '0' || *at > '9')
			return BK_CAUSE_ACCESS;
		for (; *at >= '0' && *at <= '9'; at++) {
			index = index * 10 + (uint64_t)(*at - '0');
			if (index > INT32_MAX)
				return BK_CAUSE_ACCESS;
		}
		if (*at && *at != ':')
			return BK_CAUSE_ACCESS;
		if (spec->raw_count == BK_SPEC_MOST)
			return BK_CAUSE_DEEP;
		spec->raw[spec->raw_count++] = (uint32_t)index;
	}
	return BK_CAUSE_NONE;
}

static enum bk_relo_cause parse_enumerator(struct bk_spec *spec)
{
	struct bk_step *step = spec->steps;
	const struct bk_type *t = bk_graph_type(spec->graph, step->type_id);

	if (!bk_kind_is_enum(bk_kind(t)) || spec->raw_count > 1 || step->index >= bk_vlen(t))
		return BK_CAUSE_ACCESS;
	step->name = bk_graph_string(spec->graph, bk_enum_name_off(t, step->index));
	return BK_CAUSE_NONE;
}

static enum bk_relo_cause enter_member(struct bk_spec *spec, uint32_t index, uint32_t *id)
{
	const struct bk_type *t = bk_graph_type(spec->graph, *id);
	const struct bk_member *m = bk_members(t) + index;

	if (index >= bk_vlen(t))
		return BK_CAUSE_ACCESS;
	spec->offset_bits += bk_member_offset_bits(t, m);
	if (m->name_off) {
		const char *name = bk_graph_string(spec->graph, m->name_off);

		if (!*name)
			return BK_CAUSE_ACCESS;
		spec->steps[spec->count++] = (struct bk_step){ name, *id, index };
	}
	*id = m->type_id;
	return BK_CAUSE_NONE;
}

static enum bk_relo_cause enter_element(struct bk_spec *spec, uint32_t index, uint32_t *id)
{
	const struct bk_array *array = bk_array_info(bk_graph_type(spec->graph, *id));
	uint32_t bytes;

	if (index >= array->nelems &&
	    !bk_step_is_flexible(spec->graph, spec->steps + spec->count - 1, array))
		return BK_CAUSE_ACCESS;
	*id = bk_skip_typedefs(spec->graph, array->elem_type);
	spec->steps[spec->count++] = (struct bk_step){ NULL, *id, index };
	if (!bk_spec_size(spec->graph, *id, &bytes))
		return BK_CAUSE_SIZE;
	spec->offset_bits += index * bytes * 8;
	return BK_CAUSE_NONE;
}

static enum bk_relo_cause parse_field(struct bk_spec *spec)
{
	uint32_t id = spec->steps[0].type_id, bytes;
	enum bk_relo_cause cause = BK_CAUSE_NONE;

	if (!bk_spec_size(spec->graph, id, &bytes))
		return BK_CAUSE_SIZE;
	spec->offset_bits = spec->steps[0].index * bytes * 8;
	for (uint32_t i = 1; i < spec->raw_count && !cause; i++) {
		enum bk_kind kind;

		id = bk_skip_typedefs(spec->graph, id);
		kind = bk_graph_kind(spec->graph, id);
		if (bk_kind_is_record(kind))
			cause = enter_member(spec, spec->raw[i], &id);
		else if (kind == BK_KIND_ARRAY)
			cause = enter_element(spec, spec->raw[i], &id);
		else
			cause = BK_CAUSE_ACCESS;
	}
	return cause;
}

enum bk_relo_cause bk_spec_parse(struct bk_spec *spec, const struct bk_graph *graph,
				 const struct bk_core_relo *relo)
{
	enum bk_relo_cause cause;

	spec->graph = graph;
	spec->kind = relo->kind;
	spec->root_id = relo->type_id;
	spec->count = spec->raw_count = spec->offset_bits = 0;
	if (relo->kind >= BK_RELO_KIND_COUNT)
		return BK_CAUSE_KIND;
	if (bk_relo_is_type(relo->kind))
		return strcmp(relo->access, "0") == 0 ? BK_CAUSE_NONE : BK_CAUSE_ACCESS;
	cause = read_indexes(spec, relo->access);
	if (cause)
		return cause;
	spec->steps[spec->count++] =
		(struct bk_step){ .type_id = bk_skip_typedefs(graph, relo->type_id),
				  .index = spec->raw[0] };
	return bk_relo_is_enumval(relo->kind) ? parse_enumerator(spec) : parse_field(spec);
}
