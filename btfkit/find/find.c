// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The search: one pass over all types that have a name, or lead to ones that have none, then one
 * over those without a name that nothing led to.
 */
#include "btfkit/find/find.h"

#include "btfkit/find/finder.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

bool bk_finder_wants_kind(const struct bk_finder *f, const struct bk_type *t)
{
	uint32_t kinds = f->query->kinds;

	if (kinds && (bk_kind(t) >= BK_KIND_COUNT || !(kinds & 1u << bk_kind(t))))
		return false;
	return f->query->users || bk_kinds_have(f->query->pattern->kinds, t);
}

/* ---- types, functions, variables, sections and tags themselves ---- */

static bool visit_itself(struct bk_finder *f, uint32_t id, const struct bk_type *t)
{
	uint32_t use = 0;

	if (!bk_finder_wants(f, bk_find_what_of(bk_kind(t))))
		return true;
	if (f->query->users) {
		enum bk_kind kind = bk_kind(t);

		if (kind == BK_KIND_FUNC || kind == BK_KIND_VAR || kind == BK_KIND_TYPEDEF)
			use = bk_users_use(&f->users, t->type_id);
		if (!use)
			return true;
	} else if (!bk_name_set_has(f->is_path ? &f->whole : &f->parts[0], t->name_off)) {
		return true;
	}
	return !bk_finder_wants_kind(f, t) || bk_finder_add_type(f, id, use);
}

/* ---- members and enumerators of what has a name, or of what is behind it ---- */

/* Whether the holder's own name fits where the pattern is a path, and members are wanted at all. */
static bool wants_inner(struct bk_finder *f, enum bk_find_what what, const struct bk_type *holder)
{
	if (!bk_finder_wants(f, what) || (what == BK_FIND_ENUMERATOR && f->query->users))
		return false;
	if (!f->is_path)
		return f->query->users || !f->query->pattern->kinds;
	return bk_name_set_has(&f->parts[0], holder->name_off);
}

/* Notes which records a record brings in, where its members are not walked. */
static void mark_inside(struct bk_finder *f, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(f->graph, id);
	bool is_array;

	if (!bk_kind_is_record(bk_kind(t)))
		return;
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		uint32_t inner = bk_finder_anonymous(f->graph, bk_members(t)[n].type_id, &is_array);

		if (inner && inner >= f->graph->first_id)
			f->inside[inner - f->graph->first_id] = true;
	}
}

static bool visit_record(struct bk_finder *f, uint32_t holder_id, uint32_t id)
{
	const struct bk_type *holder = bk_graph_type(f->graph, holder_id);

	if (!wants_inner(f, BK_FIND_MEMBER, holder) || !bk_finder_wants_kind(f, holder)) {
		if (!f->is_path)
			mark_inside(f, id);
		return true;
	}
	return bk_finder_walk(f, holder_id, id, f->is_path);
}

static bool visit_enum(struct bk_finder *f, uint32_t holder_id, uint32_t id)
{
	const struct bk_type *holder = bk_graph_type(f->graph, holder_id),
			     *t = bk_graph_type(f->graph, id);

	if (!wants_inner(f, BK_FIND_ENUMERATOR, holder) || f->query->pattern->part_count > 2)
		return true;
	f->holder_id = holder_id;
	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		if (!bk_name_set_has(&f->parts[f->is_path], bk_enum_name_off(t, n)))
			continue;
		if (!bk_finder_wants_kind(f, holder))
			return true;
		if (!bk_finder_add_enumerator(f, t, n))
			return false;
	}
	return true;
}

static bool visit_content(struct bk_finder *f, uint32_t holder_id, uint32_t id)
{
	enum bk_kind kind = bk_graph_kind(f->graph, id);

	if (bk_kind_is_record(kind))
		return visit_record(f, holder_id, id);
	return !bk_kind_is_enum(kind) || visit_enum(f, holder_id, id);
}

/*
 * Whether a typedef, or a variable, is to be looked through although what is behind it has a name:
 * only where it was named itself. A pattern would else find all members once more by each typedef.
 */
static bool is_named_itself(const struct bk_finder *f, const struct bk_type *t,
			    const struct bk_type *target)
{
	const struct bk_find_pattern *pattern = f->query->pattern;

	if (!f->is_path || f->query->users)
		return false;
	if (pattern->kinds)
		return true;
	return pattern->parts[0].form == BK_FIND_EXACT &&
	       strcmp(bk_graph_name(f->graph, t), bk_graph_name(f->graph, target)) != 0;
}

/* A TYPEDEF or VAR: what it names that has no name of its own. */
static bool visit_named(struct bk_finder *f, uint32_t id, const struct bk_type *t)
{
	const struct bk_graph *graph = f->graph;
	uint32_t inner;
	bool is_array;

	if (f->is_path && !bk_name_set_has(&f->parts[0], t->name_off))
		return true;
	inner = bk_skip_modifiers(graph, t->type_id);
	if (bk_graph_kind(graph, inner) == BK_KIND_ARRAY)
		inner = bk_finder_anonymous(graph, inner, &is_array);
	if (bk_graph_is_anonymous(graph, inner)) {
		if (inner >= graph->first_id)
			f->inside[inner - graph->first_id] = true;
		return visit_content(f, id, inner);
	}
	inner = bk_skip_typedefs(graph, inner);
	if (!is_named_itself(f, t, bk_graph_type(graph, inner)))
		return true;
	return visit_content(f, id, inner);
}

