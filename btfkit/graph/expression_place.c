// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Where an expression leads in a kernel's types. */
#include "btfkit/base/nearest.h"
#include "btfkit/base/sink.h"
#include "btfkit/graph/expression.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/near.h"
#include "btfkit/graph/type_size.h"

#include <stdio.h>

#define BIT(kind) (1u << (kind))

/*
 * Members looked at for one expression: in hostile BTF an anonymous struct can hold another twice, that
 * one the next, and so on, so that there are more paths than can be walked.
 */
enum { MOST_LOOKS = 1 << 20, MOST_DEPTH = 64 };

struct search {
	const struct bk_expression *expression;
	const struct bk_graph *graph;
	const struct bk_names *names; /* NULL: none */
	struct bk_near *near;	      /* likewise */
	uint32_t looks;
	struct bk_error *why; /* the first reason why a type of that name does not have it */
};

static struct bk_error *too_deep(void)
{
	return bk_error_create(BK_ERR_UNSUPPORTED,
			       "its anonymous types are nested too deep or too often");
}

/* ---- members ---- */

struct member_found {
	const struct bk_type *holder;
	const struct bk_member *member;
	uint64_t holder_bits; /* of an anonymous holder in the record that was searched */
};

/* The member of that name in a record, or in an anonymous one that it holds. */
static struct bk_error *find_member(struct search *s, uint32_t record_id, const char *name,
				    int depth, struct member_found *found)
{
	const struct bk_type *t = bk_graph_type(s->graph, record_id);
	const struct bk_member *members = bk_members(t);

	if (depth == MOST_DEPTH || bk_vlen(t) > MOST_LOOKS - s->looks)
		return too_deep();
	s->looks += bk_vlen(t);
	for (uint32_t n = 0; n < bk_vlen(t) && !found->member; n++) {
		const char *member = bk_graph_string(s->graph, members[n].name_off);
		uint32_t inner;

		if (*member) {
			if (strcmp(member, name) == 0)
				*found = (struct member_found){ t, members + n, 0 };
			continue;
		}
		inner = bk_skip_typedefs(s->graph, members[n].type_id);
		if (!bk_kind_is_record(bk_graph_kind(s->graph, inner)))
			continue;
		BK_TRY(find_member(s, inner, name, depth + 1, found));
		if (found->member)
			found->holder_bits += bk_member_offset_bits(t, members + n);
	}
	return NULL;
}

static void offer_members(const struct search *s, uint32_t record_id, int depth,
			  struct bk_nearest *near)
{
	const struct bk_type *t = bk_graph_type(s->graph, record_id);

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		const struct bk_member *m = bk_members(t) + n;
		uint32_t inner = bk_skip_typedefs(s->graph, m->type_id);

		if (m->name_off)
			bk_nearest_offer(near, bk_graph_string(s->graph, m->name_off));
		else if (depth < 4 && bk_kind_is_record(bk_graph_kind(s->graph, inner)))
			offer_members(s, inner, depth + 1, near);
	}
}

/* The way up to a step, as it was written, for messages. */
static struct bk_error *not_there(const struct search *s, uint32_t step, const char *what)
{
	const struct bk_expression *e = s->expression;
	struct bk_sink sink;
	struct bk_error *error;

	bk_sink_init_memory(&sink, 64 << 10);
	bk_puts(&sink, e->name);
	for (uint32_t i = 0; i < step; i++) {
		if (e->steps.at[i].member)
			bk_printf(&sink, ".%s", e->steps.at[i].member);
		else
			bk_printf(&sink, "[%u]", e->steps.at[i].index);
	}
	error = bk_sink_finish(&sink);
	if (!error)
		error = bk_error_create(BK_ERR_NOT_FOUND, "'%.*s' %s", (int)(sink.at - sink.start),
					sink.start, what);
	bk_sink_deinit(&sink);
	return error;
}

static struct bk_error *no_member(const struct search *s, uint32_t step, uint32_t record_id)
{
	BK_AUTOFREE char *what = NULL;
	struct bk_nearest near;

	bk_nearest_init(&near, s->expression->steps.at[step].member);
	offer_members(s, record_id, 0, &near);
	if (asprintf(&what, "has no member '%s'%s", s->expression->steps.at[step].member,
		     bk_nearest_text(&near)) < 0) {
		what = NULL;
		return bk_error_memory();
	}
	return not_there(s, step, what);
}

static struct bk_error *step_to_member(struct search *s, uint32_t step,
				       struct bk_expression_place *place)
{
	uint32_t id = bk_skip_typedefs(s->graph, place->type_id);
	struct member_found found = { 0 };

