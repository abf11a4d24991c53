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

/* The one type that a link of a reference chain leads to; 0 where the chain ends. */
static uint32_t next_in_chain(const struct bk_type *t)
{
	switch (bk_kind(t)) {
	case BK_KIND_PTR:
	case BK_KIND_TYPEDEF:
	case BK_KIND_VOLATILE:
	case BK_KIND_CONST:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPE_TAG:
		return t->type_id;
	case BK_KIND_ARRAY:
		return bk_array_info(t)->elem_type;
	default:
		return 0;
	}
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
static struct bk_error *check_reference_cycles(const struct bk_graph *graph, uint32_t *walk_of)
{
	for (uint32_t from = graph->first_id; from < graph->count; from++) {
		uint32_t id = from;

		while (id >= graph->first_id && !walk_of[id - graph->first_id]) {
			walk_of[id - graph->first_id] = from;
			id = next_in_chain(bk_graph_type(graph, id));
		}
		if (id >= graph->first_id && walk_of[id - graph->first_id] == from)
			return cycle_error(graph, id, "refers to itself without end");
	}
	return NULL;
}

/* How many types `t` holds by value, and the n-th of them. */
static uint32_t held_count(const struct bk_type *t)
{
	enum bk_kind kind = bk_kind(t);

	if (bk_kind_is_record(kind))
		return bk_vlen(t);
	return kind == BK_KIND_ARRAY || kind == BK_KIND_TYPEDEF || bk_kind_is_modifier(kind);
}

static uint32_t held_type(const struct bk_type *t, uint32_t n)
{
	if (bk_kind_is_record(bk_kind(t)))
		return bk_members(t)[n].type_id;
	return next_in_chain(t);
}

enum { UNSEEN, OPEN, DONE };

struct visit {
	uint32_t id, next; /* a type, and which of the types it holds comes next */
};

typedef BK_ARRAY(struct visit) visits;

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
		const struct bk_type *t = bk_graph_type(graph, top->id);
		uint32_t held;

		if (top->next == held_count(t)) {
			state[top->id - graph->first_id] = DONE;
			stack->count--;
			continue;
		}
		held = held_type(t, top->next++);
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
		if (!state[id - graph->first_id] && held_count(bk_graph_type(graph, id)))
			error = check_containment_from(graph, id, state, &stack);
	bk_array_deinit(&stack);
	return error;
}

struct bk_error *bk_check_cycles(const struct bk_graph *graph)
{
	size_t own = graph->count - graph->first_id;
	BK_AUTOFREE uint32_t *walk_of = calloc(own + 1, sizeof(*walk_of));
	BK_AUTOFREE uint8_t *state = calloc(own + 1, sizeof(*state));

	if (!walk_of || !state)
		return bk_error_memory();
	BK_TRY(check_reference_cycles(graph, walk_of));
	return check_containment(graph, state);
}
