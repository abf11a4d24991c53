// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The ids of a graph, sorted by kind: counted, then distributed. */
#include "btfkit/graph/ids.h"

/* All unknown kinds are as one. */
static inline uint32_t slot_of(uint32_t kind)
{
	return kind < BK_KIND_COUNT ? kind : BK_KIND_COUNT;
}

bool bk_ids_sort(struct bk_graph *graph)
{
	const uint32_t own = graph->count - graph->first_id;
	uint32_t counts[BK_KIND_MAX + 1] = { 0 }, next[BK_KIND_COUNT + 1] = { 0 }, sum = 0;
	uint32_t *by_kind = reallocarray(NULL, (size_t)own + 1, sizeof(*by_kind));

	graph->by_kind = by_kind;
	if (!by_kind)
		return false;
	for (uint32_t i = 0; i < own; i++)
		counts[graph->kinds[i] & BK_KIND_MAX]++;
	for (uint32_t kind = 0; kind <= BK_KIND_MAX; kind++)
		next[slot_of(kind)] += counts[kind];
	for (uint32_t slot = 0; slot <= BK_KIND_COUNT; slot++) {
		const uint32_t count = next[slot];

		next[slot] = sum;
		sum += count;
		graph->kind_ends[slot] = sum;
	}
	for (uint32_t i = 0; i < own; i++)
		by_kind[next[slot_of(graph->kinds[i] & BK_KIND_MAX)]++] = graph->first_id + i;
	return true;
}

bool bk_ids_next_kind(struct bk_ids *ids)
{
	while (ids->graph) {
		while (ids->left) {
			uint32_t kind = (uint32_t)__builtin_ctz(ids->left);
			uint32_t count;

			ids->left &= ids->left - 1;
			if (kind > BK_KIND_COUNT)
				continue;
			count = bk_own_ids(ids->graph, kind, &ids->at);
			ids->end = ids->at + count;
			if (count)
				return true;
		}
		ids->graph = ids->graph->base;
		ids->left = ids->kinds;
	}
	return false;
}
