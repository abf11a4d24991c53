// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The index of essential names: an open-addressed table of first bearers, and lists through the rest.
 *
 * graph/names.h would not do: `task_struct___old` of a kernel is a candidate for `task_struct`. And of
 * a kernel's names two thirds are functions', which are no candidates for anything.
 */
#include "btfkit/corerelo/candidates.h"

#include "btfkit/corerelo/match.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/ids.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct slot {
	uint32_t id; /* of the first type, 0: free */
	uint32_t hash;
};

struct bk_candidates {
	const struct bk_graph *graph;
	struct slot *slots;
	uint32_t mask;	/* number of slots - 1; a power of two, at most half of them taken */
	uint32_t *next; /* by own id: the next type of the same kind and essential name */
};

/* What else has a name is no type that a relocation of C could start from. */
static const uint32_t root_kinds = 1u << BK_KIND_INT | BK_KINDS_RECORD | BK_KINDS_ENUM |
				   1u << BK_KIND_FWD | 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_FLOAT;

static uint32_t hash_of(const char *name, size_t size, enum bk_kind kind)
{
	return (uint32_t)XXH3_64bits_withSeed(name, size, kind);
}

/* The slot that holds that kind and name, or the free one where they belong. */
static struct slot *find_slot(const struct bk_candidates *c, enum bk_kind kind, const char *name,
			      size_t size, uint32_t hash)
{
	uint32_t at = hash & c->mask;

	for (; c->slots[at].id; at = (at + 1) & c->mask) {
		const uint32_t id = c->slots[at].id;
		const char *other;

		if (c->slots[at].hash != hash || bk_core_kind(bk_graph_kind(c->graph, id)) != kind)
			continue;
		other = bk_graph_name(c->graph, bk_graph_type(c->graph, id));
		if (strncmp(name, other, size) == 0 && bk_essential_size(other) == size)
			break;
	}
	return &c->slots[at];
}

/* Types come kind by kind, descending in each, and are put before those of their name. */
static void insert(struct bk_candidates *c, uint32_t id)
{
	const struct bk_graph *graph = c->graph;
	const char *name = bk_graph_name(graph, bk_graph_type(graph, id));
	const enum bk_kind kind = bk_core_kind(bk_graph_kind(graph, id));
	const size_t size = bk_essential_size(name);
	const uint32_t hash = hash_of(name, size, kind);
	struct slot *slot;

	if (!*name)
		return;
	slot = find_slot(c, kind, name, size, hash);
	c->next[id - graph->first_id] = slot->id;
	*slot = (struct slot){ id, hash };
}

static uint32_t count_roots(const struct bk_graph *graph)
{
	uint32_t count = 0;
	const uint32_t *ids;

	for (uint32_t kind = 0; kind < BK_KIND_COUNT; kind++)
		if (root_kinds >> kind & 1)
			count += bk_own_ids(graph, kind, &ids);
	return count;
}

/* ENUM and ENUM64 are merged, so that their lists ascend, too. */
static void insert_enums(struct bk_candidates *c)
{
	const uint32_t *enums, *enum64s;
	uint32_t n = bk_own_ids(c->graph, BK_KIND_ENUM, &enums);
	uint32_t n64 = bk_own_ids(c->graph, BK_KIND_ENUM64, &enum64s);

	while (n || n64) {
		if (!n64 || (n && enums[n - 1] > enum64s[n64 - 1]))
			insert(c, enums[--n]);
		else
			insert(c, enum64s[--n64]);
	}
}

static void fill(struct bk_candidates *c)
{
	insert_enums(c);
	for (uint32_t kind = 0; kind < BK_KIND_COUNT; kind++) {
		const uint32_t *ids;
		uint32_t n = bk_own_ids(c->graph, kind, &ids);

		if (root_kinds >> kind & 1 && !bk_kind_is_enum((enum bk_kind)kind))
			while (n)
				insert(c, ids[--n]);
	}
}

struct bk_error *bk_candidates_create(const struct bk_graph *graph, struct bk_candidates **result)
{
	struct bk_candidates *c = calloc(1, sizeof(*c));
	uint64_t slots = 16;

	*result = NULL;
	if (!c)
		return bk_error_memory();
	while (slots < 2 * (uint64_t)count_roots(graph))
		slots *= 2;
	c->graph = graph;
	c->mask = (uint32_t)(slots - 1);
	c->slots = calloc(slots, sizeof(*c->slots));
	c->next = calloc(graph->count - graph->first_id + 1u, sizeof(*c->next));
	if (!c->slots || !c->next) {
		bk_candidates_destroy(c);
		return bk_error_memory();
	}
	fill(c);
	*result = c;
	return NULL;
}

void bk_candidates_destroy(struct bk_candidates *candidates)
{
	if (!candidates)
		return;
	free(candidates->slots);
	free(candidates->next);
	free(candidates);
}

uint32_t bk_candidates_first(const struct bk_candidates *candidates, enum bk_kind kind,
			     const char *name)
{
	const size_t size = bk_essential_size(name);

	kind = bk_core_kind(kind);
	return size ? find_slot(candidates, kind, name, size, hash_of(name, size, kind))->id : 0;
}

uint32_t bk_candidates_next(const struct bk_candidates *candidates, uint32_t id)
{
	return candidates->next[id - candidates->graph->first_id];
}
