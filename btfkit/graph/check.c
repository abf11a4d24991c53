// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Checks every name offset and every reference of a graph's own records. */
#include "btfkit/graph/check.h"

#include "btfkit/graph/ids.h"

/* A graph being checked, and what inner loops need: handed on by value, for registers to hold it. */
struct checker {
	const struct bk_graph *graph;
	const uint8_t *kinds;
	uint32_t first_id, own_count;
	uint32_t id; /* of the record being checked */
	uint32_t names_end;
};

static struct bk_error *at_type(struct checker c, struct bk_error *error)
{
	const struct bk_type *t = bk_graph_type(c.graph, c.id);

	return bk_error_in(error, ".BTF+0x%x: type %u (%s)", bk_graph_offset(c.graph, c.id), c.id,
			   bk_kind_name(bk_kind(t)));
}

static __attribute__((cold, noinline)) struct bk_error *bad_name(struct checker c,
								 uint32_t name_off)
{
	return at_type(c, bk_error_create(BK_ERR_MALFORMED,
					  "name offset %u past the string section (%u bytes)",
					  name_off, c.names_end));
}

static inline struct bk_error *check_name(struct checker c, uint32_t name_off)
{
	return __builtin_expect(name_off < c.names_end, 1) ? NULL : bad_name(c, name_off);
}

/* These kinds declare something rather than being a type, so nothing can be made of them. */
static const uint32_t declaring_kinds =
	1u << BK_KIND_VAR | 1u << BK_KIND_DATASEC | 1u << BK_KIND_DECL_TAG;

static inline bool declares(enum bk_kind kind)
{
	return kind < BK_KIND_COUNT && declaring_kinds >> kind & 1;
}

static __attribute__((cold, noinline)) struct bk_error *
bad_reference(struct checker c, uint32_t target, const char *role)
{
	if (target >= c.graph->count)
		return at_type(c, bk_error_create(BK_ERR_MALFORMED,
						  "%s type %u does not exist (ids end at %u)", role,
						  target, c.graph->count - 1));
	return at_type(c,
		       bk_error_create(BK_ERR_MALFORMED, "%s type %u is of kind %s", role, target,
				       bk_kind_name(bk_kind(bk_graph_type(c.graph, target)))));
}

/* The general case of is_type(): the target may be a base's, or of a kind that nobody knows. */
static __attribute__((noinline)) bool is_other_type(struct checker c, uint32_t target)
{
	return target < c.graph->count && !declares(bk_graph_kind(c.graph, target));
}

static inline bool is_type(struct checker c, uint32_t target)
{
	const uint32_t own = target - c.first_id;

	/* five bits of it mistake some unknown kinds for these: so no is no answer yet */
	if (__builtin_expect(own < c.own_count && !(declaring_kinds >> (c.kinds[own] & 31) & 1), 1))
		return true;
	return is_other_type(c, target);
}

/* A reference to something that is a type, void included. */
static inline struct bk_error *check_type(struct checker c, uint32_t target, const char *role)
{
	if (__builtin_expect(is_type(c, target), 1))
		return NULL;
	return bad_reference(c, target, role);
}

static inline struct bk_error *check_members(struct checker c, const struct bk_type *t)
{
	const struct bk_member *m = bk_members(t), *end = m + bk_vlen(t);

	for (; m < end; m++) {
		if (__builtin_expect(m->name_off < c.names_end && is_type(c, m->type_id), 1))
			continue;
		BK_TRY(check_name(c, m->name_off));
		return bad_reference(c, m->type_id, "member's");
	}
	return NULL;
}

static struct bk_error *check_enumerators(struct checker c, const struct bk_type *t)
{
	for (uint32_t n = 0; n < bk_vlen(t); n++)
		BK_TRY(check_name(c, bk_enum_name_off(t, n)));
	return NULL;
}

static inline struct bk_error *check_params(struct checker c, const struct bk_type *t)
{
	const struct bk_param *p = bk_params(t), *end = p + bk_vlen(t);

	BK_TRY(check_type(c, t->type_id, "return"));
	for (; p < end; p++) {
		if (__builtin_expect(p->name_off < c.names_end && is_type(c, p->type_id), 1))
			continue;
		BK_TRY(check_name(c, p->name_off));
		return bad_reference(c, p->type_id, "parameter's");
	}
	return NULL;
}

/* Variables, and in a BPF object's .ksyms the functions of the kernel. */
static struct bk_error *check_section(struct checker c, const struct bk_type *t)
{
	const struct bk_secinfo *s = bk_secinfos(t), *end = s + bk_vlen(t);

	for (; s < end; s++) {
		enum bk_kind kind;

		if (s->type_id >= c.graph->count)
			return bad_reference(c, s->type_id, "variable's");
		kind = bk_kind(bk_graph_type(c.graph, s->type_id));
		if (kind != BK_KIND_VAR && kind != BK_KIND_FUNC)
			return bad_reference(c, s->type_id, "variable's");
	}
	return NULL;
}

static inline struct bk_error *check_func(struct checker c, const struct bk_type *t)
{
	if (t->type_id < c.graph->count && bk_graph_kind(c.graph, t->type_id) == BK_KIND_FUNC_PROTO)
		return NULL;
	return bad_reference(c, t->type_id, "prototype's");
}

/* What a record of that kind refers to. */
static inline struct bk_error *check_references(struct checker c, enum bk_kind kind,
						const struct bk_type *t)
{
	switch (kind) {
	case BK_KIND_PTR:
	case BK_KIND_TYPEDEF:
	case BK_KIND_VOLATILE:
	case BK_KIND_CONST:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPE_TAG:
	case BK_KIND_VAR:
		return check_type(c, t->type_id, "target");
	case BK_KIND_ARRAY:
		BK_TRY(check_type(c, bk_array_info(t)->elem_type, "element"));
		return check_type(c, bk_array_info(t)->index_type, "index");
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		return check_members(c, t);
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return check_enumerators(c, t);
	case BK_KIND_FUNC:
		return check_func(c, t);
	case BK_KIND_FUNC_PROTO:
		return check_params(c, t);
	case BK_KIND_DATASEC:
		return check_section(c, t);
	case BK_KIND_DECL_TAG:
		if (t->type_id >= c.graph->count)
			return bad_reference(c, t->type_id, "target");
		return NULL;
	default: /* nothing refers, or nobody knows what does */
		return NULL;
	}
}

/* A name may also be an empty string that is not the first. */
static void mark_anonymous(struct checker c, enum bk_kind kind, const struct bk_type *t)
{
	if (!bk_kind_is_record(kind) && !bk_kind_is_enum(kind))
		return;
	if (!t->name_off || !*bk_graph_name(c.graph, t))
		c.graph->kinds[c.id - c.graph->first_id] |= BK_ANONYMOUS;
}

/* Kind after kind, which keeps the processor's guesses right. */
struct bk_error *bk_check_records(const struct bk_graph *graph)
{
	struct checker c = { .graph = graph,
			     .kinds = graph->kinds,
			     .first_id = graph->first_id,
			     .own_count = graph->count - graph->first_id,
			     .names_end = graph->first_string + (uint32_t)graph->strings.size };

	for (uint32_t kind = 0; kind <= BK_KIND_COUNT; kind++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(graph, kind, &ids);

		for (uint32_t i = 0; i < count; i++) {
			const struct bk_type *t;

			c.id = ids[i];
			t = bk_graph_type(graph, c.id);
			BK_TRY(check_name(c, t->name_off));
			mark_anonymous(c, kind, t);
			BK_TRY(check_references(c, kind, t));
		}
	}
	return NULL;
}
