// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Finds the cycles that no type can have.
 *
 * Most cycles are sound: a list node points to list nodes. Two sorts are not, and following them
 * would never end:
 *
 *  - containment: a type that holds itself by value, through members, elements, typedefs and
 *    modifiers. A pointer or a prototype holds nothing, so it ends the search.
 *  - reference: a chain of pointers, elements, typedefs and modifiers alone that comes back to
 *    where it began (`typedef t *t`). A struct, union or prototype on the way makes it sound.
 *
 * Both are searched over the graph's own types only: a base never refers to a split graph's types.
 */
#include "btfkit/graph/check.h"

#include "btfkit/base/array.h"
#include "btfkit/graph/ids.h"

/*
 * No compiler makes chains of more than a few dozen links, the kernel follows 32, and all that
 * follows a chain takes as long as it is: a few thousand types must not make a million steps each.
 */
enum { LONGEST_CHAIN = 1024 };

/* Behind these kinds a reference chain goes on. Errors name the type that comes first here. */
static const uint8_t links_in_order[] = { BK_KIND_TYPEDEF,  BK_KIND_CONST,    BK_KIND_VOLATILE,
					  BK_KIND_RESTRICT, BK_KIND_TYPE_TAG, BK_KIND_ARRAY,
					  BK_KIND_PTR };

/* These hold others by value. */
static const uint8_t holders_in_order[] = { BK_KIND_STRUCT,   BK_KIND_UNION,	BK_KIND_TYPEDEF,
					    BK_KIND_CONST,    BK_KIND_VOLATILE, BK_KIND_RESTRICT,
					    BK_KIND_TYPE_TAG, BK_KIND_ARRAY };

enum {
	LINKS = sizeof(links_in_order),
	HOLDERS = sizeof(holders_in_order),
};

/* The same as sets. */
static const uint32_t link_kinds =
	1u << BK_KIND_TYPEDEF | 1u << BK_KIND_ARRAY | 1u << BK_KIND_PTR | BK_KINDS_MODIFIER;
static const uint32_t holder_kinds =
	BK_KINDS_RECORD | 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_ARRAY | BK_KINDS_MODIFIER;

/* Whether `id` is an own type of one of those kinds. */
static inline bool is_own_of(const struct bk_graph *graph, uint32_t id, uint32_t kinds)
{
	uint32_t kind;

	if (id < graph->first_id)
		return false;
	kind = graph->kinds[id - graph->first_id] & BK_KIND_MAX;
	return kind < BK_KIND_COUNT && kinds >> kind & 1;
}

/* The one type that a link leads to. */
static uint32_t next_in_chain(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(graph, id);

	return bk_kind(t) == BK_KIND_ARRAY ? bk_array_info(t)->elem_type : t->type_id;
}

static struct bk_error *cycle_error(const struct bk_graph *graph, uint32_t id, const char *what)
{
	const struct bk_type *t = bk_graph_type(graph, id);
	const char *name = bk_graph_name(graph, t);

	return bk_error_create(BK_ERR_MALFORMED, ".BTF+0x%x: type %u (%s%s%s): %s",
			       bk_graph_offset(graph, id), id, bk_kind_name(bk_kind(t)),
			       *name ? " " : "", name, what);
}

/* What is known of a link: nothing, that it is being followed, or how many links are behind it. */
enum { UNSEEN = 0, OPEN = UINT16_MAX };

typedef BK_ARRAY(uint32_t) id_list;

/*
 * Each link has one successor, so a walk that comes upon itself has found a cycle, and one that
 * comes upon an earlier walk is known to end.
 */
static struct bk_error *follow_chain(const struct bk_graph *graph, uint32_t id, uint16_t *length,
				     id_list *path)
{
	uint32_t links = 0;

	while (is_own_of(graph, id, link_kinds) && !length[id - graph->first_id]) {
		length[id - graph->first_id] = OPEN;
		if (!bk_array_push(path, id))
			return bk_error_memory();
		id = next_in_chain(graph, id);
	}
	if (id >= graph->first_id)
		links = length[id - graph->first_id];
	if (links == OPEN)
		return cycle_error(graph, id, "refers to itself without end");
	while (path->count) {
		id = path->at[--path->count];
		if (++links > LONGEST_CHAIN)
			return cycle_error(graph, id, "its target is too many links away");
		length[id - graph->first_id] = (uint16_t)links;
	}
	return NULL;
}

