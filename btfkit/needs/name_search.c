// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Names that are asked for, and passes over graphs for those that were not looked for yet. */
#include "btfkit/needs/name_search.h"

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/base/strmap.h"
#include "btfkit/corerelo/name_filter.h"
#include "btfkit/graph/ids.h"
#include "btfkit/graph/names.h"

enum {
	NAMED_KINDS =
		1 << BK_KIND_FUNC | 1 << BK_KIND_VAR | 1 << BK_KIND_TYPEDEF | 1 << BK_KIND_STRUCT,
	MOST_PASSES = 8, /* they take as long as an index */
	NONE = UINT32_MAX,
};

struct wanted {
	enum bk_kind kind;
	const char *name;
	uint32_t next; /* of the same name and another kind; NONE: none */
	const struct bk_graph *graph;
	uint32_t id;
};

struct bk_name_search {
	const struct bk_graph *const *graphs;
	size_t count;
	BK_ARRAY(struct wanted) wanted;
	size_t sought; /* those before have been looked for */
	struct bk_strmap by_name;
	struct bk_arena arena;
	uint32_t passes;
	struct bk_names **names; /* of each graph; NULL until needed */
};

struct bk_name_search *bk_name_search_create(const struct bk_graph *const *graphs, size_t count)
{
	struct bk_name_search *search = calloc(1, sizeof(*search));

	if (!search)
		return NULL;
	search->graphs = graphs;
	search->count = count;
	search->names = calloc(count, sizeof(struct bk_names *));
	if (search->names)
		return search;
	free(search);
	return NULL;
}

void bk_name_search_destroy(struct bk_name_search *search)
{
	if (!search)
		return;
	for (size_t i = 0; i < search->count; i++)
		bk_names_destroy(search->names[i]);
	free(search->names);
	bk_array_deinit(&search->wanted);
	bk_strmap_deinit(&search->by_name);
	bk_arena_deinit(&search->arena);
	free(search);
}

static struct wanted *find(const struct bk_name_search *search, enum bk_kind kind, const char *name)
{
	const uint32_t *first = bk_strmap_find(&search->by_name, name);

	for (uint32_t n = first ? *first : NONE; n != NONE; n = search->wanted.at[n].next)
		if (search->wanted.at[n].kind == kind)
			return &search->wanted.at[n];
	return NULL;
}

struct bk_error *bk_name_search_expect(struct bk_name_search *search, enum bk_kind kind,
				       const char *name)
{
	const uint32_t number = (uint32_t)search->wanted.count;
	struct wanted wanted = { .kind = kind, .next = NONE };
	uint32_t *first;
	bool is_new;

	if (search->passes >= MOST_PASSES || find(search, kind, name))
		return NULL;
	wanted.name = bk_arena_copy(&search->arena, name, strlen(name));
	if (!wanted.name || !bk_array_reserve(&search->wanted, 1))
		return bk_error_memory();
	first = bk_strmap_insert(&search->by_name, wanted.name, number, &is_new);
	if (!first)
		return bk_error_memory();
	if (!is_new) {
		wanted.next = *first;
		*first = number;
	}
	search->wanted.at[search->wanted.count++] = wanted;
	return NULL;
}

/* Notes the own types of one kind that have a name not yet looked for; returns how many are new. */
static size_t pass_kind(struct bk_name_search *search, const struct bk_graph *graph,
			enum bk_kind kind, const struct bk_name_filter *filter)
{
	const uint32_t *ids;
	const uint32_t count = bk_own_ids(graph, kind, &ids);
	size_t found = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct bk_type *t = bk_graph_type(graph, ids[i]);
		struct wanted *wanted;

		if (!bk_name_filter_may_have(filter, bk_name_beginning(graph, t->name_off)))
			continue;
		wanted = find(search, kind, bk_graph_name(graph, t));
		if (!wanted || wanted->id)
			continue;
		wanted->graph = graph;
		wanted->id = ids[i];
		found++;
	}
	return found;
}

/* Looks for all that has not been looked for yet. */
static void pass(struct bk_name_search *search)
{
	struct bk_name_filter filters[BK_KIND_COUNT] = { 0 };
	size_t left[BK_KIND_COUNT] = { 0 };

	for (size_t i = search->sought; i < search->wanted.count; i++) {
		const struct wanted *wanted = &search->wanted.at[i];

		bk_name_filter_add(&filters[wanted->kind], bk_beginning_of(wanted->name));
		left[wanted->kind]++;
	}
	for (size_t g = 0; g < search->count; g++)
		for (int kind = 0; kind < BK_KIND_COUNT; kind++)
			if (left[kind])
				left[kind] -= pass_kind(search, search->graphs[g],
							(enum bk_kind)kind, &filters[kind]);
	search->sought = search->wanted.count;
	search->passes++;
}

static struct bk_error *find_in_index(struct bk_name_search *search, enum bk_kind kind,
				      const char *name, const struct bk_graph **graph, uint32_t *id)
{
	for (size_t i = 0; i < search->count && !*id; i++) {
		if (!search->names[i])
			BK_TRY(bk_names_create_of(search->graphs[i], NAMED_KINDS,
						  &search->names[i]));
		*graph = search->graphs[i];
		*id = bk_names_find(search->names[i], kind, name);
	}
	return NULL;
}

struct bk_error *bk_name_search_find(struct bk_name_search *search, enum bk_kind kind,
				     const char *name, const struct bk_graph **graph, uint32_t *id)
{
	const struct wanted *wanted;

	*graph = NULL;
	*id = 0;
	BK_TRY(bk_name_search_expect(search, kind, name));
	wanted = find(search, kind, name);
	if (!wanted)
		return find_in_index(search, kind, name, graph, id);
	if ((size_t)(wanted - search->wanted.at) >= search->sought)
		pass(search);
	*graph = wanted->graph;
	*id = wanted->id;
	return NULL;
}
