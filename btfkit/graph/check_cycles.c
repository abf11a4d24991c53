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

/*
 * What is known of an own type: that it is no link, how many links it and those behind it are, that
 * nothing has been found out, or that it is being followed.
 */
enum { NO_LINK = 0, UNSEEN = UINT16_MAX - 1, OPEN = UINT16_MAX };

/* A search along chains. */
struct chains {
	const struct bk_graph *graph;
	uint16_t *length; /* by own id */
	uint32_t own_count;
};

static inline uint16_t *length_of(const struct chains *c, uint32_t id)
{
	static uint16_t
		no_link; /* void, and all of a base's types: they are no links to own ones */
	const uint32_t own = id - c->graph->first_id;

	return own < c->own_count ? &c->length[own] : &no_link;
}

typedef BK_ARRAY(uint32_t) id_list;

/*
 * Each link has one successor, so a walk that comes upon itself has found a cycle, and one that
 * comes upon an earlier walk is known to end.
 */
static struct bk_error *follow_chain(const struct chains *c, uint32_t id, id_list *path)
{
	uint32_t links;

	while (*length_of(c, id) == UNSEEN) {
		*length_of(c, id) = OPEN;
		if (!bk_array_push(path, id))
			return bk_error_memory();
		id = next_in_chain(c->graph, id);
	}
	links = *length_of(c, id);
	if (links == OPEN)
		return cycle_error(c->graph, id, "refers to itself without end");
	while (path->count) {
		id = path->at[--path->count];
		if (++links > LONGEST_CHAIN)
			return cycle_error(c->graph, id, "its target is too many links away");
		*length_of(c, id) = (uint16_t)links;
	}
	return NULL;
}

static struct bk_error *follow_all(const struct chains *c, id_list *path)
{
	for (int k = 0; k < LINKS; k++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(c->graph, links_in_order[k], &ids);

		for (uint32_t i = 0; i < count; i++) {
			uint16_t *length = length_of(c, ids[i]);
			uint32_t behind;

			if (*length != UNSEEN)
				continue;
			behind = *length_of(c, next_in_chain(c->graph, ids[i]));
			if (__builtin_expect(behind < LONGEST_CHAIN, 1))
				*length = (uint16_t)(behind + 1);
			else
				BK_TRY(follow_chain(c, ids[i], path));
		}
	}
	return NULL;
}

static struct bk_error *check_chains(const struct bk_graph *graph)
{
	const uint32_t own = graph->count - graph->first_id;
	BK_AUTOFREE uint16_t *length = calloc(own + 1, sizeof(*length));
	const struct chains c = { .graph = graph, .length = length, .own_count = own };
	struct bk_error *error;
	id_list path = { 0 };

	if (!length)
		return bk_error_memory();
	for (int k = 0; k < LINKS; k++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(graph, links_in_order[k], &ids);

		for (uint32_t i = 0; i < count; i++)
			length[ids[i] - graph->first_id] = UNSEEN;
	}
	error = follow_all(&c, &path);
	bk_array_deinit(&path);
	return error;
}

struct visit {
	uint32_t id, next; /* a type, and which of the types it holds comes next */
};

/* What is known of an own type: it holds nothing, or is done with; nothing; it is on the stack. */
enum { DONE = 0, NEW, BEGUN };

/* A search through containment, depth first. */
struct search {
	struct bk_graph *graph;
	uint8_t *state; /* by own id */
	uint32_t own_count;
	BK_ARRAY(struct visit) stack;
};

static inline bool is_open(const struct search *s, uint32_t id)
{
	const uint32_t own = id - s->graph->first_id;

	return own < s->own_count && s->state[own] != DONE;
}

/* The next type that a visited one holds and that is not done with; 0 when there is none. */
static uint32_t next_held(const struct search *s, struct visit *visit)
{
	const struct bk_type *t = bk_graph_type(s->graph, visit->id);
	uint32_t held;

	if (!bk_kind_is_record(bk_kind(t))) {
		held = next_in_chain(s->graph, visit->id);
		return !visit->next++ && is_open(s, held) ? held : 0;
	}
	while (visit->next < bk_vlen(t)) {
		held = bk_members(t)[visit->next++].type_id;
		if (is_open(s, held))
			return held;
	}
	return 0;
}

static void close_visit(struct search *s, uint32_t id)
{
	s->state[id - s->graph->first_id] = DONE;
	s->graph->holders[s->graph->holder_count++] = id;
}

/* With a stack of our own: hostile input may nest as deep as it is long. */
static struct bk_error *search_from(struct search *s, uint32_t root)
{
	uint32_t held = root;

	for (;;) {
		struct visit visit = { held, 0 };

		if (s->state[held - s->graph->first_id] == BEGUN)
			return cycle_error(s->graph, held, "holds itself by value");
		s->state[held - s->graph->first_id] = BEGUN;
		/* most types hold nothing that is not done with: they never come onto the stack */
		while (!(held = next_held(s, &visit))) {
			close_visit(s, visit.id);
			if (!s->stack.count)
				return NULL;
			visit = s->stack.at[--s->stack.count];
		}
		if (!bk_array_push(&s->stack, visit))
			return bk_error_memory();
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
	const uint32_t own = graph->count - graph->first_id;
	BK_AUTOFREE uint8_t *state = calloc(own + 1, sizeof(*state));
	struct search s = { .graph = graph, .state = state, .own_count = own };
	struct bk_error *error;
	size_t holders = 0;

	if (!state)
		return bk_error_memory();
	for (int k = 0; k < HOLDERS; k++) {
		const uint32_t *ids;
		uint32_t count = bk_own_ids(graph, holders_in_order[k], &ids);

		for (uint32_t i = 0; i < count; i++)
			state[ids[i] - graph->first_id] = NEW;
		holders += count;
	}
	graph->holders = reallocarray(NULL, holders + 1, sizeof(*graph->holders));
	if (!graph->holders)
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
