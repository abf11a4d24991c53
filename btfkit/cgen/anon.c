// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Decides about anonymous types on the graph of what is written inside what.
 *
 * Nodes are anonymous records and enums, prototypes, and typedefs; an edge leads from a node to each
 * node that is written, or for typedefs must be known, where it is written. Named records end the
 * search: they can be declared ahead. Leaves are peeled off again and again; nodes that cannot be
 * peeled lie on a circle or above one. First records among them are named, which nearly always
 * frees the rest; what is left then is circles of prototypes and typedefs alone. No step depends on
 * the order of ids.
 */
#include "btfkit/cgen/anon.h"

#include "btfkit/base/array.h"

#include <stdio.h>

/* Compilers take 63 levels of nesting at least (C11 5.2.4.1); nobody reads that many. */
enum { DEEPEST_INLINE = 16 };

/*
 * What is written in several places must not be too long, or hostile types that each hold the next
 * twice would grow without bound. (No real kernel comes near it.)
 */
enum { LONGEST_REPEATED = 2000 };

/* A type that was reached. Most types are none, so nodes have numbers of their own. */
struct node {
	uint32_t id;
	uint32_t length;     /* members and parameters written inside it */
	uint32_t left;	     /* edges to nodes that are not peeled yet */
	uint32_t first_edge; /* the first that leads to it, once they are sorted */
	uint8_t height;	     /* levels of inline nesting inside it */
	uint8_t uses;	     /* how often it would be written, 2 meaning more than once */
	bool is_stuck;	     /* a record that was found on a circle, or above one */
};

/* Numbers of nodes; from NAMED: from something named. */
struct edge {
	uint32_t from, to;
};

static const uint32_t NAMED = UINT32_MAX;

struct work {
	const struct bk_graph *graph;
	struct bk_identity *identity;
	struct bk_anon *anon;
	uint8_t *leads;	   /* by id: enum leads */
	uint32_t *node_of; /* by id: its node's number and one, 0 if it was not reached */
	BK_ARRAY(struct node) nodes;
	BK_ARRAY(uint32_t) queue; /* of nodes */
	BK_ARRAY(struct edge) edges;
};

/* Where a type that is written somewhere leads. */
enum leads {
	UNKNOWN,
	NOWHERE,    /* to scalars and to what is declared ahead */
	TO_TYPEDEF, /* to a typedef that must be known, where a node writes it */
	TO_NODE,
};

uint32_t bk_spelling_end(const struct bk_graph *graph, const struct bk_identity *identity,
			 uint32_t id)
{
	for (;;) {
		enum bk_kind kind = bk_graph_kind(graph, id);

		if (kind == BK_KIND_PTR || kind == BK_KIND_FUNC || bk_kind_is_modifier(kind))
			id = bk_graph_type(graph, id)->type_id;
		else if (kind == BK_KIND_ARRAY)
			id = bk_array_info(bk_graph_type(graph, id))->elem_type;
		else
			return bk_identity_of(identity, id);
	}
}

static bool is_node(const struct work *w, uint32_t id)
{
	enum bk_kind kind = bk_graph_kind(w->graph, id);

	if (bk_kind_is_record(kind) || bk_kind_is_enum(kind))
		return bk_graph_is_anonymous(w->graph, id);
	return kind == BK_KIND_FUNC_PROTO || kind == BK_KIND_TYPEDEF;
}

/* Whether the typedef leads, perhaps over others, to something without a name. */
static bool leads_to_node(const struct work *w, uint32_t id)
{
	while (bk_graph_kind(w->graph, id) == BK_KIND_TYPEDEF)
		id = bk_spelling_end(w->graph, w->identity, bk_graph_type(w->graph, id)->type_id);
	return is_node(w, id);
}

/* By far most types lead nowhere, and each is written in many places: it is found out once. */
static enum leads find_leads(const struct work *w, uint32_t site)
{
	uint32_t end = bk_spelling_end(w->graph, w->identity, site);
	enum leads leads = NOWHERE;

	if (bk_graph_kind(w->graph, end) != BK_KIND_TYPEDEF)
		leads = is_node(w, end) ? TO_NODE : NOWHERE;
	else if (leads_to_node(w, end))
		leads = TO_TYPEDEF;
	w->leads[site] = (uint8_t)leads;
	return leads;
}