static struct bk_error *check_chains(const struct bk_graph *graph)
{
	size_t own = graph->count - graph->first_id;
	BK_AUTOFREE uint16_t *length = calloc(own + 1, sizeof(*length));
	struct bk_error *error = NULL;
	id_list path = { 0 };

	if (!length)
		return bk_error_memory();
	for (int k = 0; k < LINKS && !error; k++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(graph, links_in_order[k], &ids);

		for (uint32_t i = 0; i < count && !error; i++)
			if (!length[ids[i] - graph->first_id])
				error = follow_chain(graph, ids[i], length, &path);
	}
	bk_array_deinit(&path);
	return error;
}

struct visit {
	uint32_t id, next; /* a type, and which of the types it holds comes next */
};

/* A search through containment, depth first. */
struct search {
	struct bk_graph *graph;
	uint8_t *state; /* by own id */
	BK_ARRAY(struct visit) stack;
};

enum { NEW, BEGUN, DONE };

/* The next type that a visited one holds and that is not done with; 0 when there is none. */
static uint32_t next_held(const struct search *s, struct visit *visit)
{
	const struct bk_graph *graph = s->graph;
	const struct bk_type *t = bk_graph_type(graph, visit->id);
	bool is_record = bk_kind_is_record(bk_kind(t));
	uint32_t count = is_record ? bk_vlen(t) : 1;

	while (visit->next < count) {
		uint32_t n = visit->next++;
		uint32_t held =
			is_record ? bk_members(t)[n].type_id : next_in_chain(graph, visit->id);

		if (is_own_of(graph, held, holder_kinds) &&
		    s->state[held - graph->first_id] != DONE)
			return held;
	}
	return 0;
}

/* With a stack of our own: hostile input may nest as deep as it is long. */
static struct bk_error *search_from(struct search *s, uint32_t root)
{
	struct bk_graph *graph = s->graph;
	uint32_t held = root;

	for (;;) {
		struct visit *top;

		if (held) {
			if (s->state[held - graph->first_id] == BEGUN)
				return cycle_error(graph, held, "holds itself by value");
			s->state[held - graph->first_id] = BEGUN;
			if (!bk_array_push(&s->stack, (struct visit){ held, 0 }))
				return bk_error_memory();
		}
		top = &s->stack.at[s->stack.count - 1];
		held = next_held(s, top);
		if (held)
			continue;
		s->state[top->id - graph->first_id] = DONE;
		graph->holders[graph->holder_count++] = top->id;
		if (!--s->stack.count)
			return NULL;
	}
}

static struct bk_error *search_all(struct search *s)
{
	for (int k = 0; k < HOLDERS; k++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(s->graph, holders_in_order[k], &ids);

		for (uint32_t i = 0; i < count; i++)
			if (s->state[ids[i] - s->graph->first_id] == NEW)
				BK_TRY(search_from(s, ids[i]));
	}
	return NULL;
}

static struct bk_error *check_containment(struct bk_graph *graph)
{
	size_t own = graph->count - graph->first_id, holders = 0;
	BK_AUTOFREE uint8_t *state = calloc(own + 1, sizeof(*state));
	struct search s = { .graph = graph, .state = state };
	struct bk_error *error;
	const uint32_t *ids;

	for (int k = 0; k < HOLDERS; k++)
		holders += bk_own_ids(graph, holders_in_order[k], &ids);
	graph->holders = reallocarray(NULL, holders + 1, sizeof(*graph->holders));
	if (!graph->holders || !state)
		return bk_error_memory();
	error = search_all(&s);
	bk_array_deinit(&s.stack);
	return error;
}

struct bk_error *bk_check_cycles(struct bk_graph *graph)
{
	BK_TRY(check_chains(graph));
	return check_containment(graph);
}
