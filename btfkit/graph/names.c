// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The name index: an open-addressed table of first bearers, and a list through the rest. */
#include "btfkit/graph/names.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct bk_names {
	const struct bk_graph *graph;
	uint32_t *slots; /* id of the first type of a name, 0: free */
	uint32_t mask;	 /* number of slots - 1; a power of two, at most half of them taken */
	uint32_t *next;	 /* by id: the next type of the same name, and NOT_FIRST */
};

/* Marks types that others of the same name precede. Ids have at most 29 bits: 4 GiB / 12 bytes. */
static const uint32_t NOT_FIRST = 1u << 31;

/* The slot that holds `name`, or the free one where it belongs. */
static uint32_t *find_slot(const struct bk_names *names, const char *name)
{
	uint32_t at = (uint32_t)XXH3_64bits(name, strlen(name)) & names->mask;

	while (names->slots[at]) {
		const struct bk_type *t = bk_graph_type(names->graph, names->slots[at]);

		if (strcmp(bk_graph_name(names->graph, t), name) == 0)
			break;
		at = (at + 1) & names->mask;
	}
	return &names->slots[at];
}

static void collect_own(const struct bk_graph *graph, uint32_t kinds, uint32_t *ids,
			uint32_t *count)
{
	uint32_t own = graph->count - graph->first_id;

	for (uint32_t i = 0; i < own; i++) {
		uint32_t kind = graph->kinds[i] & BK_KIND_MAX;

		if (kind < BK_KIND_COUNT ? !(kinds >> kind & 1) : kinds != UINT32_MAX)
			continue;
		if (*bk_graph_name(graph, bk_graph_type(graph, graph->first_id + i)))
			ids[(*count)++] = graph->first_id + i;
	}
}

/* The ids of all named types of those kinds, ascending. False without memory. */
static bool collect(const struct bk_graph *graph, uint32_t kinds, uint32_t **ids, uint32_t *count)
{
	*count = 0;
	*ids = reallocarray(NULL, graph->count, sizeof(**ids));
	if (!*ids)
		return false;
	if (graph->base)
		collect_own(graph->base, kinds, *ids, count);
	collect_own(graph, kinds, *ids, count);
	return true;
}

/* Last ids first, each put before those it was found with: lists end up ascending. */
static void fill(struct bk_names *names, const uint32_t *ids, uint32_t count)
{
	while (count-- > 0) {
		uint32_t id = ids[count];
		uint32_t *slot = find_slot(
			names, bk_graph_name(names->graph, bk_graph_type(names->graph, id)));

		names->next[id] = *slot;
		if (*slot)
			names->next[*slot] |= NOT_FIRST;
		*slot = id;
	}
}

struct bk_error *bk_names_create_of(const struct bk_graph *graph, uint32_t kinds,
				    struct bk_names **result)
{
	struct bk_names *names = calloc(1, sizeof(*names));
	BK_AUTOFREE uint32_t *ids = NULL;
	uint64_t slots = 16;
	uint32_t count;

	*result = NULL;
	if (!names || !collect(graph, kinds, &ids, &count)) {
		free(names);
		return bk_error_memory();
	}
	while (slots < 2 * (uint64_t)count)
		slots *= 2;
	names->graph = graph;
	names->mask = (uint32_t)(slots - 1);
	names->slots = calloc(slots, sizeof(*names->slots));
	names->next = calloc(graph->count, sizeof(*names->next));
	if (!names->slots || !names->next) {
		bk_names_destroy(names);
		return bk_error_memory();
	}
	fill(names, ids, count);
	*result = names;
	return NULL;
}

struct bk_error *bk_names_create(const struct bk_graph *graph, struct bk_names **names)
{
	return bk_names_create_of(graph, UINT32_MAX, names);
}

void bk_names_destroy(struct bk_names *names)
{
	if (!names)
		return;
	free(names->slots);
	free(names->next);
	free(names);
}

uint32_t bk_names_first(const struct bk_names *names, const char *name)
{
	return *name ? *find_slot(names, name) : 0;
}

uint32_t bk_names_next(const struct bk_names *names, uint32_t id)
{
	return names->next[id] & ~NOT_FIRST;
}

bool bk_names_is_first(const struct bk_names *names, uint32_t id)
{
	return !(names->next[id] & NOT_FIRST);
}

uint32_t bk_names_find(const struct bk_names *names, enum bk_kind kind, const char *name)
{
	uint32_t id = bk_names_first(names, name);

	while (id && bk_kind(bk_graph_type(names->graph, id)) != kind)
		id = bk_names_next(names, id);
	return id;
}
