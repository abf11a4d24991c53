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

/*
 * No compiler makes chains of more than a few dozen links, the kernel follows 32, and all that
 * follows a chain takes as long as it is: a few thousand types must not make a million steps each.
 */
enum { LONGEST_CHAIN = 1024 };

typedef BK_ARRAY(uint32_t) id_list;

/* Whether a reference chain goes on behind a type of this kind. */
static bool is_link(enum bk_kind kind)
{
	return kind == BK_KIND_PTR || kind == BK_KIND_TYPEDEF || kind == BK_KIND_ARRAY ||
	       bk_kind_is_modifier(kind);
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

/*
 * Each type has one successor at most, so walking on from every type and marking the walk finds a
 * chain that meets itself; a type seen in an earlier walk is known to end.
 */
static struct bk_error *check_reference_cycles(const struct bk_graph *graph, uint32_t *walk_of,
					       uint16_t *length, id_list *path)
{
	for (uint32_t from = graph->first_id; from < graph->count; from++) {
		uint32_t id = from, links;

		path->count = 0;
		while (id >= graph->first_id && is_link(bk_graph_kind(graph, id))) {
			uint32_t *walk = &walk_of[id - graph->first_id];

			if (*walk == from)
				return cycle_error(graph, id, "refers to itself without end");
			if (*walk)
				break;
			*walk = from;
			if (!bk_array_push(path, id))
				return bk_error_memory();
			id = next_in_chain(graph, id);
		}
		links = id >= graph->first_id ? length[id - graph->first_id] : 0;
		while (path->count) {
			id = path->at[--path->count];
			if (++links > LONGEST_CHAIN)
				return cycle_error(graph, id, "its target is too many links away");
			length[id - graph->first_id] = (uint16_t)links;
		}
	}
	return NULL;
}

/* Whether types of this kind hold others by value. */
static bool holds(enum bk_kind kind)
{
	return bk_kind_is_record(kind) || (is_link(kind) && kind != BK_KIND_PTR);
}

enum { UNSEEN, OPEN, DONE };

struct visit {
	uint32_t id, next; /* a type, and which of the types it holds comes next */
};

typedef BK_ARRAY(struct visit) visits;

/* The next type that a visited one holds and that holds others in turn; 0 when there is none. */
static uint32_t next_holder(const struct bk_graph *graph, struct visit *visit)
{
	const struct bk_type *t = bk_graph_type(graph, visit->id);

	if (!bk_kind_is_record(bk_kind(t))) {
		uint32_t held = next_in_chain(graph, visit->id);

		return visit->next++ == 0 && holds(bk_graph_kind(graph, held)) ? held : 0;
	}
	while (visit->next < bk_vlen(t)) {
		uint32_t held = bk_members(t)[visit->next++].type_id;

		if (holds(bk_graph_kind(graph, held)))
			return held;
	}
	return 0;
}

/* Depth first from `root` with a stack of our own: hostile input may nest as deep as it is long. */
static struct bk_error *check_containment_from(const struct bk_graph *graph, uint32_t root,
					       uint8_t *state, visits *stack)
{
	stack->count = 0;
	if (!bk_array_push(stack, (struct visit){ root, 0 }))
		return bk_error_memory();
	state[root - graph->first_id] = OPEN;
	while (stack->count) {
		struct visit *top = &stack->at[stack->count - 1];
		uint32_t held = next_holder(graph, top);

		if (!held) {
			state[top->id - graph->first_id] = DONE;
			stack->count--;
			continue;
		}
		if (held < graph->first_id || state[held - graph->first_id] == DONE)
			continue;
		if (state[held - graph->first_id] == OPEN)
			return cycle_error(graph, held, "holds itself by value");
		state[held - graph->first_id] = OPEN;
		if (!bk_array_push(stack, (struct visit){ held, 0 }))
			return bk_error_memory();
	}
	return NULL;
}

static struct bk_error *check_containment(const struct bk_graph *graph, uint8_t *state)
{
	struct bk_error *error = NULL;
	visits stack = { 0 };

	for (uint32_t id = graph->first_id; id < graph->count && !error; id++)
		if (holds(bk_graph_kind(graph, id)) && !state[id - graph->first_id])
			error = check_containment_from(graph, id, state, &stack);
	bk_array_deinit(&stack);
	return error;
}

struct bk_error *bk_check_cycles(const struct bk_graph *graph)
{
	size_t own = graph->count - graph->first_id;
	BK_AUTOFREE uint32_t *walk_of = calloc(own + 1, sizeof(*walk_of));
	BK_AUTOFREE uint8_t *state = calloc(own + 1, sizeof(*state));

	BK_AUTOFREE uint16_t *length = calloc(own + 1, sizeof(*length));
	struct bk_error *error;
	id_list path = { 0 };

	if (!walk_of || !state || !length)
		return bk_error_memory();
	error = check_reference_cycles(graph, walk_of, length, &path);
	bk_array_deinit(&path);
	return error ? error : check_containment(graph, state);
}