	switch (bk_graph_kind(s->graph, id)) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		break;
	case BK_KIND_PTR:
		return not_there(s, step, "is a pointer, which no relocation follows");
	case BK_KIND_FWD:
		return not_there(s, step, "is only declared here");
	default:
		return not_there(s, step, "has no members");
	}
	BK_TRY(find_member(s, id, s->expression->steps.at[step].member, 0, &found));
	if (!found.member)
		return no_member(s, step, id);
	place->offset_bits +=
		found.holder_bits + bk_member_start_bits(s->graph, found.holder, found.member);
	place->width_bits = bk_member_width_bits(s->graph, found.holder, found.member);
	place->type_id = found.member->type_id;
	return NULL;
}

/* Any element of a flexible array can be there. */
static struct bk_error *step_to_element(struct search *s, uint32_t step,
					struct bk_expression_place *place)
{
	uint32_t index = s->expression->steps.at[step].index;
	const struct bk_type *t =
		bk_graph_type(s->graph, bk_skip_typedefs(s->graph, place->type_id));
	const struct bk_array *array = bk_array_info(t);
	uint64_t size_bytes;
	char what[64];

	if (bk_kind(t) != BK_KIND_ARRAY)
		return not_there(s, step, "is no array");
	if (array->nelems && index >= array->nelems) {
		snprintf(what, sizeof(what), "has %u element%s", array->nelems,
			 array->nelems == 1 ? "" : "s");
		return not_there(s, step, what);
	}
	size_bytes = bk_type_size(s->graph, array->elem_type);
	if (size_bytes > UINT32_MAX)
		return too_deep();
	place->offset_bits += 8 * size_bytes * index;
	place->type_id = array->elem_type;
	place->width_bits = 0;
	return NULL;
}

/* ---- what a type of the name has ---- */

static bool is_signed(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, bk_skip_typedefs(graph, id));

	if (bk_kind(t) == BK_KIND_INT)
		return bk_int_encoding(t) & BK_INT_SIGNED;
	return bk_kind_is_enum(bk_kind(t)) && bk_kind_flag(t);
}

static void note_size(const struct search *s, struct bk_expression_place *place)
{
	uint64_t size_bytes = bk_type_size(s->graph, place->type_id);

	place->has_size = true;
	place->size_bits = place->width_bits		  ? place->width_bits
			   : size_bytes >= UINT64_MAX / 8 ? UINT64_MAX
							  : 8 * size_bytes;
	place->is_signed = is_signed(s->graph, place->type_id);
}

static struct bk_error *find_field(struct search *s, struct bk_expression_place *place)
{
	const struct bk_expression *e = s->expression;

	for (uint32_t i = 0; i < e->steps.count; i++)
		BK_TRY(e->steps.at[i].member ? step_to_member(s, i, place)
					     : step_to_element(s, i, place));
	place->has_offset = true;
	note_size(s, place);
	return NULL;
}

static struct bk_error *find_enumerator(struct search *s, struct bk_expression_place *place)
{
	const char *name = s->expression->steps.at[0].member;
	const struct bk_type *t = bk_graph_type(s->graph, place->root_id);
	BK_AUTOFREE char *what = NULL;
	struct bk_nearest near;

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		if (strcmp(bk_graph_string(s->graph, bk_enum_name_off(t, n)), name) != 0)
			continue;
		place->has_value = true;
		place->is_signed = bk_kind_flag(t);
		place->value = (uint64_t)bk_enum_value(t, n);
		return NULL;
	}
	bk_nearest_init(&near, name);
	for (uint32_t n = 0; n < bk_vlen(t); n++)
		bk_nearest_offer(&near, bk_graph_string(s->graph, bk_enum_name_off(t, n)));
	if (asprintf(&what, "has no enumerator '%s'%s", name, bk_nearest_text(&near)) < 0) {
		what = NULL;
		return bk_error_memory();
	}
	return not_there(s, 0, what);
}

static struct bk_error *find_in(struct search *s, uint32_t id, struct bk_expression_place *place)
{
	*place = (struct bk_expression_place){ .root_id = id, .type_id = id };
	switch (s->expression->kind) {
	case BK_EXPRESSION_FIELD:
		return find_field(s, place);
	case BK_EXPRESSION_ENUMERATOR:
		return find_enumerator(s, place);
	case BK_EXPRESSION_TYPE:
		note_size(s, place);
		return NULL;
	default:
		place->type_id = bk_graph_type(s->graph, id)->type_id;
		return NULL;
	}
}

/* ---- all types of the name ---- */

static bool is_elsewhere(const struct bk_expression_place *a, const struct bk_expression_place *b)
{
	return a->offset_bits != b->offset_bits || a->value != b->value ||
	       a->width_bits != b->width_bits;
}

