// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The ids of a graph, sorted by kind: counted, then distributed. */
#include "btfkit/graph/ids.h"

static uint32_t slot_of(const struct bk_graph *graph, uint32_t own)
{
	uint32_t kind = graph->kinds[own] & BK_KIND_MAX;

	return kind < BK_KIND_COUNT ? kind : BK_KIND_COUNT;
}

bool bk_ids_sort(struct bk_graph *graph)
{
	uint32_t own = graph->count - graph->first_id, sum = 0;
	uint32_t next[BK_KIND_COUNT + 1] = { 0 };

	graph->by_kind = reallocarray(NULL, (size_t)own + 1, sizeof(*graph->by_kind));
	if (!graph->by_kind)
		return false;
	for (uint32_t i = 0; i < own; i++)
		next[slot_of(graph, i)]++;
	for (int kind = 0; kind <= BK_KIND_COUNT; kind++) {
		uint32_t count = next[kind];

		next[kind] = sum;
		sum += count;
		graph->kind_ends[kind] = sum;
	}
	for (uint32_t i = 0; i < own; i++)
		graph->by_kind[next[slot_of(graph, i)]++] = graph->first_id + i;
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
