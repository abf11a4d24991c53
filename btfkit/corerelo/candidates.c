// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The types of some essential names, found in passes over all types: most objects start from a few of a
 * kernel's ten thousand. Where there were many passes the next one is for all names.
 *
 * graph/names.h would not do: `task_struct___old` of a kernel is a candidate for `task_struct`. And of
 * a kernel's names two thirds are functions', which are no candidates for anything.
 */
#include "btfkit/corerelo/candidates.h"

#include "btfkit/base/arena.h"
#include "btfkit/base/array.h"
#include "btfkit/corerelo/match.h"
#include "btfkit/corerelo/name_filter.h"
#include "btfkit/graph/essential.h"
#include "btfkit/graph/ids.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* As many as take as long as one for all names. */
enum { MOST_PASSES = 6 };

struct essential {
	const char *name; /* not ended where it stops */
	size_t size;
	uint32_t hash;
	enum bk_kind kind;
	uint32_t first, count; /* in `ids`, after the pass */
};

struct hit {
	uint32_t essential, id;
};

struct bk_candidates {
	const struct bk_graph *graph;
	BK_ARRAY(struct essential) essentials;
	uint32_t *slots; /* open addressing: 1 + number in `essentials`, 0: free */
	uint32_t mask;	 /* number of slots - 1; a power of two, at most half of them taken */
	size_t sought;	 /* those before have been looked for */
	bool has_all;
	uint32_t passes;
	BK_ARRAY(struct hit) hits; /* of the pass */
	BK_ARRAY(uint32_t) ids;
	struct bk_arena arena; /* of names that are not the graph's */
};

/* What else has a name is no type that a relocation of C could start from. */
static const uint32_t root_kinds = 1u << BK_KIND_INT | BK_KINDS_RECORD | BK_KINDS_ENUM |
				   1u << BK_KIND_FWD | 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_FLOAT;

struct bk_error *bk_candidates_create(const struct bk_graph *graph, struct bk_candidates **result)
{
	struct bk_candidates *c = calloc(1, sizeof(*c));

	*result = NULL;
	if (!c)
		return bk_error_memory();
	c->graph = graph;
	c->mask = 63;
	c->slots = calloc(c->mask + 1, sizeof(*c->slots));
	if (!c->slots) {
		bk_candidates_destroy(c);
		return bk_error_memory();
	}
	*result = c;
	return NULL;
}

void bk_candidates_destroy(struct bk_candidates *c)
{
	if (!c)
		return;
	bk_array_deinit(&c->essentials);
	bk_array_deinit(&c->hits);
	bk_array_deinit(&c->ids);
	bk_arena_deinit(&c->arena);
	free(c->slots);
	free(c);
}

/* ---- names ---- */

static struct essential essential_of(enum bk_kind kind, const char *name)
{
	const size_t size = bk_essential_size(name);

	return (struct essential){ .name = name,
				   .size = size,
				   .kind = kind,
				   .hash = (uint32_t)XXH3_64bits_withSeed(name, size, kind) };
}

/* The slot that holds that kind and name, or the free one where they belong. */
static uint32_t *find_slot(const struct bk_candidates *c, const struct essential *e)
{
	uint32_t at = e->hash & c->mask;

	for (; c->slots[at]; at = (at + 1) & c->mask) {
		const struct essential *other = &c->essentials.at[c->slots[at] - 1];

		if (other->hash == e->hash && other->kind == e->kind && other->size == e->size &&
		    memcmp(other->name, e->name, e->size) == 0)
			break;
	}
	return &c->slots[at];
}

static bool grow(struct bk_candidates *c)
{
	const uint32_t mask = 2 * c->mask + 1;
	uint32_t *slots = calloc((size_t)mask + 1, sizeof(*slots));

	if (!slots)
		return false;
	free(c->slots);
	c->slots = slots;
	c->mask = mask;
	for (size_t i = 0; i < c->essentials.count; i++)
		*find_slot(c, &c->essentials.at[i]) = (uint32_t)i + 1;
	return true;
}

/* Puts in what is not there yet. */
static bool add(struct bk_candidates *c, const struct essential *e)
{
	if (2 * c->essentials.count >= c->mask && !grow(c))
		return false;
	if (!bk_array_push(&c->essentials, *e))
		return false;
	*find_slot(c, e) = (uint32_t)c->essentials.count;
	return true;
}

struct bk_error *bk_candidates_expect(struct bk_candidates *c, enum bk_kind kind, const char *name)
{
	struct essential e = essential_of(bk_core_kind(kind), name);

	if (!e.size || !(root_kinds >> kind & 1) || c->has_all || *find_slot(c, &e))
		return NULL;
	e.name = bk_arena_copy(&c->arena, name, e.size);
	return e.name && add(c, &e) ? NULL : bk_error_memory();
}

/* ---- passes ---- */