/* Types of some kinds that have the name of an expression, one after another. */
struct bearers {
	const struct search *s;
	uint32_t kinds, named; /* with an index: the next, of whatever kind */
	struct bk_ids ids;
};

static struct bearers bearers_of(const struct search *s, uint32_t kinds)
{
	struct bearers bearers = { .s = s, .kinds = kinds };

	if (s->names)
		bearers.named = bk_names_first(s->names, s->expression->name);
	else
		bearers.ids = bk_ids_of(s->graph, kinds);
	return bearers;
}

/* 0: no further one */
static uint32_t next_bearer(struct bearers *bearers)
{
	const struct search *s = bearers->s;

	while (!s->names && bk_ids_next(&bearers->ids)) {
		const struct bk_type *t = bk_graph_type(s->graph, bearers->ids.id);

		if (strcmp(bk_graph_name(s->graph, t), s->expression->name) == 0)
			return bearers->ids.id;
	}
	while (bearers->named) {
		uint32_t id = bearers->named, kind = bk_graph_kind(s->graph, id);

		bearers->named = bk_names_next(s->names, id);
		if (kind < BK_KIND_COUNT && bearers->kinds & BIT(kind))
			return id;
	}
	return 0;
}

/* Looks at all types of some kinds; *is_there: one has the name, *is_found: it has what is wanted. */
static struct bk_error *find_among(struct search *s, uint32_t kinds, bool *is_there, bool *is_found,
				   struct bk_expression_place *place)
{
	struct bearers bearers = bearers_of(s, kinds);

	for (uint32_t id; (id = next_bearer(&bearers));) {
		struct bk_expression_place here;
		struct bk_error *error;

		*is_there = true;
		error = find_in(s, id, &here);
		if (error && bk_error_code(error) == BK_ERR_NOT_FOUND) {
			if (s->why)
				bk_error_destroy(error);
			else
				s->why = error;
			continue;
		}
		BK_TRY(error);
		if (!*is_found)
			*place = here;
		else
			place->is_ambiguous |= is_elsewhere(place, &here);
		*is_found = true;
	}
	return NULL;
}

/* The sets of kinds to look among, one after another until one has the name. */
static size_t kinds_of(const struct bk_expression *expression, uint32_t sets[3])
{
	switch (expression->root) {
	case BK_KIND_VOID:
		sets[0] = BIT(BK_KIND_STRUCT);
		sets[1] = BIT(BK_KIND_UNION);
		sets[2] = BIT(BK_KIND_TYPEDEF);
		return 3;
	case BK_KIND_ENUM:
		sets[0] = BK_KINDS_ENUM;
		return 1;
	default:
		sets[0] = BIT(expression->root);
		return 1;
	}
}

static struct bk_error *no_function(const struct search *s)
{
	struct bk_nearest near;

	bk_nearest_init(&near, s->expression->name);
	bk_near_offer(s->graph, s->near, BIT(BK_KIND_FUNC), &near);
	return bk_error_create(BK_ERR_NOT_FOUND, "no function is named '%s'%s", s->expression->name,
			       bk_nearest_text(&near));
}

/* For `enum` and the like the near names are of that kind, for bare names of the three. */
static struct bk_error *no_type(const struct search *s, const uint32_t *sets, size_t count)
{
	struct bearers declared = bearers_of(s, BIT(BK_KIND_FWD));
	uint32_t kinds = 0;

	if (next_bearer(&declared))
		return bk_error_create(BK_ERR_NOT_FOUND, "'%s' is only declared here",
				       s->expression->name);
	for (size_t i = 0; i < count; i++)
		kinds |= sets[i];
	return bk_near_error_listed(s->graph, s->near, kinds, s->expression->name);
}

struct bk_error *bk_expression_find_named(const struct bk_expression *expression,
					  const struct bk_graph *graph,
					  const struct bk_names *names, struct bk_near *near,
					  struct bk_expression_place *place)
{
	struct search s = {
		.expression = expression, .graph = graph, .names = names, .near = near
	};
	uint32_t sets[3];
	size_t count = kinds_of(expression, sets);
	bool is_there = false, is_found = false;
	struct bk_error *error = NULL;

	*place = (struct bk_expression_place){ 0 };
	for (size_t i = 0; i < count && !is_there && !error; i++)
		error = find_among(&s, sets[i], &is_there, &is_found, place);
	if (!error && !is_there)
		return expression->kind == BK_EXPRESSION_FUNC ? no_function(&s)
							      : no_type(&s, sets, count);
	if (!error && !is_found)
		return s.why;
	bk_error_destroy(s.why);
	return error;
}

struct bk_error *bk_expression_find(const struct bk_expression *expression,
				    const struct bk_graph *graph, struct bk_expression_place *place)
{
	return bk_expression_find_named(expression, graph, NULL, NULL, place);
}