/* ---- the passes ---- */

/* Kinds that have neither a name nor anything in them that has one. */
#define NAMELESS \
	(1u << BK_KIND_VOID | 1u << BK_KIND_PTR | 1u << BK_KIND_ARRAY | 1u << BK_KIND_CONST | \
	 1u << BK_KIND_VOLATILE | 1u << BK_KIND_RESTRICT | 1u << BK_KIND_FUNC_PROTO)

static bool visit_type(struct bk_finder *f, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(f->graph, id);
	enum bk_kind kind = bk_kind(t);

	if (!visit_itself(f, id, t))
		return false;
	if (kind == BK_KIND_FUNC)
		return true;
	if (kind == BK_KIND_TYPEDEF || kind == BK_KIND_VAR)
		return visit_named(f, id, t);
	return visit_content(f, id, id);
}

/* What has a name, and with typedefs and variables also what they name. */
static bool visit_named_types(struct bk_finder *f)
{
	for (uint32_t kind = BK_KIND_INT; kind <= BK_KIND_COUNT; kind++) {
		const uint32_t *ids;
		uint32_t count = NAMELESS >> kind & 1 ? 0 : bk_own_ids(f->graph, kind, &ids);

		for (uint32_t i = 0; i < count; i++) {
			if (bk_graph_is_anonymous(f->graph, ids[i]))
				mark_inside(f, ids[i]);
			else if (!visit_type(f, ids[i]))
				return false;
		}
	}
	return true;
}

/* Records and enumerations that nothing led to. */
static bool visit_anonymous(struct bk_finder *f)
{
	static const uint32_t kinds[] = { BK_KIND_STRUCT, BK_KIND_UNION, BK_KIND_ENUM,
					  BK_KIND_ENUM64 };

	for (size_t n = 0; n < sizeof(kinds) / sizeof(*kinds); n++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(f->graph, kinds[n], &ids);

		for (uint32_t i = 0; i < count; i++)
			if (bk_graph_is_anonymous(f->graph, ids[i]) &&
			    !f->inside[ids[i] - f->graph->first_id] &&
			    !visit_content(f, ids[i], ids[i]))
				return false;
	}
	return true;
}

static struct bk_error *search(struct bk_finder *f)
{
	const struct bk_find_pattern *pattern = f->query->pattern;

	f->inside = calloc(f->graph->count - f->graph->first_id + 1, 1);
	if (!f->inside)
		return bk_error_memory();
	if (f->query->users) {
		BK_TRY(bk_users_init(&f->users, f->graph, pattern));
	} else {
		if (f->is_path)
			BK_TRY(bk_name_set_init(&f->whole, f->graph, &pattern->whole));
		for (uint32_t i = 0; i < pattern->part_count; i++)
			BK_TRY(bk_name_set_init(&f->parts[i], f->graph, &pattern->parts[i]));
	}
	if (visit_named_types(f) && !f->is_path)
		visit_anonymous(f);
	if (f->full)
		f->result->truncated = true;
	return f->error;
}

/* ---- order ---- */

static const char *first_name(const struct bk_find_hit *hit)
{
	return hit->holder ? hit->holder : hit->path;
}

static int order_u32(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* By name, what has none last. */
static int order_names(const char *a, const char *b)
{
	if (!*a || !*b)
		return !*a - !*b;
	return strcmp(a, b);
}

static int order_hits(const void *left, const void *right)
{
	const struct bk_find_hit *a = left, *b = right;
	int order = order_u32(a->what, b->what);

	if (!order)
		order = order_names(first_name(a), first_name(b));
	if (!order)
		order = order_u32(a->kind, b->kind);
	if (!order)
		order = order_u32(a->type_id, b->type_id);
	return order ? order : order_u32(a->found, b->found);
}

static void deinit(struct bk_finder *f)
{
	bk_name_set_deinit(&f->whole);
	for (size_t i = 0; i < BK_FIND_MOST_PARTS; i++)
		bk_name_set_deinit(&f->parts[i]);
	bk_users_deinit(&f->users);
	bk_sink_deinit(&f->scratch);
	free(f->inside);
}

struct bk_error *bk_find_create(const struct bk_graph *graph, const struct bk_find_query *query,
				struct bk_find_result **result)
{
	BK_AUTO(deinit)
	struct bk_finder f = {
		.graph = graph,
		.query = query,
		.is_path = query->pattern->part_count > 1,
		.steps_left = BK_FIND_MOST_STEPS,
		.memory_left = BK_FIND_MOST_MEMORY,
		.result = calloc(1, sizeof(*f.result)),
	};
	struct bk_error *error;

	*result = NULL;
	bk_sink_init_memory(&f.scratch, BK_FIND_MOST_MEMORY);
	if (!f.result)
		return bk_error_memory();
	f.result->is_split = graph->base != NULL;
	error = search(&f);
	if (error) {
		bk_find_destroy(f.result);
		return error;
	}
	if (f.result->hits.count)
		qsort(f.result->hits.at, f.result->hits.count, sizeof(*f.result->hits.at),
		      order_hits);
	*result = f.result;
	return NULL;
}

void bk_find_destroy(struct bk_find_result *result)
{
	if (!result)
		return;
	bk_array_deinit(&result->hits);
	bk_arena_deinit(&result->arena);
	free(result);
}