/* A node for the type, unless it has one. False without memory. */
static bool reach(struct work *w, uint32_t id)
{
	if (w->node_of[id])
		return true;
	if (!bk_array_push(&w->nodes, (struct node){ .id = id }))
		return false;
	w->node_of[id] = (uint32_t)w->nodes.count;
	return true;
}

/* Notes that `from` writes something of type `site`. */
static inline bool add_site(struct work *w, uint32_t from, uint32_t site)
{
	enum leads leads = w->leads[site];
	uint32_t end;

	if (leads == UNKNOWN)
		leads = find_leads(w, site);
	if (leads == NOWHERE || (leads == TO_TYPEDEF && from == NAMED))
		return true;
	end = bk_spelling_end(w->graph, w->identity, site);
	return reach(w, end) &&
	       bk_array_push(&w->edges, (struct edge){ from, w->node_of[end] - 1 });
}

/* Notes all that the type `id` writes, as coming from `from`. */
static bool add_sites(struct work *w, uint32_t from, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(w->graph, id);
	enum bk_kind kind = bk_kind(t);
	bool ok = true;

	if (kind == BK_KIND_TYPEDEF || kind == BK_KIND_FUNC_PROTO)
		ok = add_site(w, from, t->type_id);
	if (bk_kind_is_record(kind))
		for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++)
			ok = add_site(w, from, bk_members(t)[n].type_id);
	else if (kind == BK_KIND_FUNC_PROTO)
		for (uint32_t n = 0, vlen = bk_vlen(t); n < vlen && ok; n++)
			ok = add_site(w, from, bk_params(t)[n].type_id);
	return ok;
}

/* What is named is where all begins; nodes that are reached from there go on. */
static bool find_edges(struct work *w, const uint32_t *functions, size_t function_count)
{
	bool ok = true;

	for (struct bk_ids ids = bk_ids_of(w->graph, 1u << BK_KIND_TYPEDEF);
	     ok && bk_ids_next(&ids);)
		if (bk_identity_of(w->identity, ids.id) == ids.id)
			ok = reach(w, ids.id);
	for (struct bk_ids ids = bk_ids_of(w->graph, BK_KINDS_RECORD); ok && bk_ids_next(&ids);)
		if (!bk_graph_is_anonymous(w->graph, ids.id) &&
		    bk_identity_of(w->identity, ids.id) == ids.id)
			ok = add_sites(w, NAMED, ids.id);
	for (size_t i = 0; i < function_count && ok; i++)
		ok = add_site(w, NAMED, functions[i]);
	for (uint32_t i = 0; i < w->nodes.count && ok; i++)
		ok = add_sites(w, i, w->nodes.at[i].id);
	return ok;
}

/* Sorts the edges by target: counts, then distributes. False without memory. */
static bool sort_edges(struct work *w)
{
	struct edge *sorted = reallocarray(NULL, w->edges.count + 1, sizeof(*sorted));
	struct node *nodes = w->nodes.at;
	uint32_t sum = 0;

	if (!sorted)
		return false;
	for (size_t i = 0; i < w->edges.count; i++)
		nodes[w->edges.at[i].to].first_edge++;
	for (size_t i = 0; i < w->nodes.count; i++) {
		sum += nodes[i].first_edge;
		nodes[i].first_edge = sum;
	}
	/* from the last to the first: what is counted down ends as the first edge's index */
	for (size_t i = w->edges.count; i-- > 0;)
		sorted[--nodes[w->edges.at[i].to].first_edge] = w->edges.at[i];
	free(w->edges.at);
	w->edges.at = sorted;
	w->edges.room = w->edges.count + 1;
	return true;
}

static enum bk_kind node_kind(const struct work *w, const struct node *node)
{
	return bk_graph_kind(w->graph, node->id);
}

static bool is_named(const struct work *w, const struct node *node)
{
	return w->anon->fate[node->id] == BK_ANON_NAMED;
}

