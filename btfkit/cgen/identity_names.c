// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* New names for types: that are free, and that are C identifiers. */
#include "btfkit/cgen/cname.h"
#include "btfkit/cgen/identity.h"

#include <stdio.h>

bool bk_typedef_is_builtin(const struct bk_graph *graph, const struct bk_type *t)
{
	static const char *const names[] = { "__int128_t", "__uint128_t", "__fp16", "__bf16" };
	const char *name = bk_graph_name(graph, t);

	if (name[0] != '_')
		return name[0] == '\0'; /* nothing to call it by */
	if (strncmp(name, "__builtin_", 10) == 0 || strncmp(name, "_Float", 6) == 0 ||
	    strncmp(name, "__SV", 4) == 0)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

bool bk_identity_rename(struct bk_identity *identity, uint32_t id, const char *name)
{
	bool inserted;

	if (!bk_array_push(&identity->new_names, name) ||
	    !bk_strmap_insert(&identity->taken, name, id, &inserted))
		return false;
	identity->renamed[id] = (uint32_t)identity->new_names.count;
	return true;
}

static bool is_free(const struct bk_identity *identity, const char *name)
{
	return !bk_names_first(identity->names, name) && !bk_strmap_find(&identity->taken, name);
}

const char *bk_identity_free_name(struct bk_identity *identity, const char *base)
{
	size_t size = strlen(base) + sizeof("___4294967295");
	char *name = bk_arena_alloc(&identity->arena, size);
	bool inserted;
	uint32_t *number = bk_strmap_insert(&identity->numbers, base, 2, &inserted);

	if (!name || !number)
		return NULL;
	do
		snprintf(name, size, "%s___%u", base, (*number)++);
	while (!is_free(identity, name));
	return name;
}

struct odd_name {
	const char *name;
	uint32_t first; /* the first type that bears it */
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct odd_name *)a)->name, ((const struct odd_name *)b)->name);
}

typedef BK_ARRAY(struct odd_name) odd_names;

static bool collect_odd_names(const struct bk_identity *identity, odd_names *odd)
{
	for (struct bk_ids ids = bk_ids_of(identity->graph, BK_KINDS_IN_NAME_SPACES);
	     bk_ids_next(&ids);) {
		const char *name =
			bk_graph_name(identity->graph, bk_graph_type(identity->graph, ids.id));

		if (!*name ||
		    bk_identity_classify(identity, name, strlen(name), NULL) < BK_NAME_RESERVED)
			continue;
		if (!bk_array_push(odd, (struct odd_name){ name, ids.id }))
			return false;
	}
	return true;
}

/* Gives every bearer of an odd name the same identifier; ambiguity is settled later. */
static bool rewrite_name(struct bk_identity *identity, const struct odd_name *odd)
{
	size_t size = strlen(odd->name);
	char *clean = bk_arena_alloc(&identity->arena, size + 3);
	const char *name = clean;

	if (!clean)
		return false;
	bk_sanitize_name(clean, odd->name, size);
	if (!is_free(identity, clean))
		name = bk_identity_free_name(identity, clean);
	for (uint32_t id = bk_names_first(identity->names, odd->name); name && id;
	     id = bk_names_next(identity->names, id))
		if (bk_name_space_of(bk_graph_kind(identity->graph, id)) != BK_SPACE_NONE &&
		    !bk_identity_rename(identity, id, name))
			return false;
	return name != NULL;
}

struct bk_error *bk_identity_rewrite_odd_names(struct bk_identity *identity)
{
	bool ok;
	odd_names odd = { 0 };

	ok = collect_odd_names(identity, &odd);
	if (odd.count)
		qsort(odd.at, odd.count, sizeof(*odd.at), by_name);
	for (size_t i = 0; i < odd.count && ok; i++)
		if (i == 0 || strcmp(odd.at[i - 1].name, odd.at[i].name) != 0)
			ok = rewrite_name(identity, &odd.at[i]);
	bk_array_deinit(&odd);
	return ok ? NULL : bk_error_memory();
}

struct bk_error *bk_identity_make_name(struct bk_identity *identity, uint32_t id)
{
	char *name = bk_arena_alloc(&identity->arena, sizeof("anon_12345678"));
	struct bk_digest digest, other;
	const uint32_t *taken;
	const char *free_name;

	identity->digester.skips_depths = true;
	identity->digester.skipped = false;
	if (!name || !bk_digest_type(&identity->digester, id, &digest))
		return bk_error_memory();
	snprintf(name, sizeof("anon_12345678"), "anon_%08x", (uint32_t)(digest.high >> 32));
	taken = bk_strmap_find(&identity->taken, name);
	if (taken && !identity->digester.skipped &&
	    bk_digest_type(&identity->digester, *taken, &other) &&
	    bk_digest_compare(digest, other) == 0) {
		identity->canon[id] = *taken;
		return NULL;
	}
	free_name = is_free(identity, name) ? name : bk_identity_free_name(identity, name);
	return free_name && bk_identity_rename(identity, id, free_name) ? NULL : bk_error_memory();
}

uint32_t bk_identity_find(const struct bk_identity *identity, enum bk_name_space space,
			  const char *name)
{
	const uint32_t *taken;

	for (uint32_t id = bk_names_first(identity->names, name); id;
	     id = bk_names_next(identity->names, id))
		if (bk_name_space_of(bk_graph_kind(identity->graph, id)) == space &&
		    identity->canon[id] == id && !identity->renamed[id])
			return id;
	taken = bk_strmap_find(&identity->taken, name);
	return taken && bk_name_space_of(bk_graph_kind(identity->graph, *taken)) == space
		       ? identity->canon[*taken]
		       : 0;
}