/* Of shorter names what follows may be the end, or a flavor. */
static void add_beginning(struct bk_name_filter *filter, const struct essential *e)
{
	uint32_t beginning = 0, flavor = 0;

	for (unsigned int i = 0; i < 4; i++) {
		beginning |= (i < e->size ? (uint8_t)e->name[i] : 0u) << (8 * i);
		flavor |= (i < e->size ? (uint8_t)e->name[i] : (uint32_t)'_') << (8 * i);
	}
	bk_name_filter_add(filter, beginning);
	bk_name_filter_add(filter, flavor);
}

/* Notes a type whose name is looked for in this pass. */
static bool visit(struct bk_candidates *c, const struct bk_name_filter *filter, enum bk_kind kind,
		  uint32_t id)
{
	const struct bk_type *t = bk_graph_type(c->graph, id);
	struct essential e;
	uint32_t number;

	if (filter &&
	    !bk_name_filter_may_have(filter, (uint32_t)bk_name_beginning(c->graph, t->name_off)))
		return true;
	e = essential_of(kind, bk_graph_name(c->graph, t));
	if (!e.size)
		return true;
	number = *find_slot(c, &e);
	if (!number) {
		if (!c->has_all)
			return true;
		if (!add(c, &e))
			return false;
		number = (uint32_t)c->essentials.count;
	}
	if (number <= c->sought)
		return true;
	c->essentials.at[number - 1].count++;
	return bk_array_push(&c->hits, (struct hit){ number - 1, id });
}

/* ENUM and ENUM64 are merged, so that their ids ascend, too. */
static bool visit_enums(struct bk_candidates *c, const struct bk_name_filter *filter)
{
	const uint32_t *enums, *enum64s;
	uint32_t n = bk_own_ids(c->graph, BK_KIND_ENUM, &enums);
	uint32_t n64 = bk_own_ids(c->graph, BK_KIND_ENUM64, &enum64s);
	const enum bk_kind kind = bk_core_kind(BK_KIND_ENUM);
	bool ok = true;

	while (ok && (n || n64)) {
		if (!n64 || (n && *enums < *enum64s)) {
			ok = visit(c, filter, kind, *enums++);
			n--;
		} else {
			ok = visit(c, filter, kind, *enum64s++);
			n64--;
		}
	}
	return ok;
}

static bool visit_all(struct bk_candidates *c, const struct bk_name_filter *filter, uint32_t kinds)
{
	if (kinds & BK_KINDS_ENUM && !visit_enums(c, filter))
		return false;
	for (uint32_t kind = 0; kind < BK_KIND_COUNT; kind++) {
		const uint32_t *ids;
		uint32_t n = bk_own_ids(c->graph, kind, &ids);

		if (!(kinds >> kind & 1) || bk_kind_is_enum((enum bk_kind)kind))
			continue;
		for (uint32_t i = 0; i < n; i++)
			if (!visit(c, filter, bk_core_kind((enum bk_kind)kind), ids[i]))
				return false;
	}
	return true;
}

/* Puts the ids of each name together, in the order in which they were found. */
static bool distribute(struct bk_candidates *c)
{
	uint32_t at = (uint32_t)c->ids.count;

	if (!bk_array_reserve(&c->ids, c->hits.count))
		return false;
	for (size_t i = c->sought; i < c->essentials.count; i++) {
		struct essential *e = &c->essentials.at[i];

		e->first = at;
		at += e->count;
		e->count = 0;
	}
	for (size_t i = 0; i < c->hits.count; i++) {
		struct essential *e = &c->essentials.at[c->hits.at[i].essential];

		c->ids.at[e->first + e->count++] = c->hits.at[i].id;
	}
	c->ids.count = at;
	c->hits.count = 0;
	return true;
}

/* Looks for all that has not been looked for yet. */
static bool pass(struct bk_candidates *c)
{
	struct bk_name_filter filter = { 0 };
	uint32_t kinds = 0;

	c->has_all = ++c->passes > MOST_PASSES;
	for (size_t i = c->sought; i < c->essentials.count; i++) {
		add_beginning(&filter, &c->essentials.at[i]);
		kinds |= 1u << c->essentials.at[i].kind;
	}
	if (kinds & BK_KINDS_ENUM)
		kinds |= BK_KINDS_ENUM;
	if (!visit_all(c, c->has_all ? NULL : &filter, c->has_all ? root_kinds : kinds) ||
	    !distribute(c))
		return false;
	c->sought = c->essentials.count;
	return true;
}

struct bk_error *bk_candidates_find(struct bk_candidates *c, enum bk_kind kind, const char *name,
				    const uint32_t **ids, uint32_t *count)
{
	const struct essential e = essential_of(bk_core_kind(kind), name);
	uint32_t number;

	*ids = NULL;
	*count = 0;
	BK_TRY(bk_candidates_expect(c, kind, name));
	number = e.size ? *find_slot(c, &e) : 0;
	if (number > c->sought && !pass(c))
		return bk_error_memory();
	if (!number)
		return NULL;
	*ids = c->ids.at + c->essentials.at[number - 1].first;
	*count = c->essentials.at[number - 1].count;
	return NULL;
}