/* Accounts for `node` being written inside `holder`. */
static void add_inside(struct work *w, struct node *holder, const struct node *node)
{
	if (node_kind(w, node) == BK_KIND_TYPEDEF || w->anon->fate[node->id] != BK_ANON_UNUSED)
		return;
	if (holder->height <= node->height)
		holder->height = node->height + 1;
	holder->length += bk_vlen(bk_graph_type(w->graph, node->id)) + node->length;
	if (holder->length > 1u << 24)
		holder->length = 1u << 24;
}

/* Whether node `n` must not be written inline. */
static bool is_too_much(const struct work *w, uint32_t n)
{
	const struct node *node = &w->nodes.at[n];
	size_t second = (size_t)node->first_edge + 1;
	bool is_repeated = second < w->edges.count && w->edges.at[second].to == n;

	if (node_kind(w, node) == BK_KIND_TYPEDEF)
		return false;
	return node->height > DEEPEST_INLINE || (is_repeated && node->length > LONGEST_REPEATED);
}

static bool can_be_named(enum bk_kind kind)
{
	return bk_kind_is_record(kind) || bk_kind_is_enum(kind);
}

/* Node `n` is peeled: what waited for it alone is next. */
static bool peel_node(struct work *w, uint32_t n)
{
	const struct node *node = &w->nodes.at[n];
	bool was_named = is_named(w, node);

	if (is_too_much(w, n))
		w->anon->fate[node->id] =
			can_be_named(node_kind(w, node)) ? BK_ANON_NAMED : BK_ANON_OPAQUE;
	for (size_t i = node->first_edge; i < w->edges.count && w->edges.at[i].to == n; i++) {
		uint32_t from = w->edges.at[i].from;

		if (from == NAMED)
			continue;
		add_inside(w, &w->nodes.at[from], node);
		if (!was_named && --w->nodes.at[from].left == 0 && !bk_array_push(&w->queue, from))
			return false;
	}
	return true;
}

/*
 * Peels until nothing more can be. The queue ends up holding the peeled nodes, inner ones first.
 * Named records do not hold up what holds them.
 */
static bool peel(struct work *w)
{
	w->queue.count = 0;
	for (size_t i = 0; i < w->nodes.count; i++) {
		struct node *node = &w->nodes.at[i];

		node->left = node->length = node->height = 0;
	}
	for (size_t i = 0; i < w->edges.count; i++) {
		const struct edge *edge = &w->edges.at[i];

		if (edge->from != NAMED && !is_named(w, &w->nodes.at[edge->to]))
			w->nodes.at[edge->from].left++;
	}
	for (uint32_t i = 0; i < w->nodes.count; i++)
		if (!w->nodes.at[i].left && !bk_array_push(&w->queue, i))
			return false;
	for (size_t done = 0; done < w->queue.count; done++)
		if (!peel_node(w, w->queue.at[done]))
			return false;
	return true;
}

/* Names the records that could not be peeled; false if there are none. */
static bool name_stuck_records(struct work *w)
{
	bool any = false;

	for (size_t i = 0; i < w->nodes.count; i++) {
		struct node *node = &w->nodes.at[i];

		if (!node->left || !bk_kind_is_record(node_kind(w, node)))
			continue;
		w->anon->fate[node->id] = BK_ANON_NAMED;
		node->is_stuck = true;
		any = true;
	}
	return any;
}

static void mark_stuck_prototypes(struct work *w)
{
	for (size_t i = 0; i < w->nodes.count; i++)
		if (w->nodes.at[i].left && node_kind(w, &w->nodes.at[i]) == BK_KIND_FUNC_PROTO)
			w->anon->fate[w->nodes.at[i].id] = BK_ANON_OPAQUE;
}

static uint8_t add_uses(uint8_t a, uint8_t b)
{
	return a + b > 2 ? 2 : a + b;
}

