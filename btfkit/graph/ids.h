/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Visiting the types of some kinds without a look at all the others: two thirds of a kernel's types
 * are functions, which few operations care about.
 *
 *	for (struct bk_ids ids = bk_ids_of(graph, BK_KINDS_RECORD); bk_ids_next(&ids);)
 *		...ids.id
 *
 * A graph's own types come first, kind after kind and ascending in each, then those of its base.
 */
#ifndef BK_GRAPH_IDS_H
#define BK_GRAPH_IDS_H

#include "btfkit/graph/graph.h"

/* Sets of kinds: a bit each; the bit of BK_KIND_COUNT stands for all unknown kinds. */
#define BK_KINDS_RECORD (1u << BK_KIND_STRUCT | 1u << BK_KIND_UNION)
#define BK_KINDS_ENUM	(1u << BK_KIND_ENUM | 1u << BK_KIND_ENUM64)
#define BK_KINDS_MODIFIER \
	(1u << BK_KIND_CONST | 1u << BK_KIND_VOLATILE | 1u << BK_KIND_RESTRICT | \
	 1u << BK_KIND_TYPE_TAG)

struct bk_ids {
	uint32_t id;	      /* after bk_ids_next() has returned true */
	uint32_t kinds, left; /* asked for, and those still to come of `graph` */
	const struct bk_graph *graph;
	const uint32_t *at, *end;
};

static inline struct bk_ids bk_ids_of(const struct bk_graph *graph, uint32_t kinds)
{
	return (struct bk_ids){ .kinds = kinds, .left = kinds, .graph = graph };
}

/* For bk_ids_next(): goes on to the next kind that has any types. */
bool bk_ids_next_kind(struct bk_ids *ids);

static inline bool bk_ids_next(struct bk_ids *ids)
{
	if (ids->at == ids->end && !bk_ids_next_kind(ids))
		return false;
	ids->id = *ids->at++;
	return true;
}

/* How many own types of a kind there are; *first is set to the first of their ids. */
static inline uint32_t bk_own_ids(const struct bk_graph *graph, uint32_t kind,
				  const uint32_t **first)
{
	uint32_t start = kind ? graph->kind_ends[kind - 1] : 0;

	*first = graph->by_kind + start;
	return graph->kind_ends[kind] - start;
}

/* For the constructor of graphs: sorts the own ids by kind. False without memory. */
bool bk_ids_sort(struct bk_graph *graph);

#endif