/* How often each node is written: holders before what they hold, that is the queue backwards. */
static void count_uses(struct work *w)
{
	for (size_t done = w->queue.count; done-- > 0;) {
		uint32_t n = w->queue.at[done];
		struct node *node = &w->nodes.at[n];
		enum bk_kind kind = node_kind(w, node);

		for (size_t i = node->first_edge; i < w->edges.count && w->edges.at[i].to == n;
		     i++) {
			uint32_t from = w->edges.at[i].from;

			node->uses =
				add_uses(node->uses, from == NAMED ? 1 : w->nodes.at[from].uses);
			if (from != NAMED && can_be_named(kind) &&
			    node_kind(w, &w->nodes.at[from]) == BK_KIND_FUNC_PROTO)
				w->anon->fate[node->id] = BK_ANON_NAMED;
		}
		if (kind == BK_KIND_TYPEDEF || is_named(w, node))
			node->uses = 1;
	}
}

/* Lets each anonymous enum or record that has typedefs know the alphabetically first of them. */
static void find_typedefs(struct work *w)
{
	for (struct bk_ids ids = bk_ids_of(w->graph, 1u << BK_KIND_TYPEDEF); bk_ids_next(&ids);) {
		uint32_t id = ids.id, target, *first;

		if (bk_identity_of(w->identity, id) != id ||
		    bk_typedef_is_builtin(w->graph, bk_graph_type(w->graph, id)))
			continue;
		target = bk_identity_of(w->identity, bk_graph_type(w->graph, id)->type_id);
		first = &w->anon->typedef_of[target];
		if (!*first || strcmp(bk_identity_name(w->identity, id),
				      bk_identity_name(w->identity, *first)) < 0)
			*first = id;
	}
}

static void decide_fates(struct work *w)
{
	for (size_t i = 0; i < w->nodes.count; i++) {
		const struct node *node = &w->nodes.at[i];
		uint8_t *fate = &w->anon->fate[node->id];
		bool is_enum = bk_kind_is_enum(node_kind(w, node));

		if (node_kind(w, node) == BK_KIND_TYPEDEF || *fate == BK_ANON_OPAQUE)
			continue;
		if (is_enum && node->uses > 1)
			*fate = BK_ANON_NAMED;
		if (!*fate)
			*fate = BK_ANON_INLINE;
		/* An enum is always written in its typedef; a record only if it needs a name. */
		if (w->anon->typedef_of[node->id] &&
		    (is_enum || (*fate == BK_ANON_NAMED && !node->is_stuck)))
			*fate = BK_ANON_TYPEDEF;
	}
}

static struct bk_error *make_names(struct work *w)
{
	for (size_t i = 0; i < w->nodes.count; i++)
		if (is_named(w, &w->nodes.at[i]))
			BK_TRY(bk_identity_make_name(w->identity, w->nodes.at[i].id));
	return NULL;
}

static struct bk_error *decide(struct work *w, const uint32_t *functions, size_t function_count)
{
	if (!find_edges(w, functions, function_count))
		return bk_error_memory();
	if (!w->nodes.at) /* nothing was reached */
		return NULL;
	if (!sort_edges(w) || !peel(w))
		return bk_error_memory();
	if (name_stuck_records(w) && !peel(w))
		return bk_error_memory();
	mark_stuck_prototypes(w);
	count_uses(w);
	find_typedefs(w);
	decide_fates(w);
	return make_names(w);
}

struct bk_error *bk_anon_init(struct bk_anon *anon, const struct bk_graph *graph,
			      struct bk_identity *identity, const uint32_t *functions,
			      size_t function_count)
{
	struct work w = { .graph = graph, .identity = identity, .anon = anon };
	struct bk_error *error;

	anon->fate = calloc(graph->count, sizeof(*anon->fate));
	anon->typedef_of = calloc(graph->count, sizeof(*anon->typedef_of));
	w.leads = calloc(graph->count, sizeof(*w.leads));
	w.node_of = calloc(graph->count, sizeof(*w.node_of));
	if (!anon->fate || !anon->typedef_of || !w.leads || !w.node_of)
		error = bk_error_memory();
	else
		error = decide(&w, functions, function_count);
	free(w.leads);
	free(w.node_of);
	bk_array_deinit(&w.nodes);
	bk_array_deinit(&w.queue);
	bk_array_deinit(&w.edges);
	if (error)
		bk_anon_deinit(anon);
	return error;
}

void bk_anon_deinit(struct bk_anon *anon)
{
	free(anon->fate);
	free(anon->typedef_of);
	*anon = (struct bk_anon){ 0 };
}
