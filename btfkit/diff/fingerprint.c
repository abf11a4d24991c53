// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Hashes of types, found once for each id. */
#include "btfkit/diff/fingerprint.h"

#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* What C spells so is the same; deeper than anybody nests types, all is taken for the same. */
enum { DEEPEST = 200 };

enum { UNKNOWN = 0, BEGUN = 1, CIRCLE = 2, TOO_DEEP = 3, FIRST = 4 };

/* The words that tell types apart that have one name. */
enum { STRUCT_WORD = 11, UNION_WORD, ENUM_WORD, PTR_WORD, ARRAY_WORD, PROTO_WORD, QUALIFIER_WORD };

enum { RECORD_KINDS = 2 };

static const enum bk_kind record_kinds[RECORD_KINDS] = { BK_KIND_STRUCT, BK_KIND_UNION };

static size_t count_records(const struct bk_graph *graph)
{
	const uint32_t *first;
	size_t count = 0;

	for (; graph; graph = graph->base)
		for (int i = 0; i < RECORD_KINDS; i++)
			count += bk_own_ids(graph, record_kinds[i], &first);
	return count;
}

/* Which of the records it is: few types are some, so what is kept of these is not kept by id. */
static size_t rank_of(const struct bk_graph *graph, uint32_t id)
{
	enum bk_kind kind = bk_graph_kind(graph, id);
	const uint32_t *ids;
	size_t rank = 0;
	uint32_t low = 0, high;

	for (; id < graph->first_id; graph = graph->base)
		for (int i = 0; i < RECORD_KINDS; i++)
			rank += bk_own_ids(graph, record_kinds[i], &ids);
	if (kind == BK_KIND_UNION)
		rank += bk_own_ids(graph, BK_KIND_STRUCT, &ids);
	high = bk_own_ids(graph, kind, &ids);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return rank + low;
}

/* So many ids have their ranks told from that of the first: less than 256 are before the last. */
enum { BLOCK = 256 };

struct bk_error *bk_fingerprints_init(struct bk_fingerprints *prints, const struct bk_graph *graph)
{
	uint32_t count = graph->count, ranks = 0;

	prints->graph = graph;
	prints->blocks = reallocarray(NULL, count / BLOCK + 1, sizeof(*prints->blocks));
	prints->within = reallocarray(NULL, count, sizeof(*prints->within));
	if (!prints->blocks || !prints->within)
		return bk_error_memory();
	for (uint32_t id = 0; id < count; id++) {
		if (id % BLOCK == 0)
			prints->blocks[id / BLOCK] = ranks;
		prints->within[id] = (uint8_t)(ranks - prints->blocks[id / BLOCK]);
		ranks += bk_graph_kind(graph, id) != BK_KIND_FUNC;
	}
	prints->types = calloc((size_t)ranks + 1, sizeof(*prints->types));
	prints->contents = calloc(count_records(graph) + 1, sizeof(*prints->contents));
	return prints->types && prints->contents ? NULL : bk_error_memory();
}

void bk_fingerprints_deinit(struct bk_fingerprints *prints)
{
	free(prints->types);
	free(prints->contents);
	free(prints->blocks);
	free(prints->within);
	*prints = (struct bk_fingerprints){ 0 };
}

uint64_t bk_fingerprint_mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
	hash ^= hash >> 29;
	hash *= 0xbf58476d1ce4e5b9u;
	return hash ^ hash >> 32;
}

uint64_t bk_fingerprint_name(const char *name)
{
	return XXH3_64bits(name, strlen(name));
}

static uint64_t hash_type(struct bk_fingerprints *prints, uint32_t id, int depth);

static uint64_t hash_contents(struct bk_fingerprints *prints, uint32_t id, int depth);

/* A member without a name is what it holds, even where its type has a name (-fms-extensions). */
static uint64_t hash_member_type(struct bk_fingerprints *prints, const struct bk_member *m,
				 int depth)
{
	uint32_t record;

	if (*bk_graph_string(prints->graph, m->name_off))
		return hash_type(prints, m->type_id, depth + 1);
	record = bk_skip_typedefs(prints->graph, m->type_id);
	if (!bk_kind_is_record(bk_graph_kind(prints->graph, record)))
		return hash_type(prints, m->type_id, depth + 1);
	return hash_contents(prints, record, depth + 1);
}

static uint64_t hash_members(struct bk_fingerprints *prints, uint32_t id, int depth)
{
	const struct bk_type *t = bk_graph_type(prints->graph, id);
	uint64_t hash = t->size;

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		const struct bk_member *m = bk_members(t) + n;
		uint64_t place =
			(uint64_t)bk_member_offset_bits(t, m) << 8 | bk_member_bitfield_bits(t, m);

		hash = bk_fingerprint_mix(
			hash, bk_fingerprint_name(bk_graph_string(prints->graph, m->name_off)));
		hash = bk_fingerprint_mix(hash + hash_member_type(prints, m, depth), place);
	}
	return hash;
}

/* Makes a hash once, and none of what is being made, or too deep. */
static uint64_t hash_once(struct bk_fingerprints *prints, uint64_t *hash, uint32_t id, int depth,
			  uint64_t (*make)(struct bk_fingerprints *prints, uint32_t id, int depth))
{
	if (*hash == BEGUN)
		return CIRCLE;
	if (*hash != UNKNOWN)
		return *hash;
	if (depth > DEEPEST)
		return TOO_DEEP;
	*hash = BEGUN;
	*hash = make(prints, id, depth);
	if (*hash < FIRST)
		*hash += FIRST;
	return *hash;
}

static uint64_t hash_contents(struct bk_fingerprints *prints, uint32_t id, int depth)
{
	return hash_once(prints, &prints->contents[rank_of(prints->graph, id)], id, depth,
			 hash_members);
}

static uint64_t hash_values(const struct bk_graph *graph, const struct bk_type *t)
{
	uint64_t hash = (uint64_t)t->size << 1 | bk_kind_flag(t);

	for (uint32_t n = 0; n < bk_vlen(t); n++) {
		const char *name = bk_graph_string(graph, bk_enum_name_off(t, n));

		hash = bk_fingerprint_mix(hash, bk_fingerprint_name(name));
		hash = bk_fingerprint_mix(hash, (uint64_t)bk_enum_value(t, n));
	}
	return hash;
}

static uint64_t hash_prototype(struct bk_fingerprints *prints, const struct bk_type *t, int depth)
{
	uint64_t hash = bk_fingerprint_mix(PROTO_WORD, hash_type(prints, t->type_id, depth + 1));

	for (uint32_t n = 0; n < bk_vlen(t); n++)
		hash = bk_fingerprint_mix(hash,
					  hash_type(prints, bk_params(t)[n].type_id, depth + 1));
	return hash;
}

static uint64_t hash_array(struct bk_fingerprints *prints, const struct bk_type *t, int depth)
{
	uint64_t hash = hash_type(prints, bk_array_info(t)->elem_type, depth + 1);

	return bk_fingerprint_mix(bk_fingerprint_mix(ARRAY_WORD, hash), bk_array_info(t)->nelems);
}

static uint64_t hash_new(struct bk_fingerprints *prints, uint32_t id, int depth)
{
	const struct bk_type *t = bk_graph_type(prints->graph, id);
	const char *name = bk_graph_name(prints->graph, t);
	enum bk_kind kind = bk_kind(t);
	uint64_t word = kind;

	switch (kind) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		word = kind == BK_KIND_UNION ? UNION_WORD : STRUCT_WORD;
		if (!*name)
			return bk_fingerprint_mix(word, hash_contents(prints, id, depth));
		break;
	case BK_KIND_FWD:
		word = bk_kind_flag(t) ? UNION_WORD : STRUCT_WORD;
		break;
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		word = ENUM_WORD;
		if (!*name)
			return bk_fingerprint_mix(word, hash_values(prints->graph, t));
		break;
	case BK_KIND_PTR:
		return bk_fingerprint_mix(PTR_WORD, hash_type(prints, t->type_id, depth + 1));
	case BK_KIND_ARRAY:
		return hash_array(prints, t, depth);
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
		return bk_fingerprint_mix(QUALIFIER_WORD + kind,
					  hash_type(prints, t->type_id, depth + 1));
	case BK_KIND_TYPE_TAG:
		return hash_type(prints, t->type_id, depth + 1);
	case BK_KIND_FUNC_PROTO:
		return hash_prototype(prints, t, depth);
	case BK_KIND_INT: /* narrow ones make bitfields: see type_size.h */
		word = bk_int_word(t) & 0xffffff;
		break;
	default: /* void, and what is no type in C */
		break;
	}
	return bk_fingerprint_mix(word, bk_fingerprint_name(name));
}

static uint64_t hash_type(struct bk_fingerprints *prints, uint32_t id, int depth)
{
	uint64_t *hash = &prints->types[prints->blocks[id / BLOCK] + prints->within[id]];

	return hash_once(prints, hash, id, depth, hash_new);
}

uint64_t bk_fingerprint_type(struct bk_fingerprints *prints, uint32_t id)
{
	return hash_type(prints, id, 0);
}

uint64_t bk_fingerprint_description(struct bk_fingerprints *prints, uint32_t id)
{
	const struct bk_type *t = bk_graph_type(prints->graph, id);

	if (bk_kind_is_record(bk_kind(t)))
		return hash_contents(prints, id, 0);
	if (bk_kind_is_enum(bk_kind(t)))
		return hash_values(prints->graph, t);
	return hash_type(prints, t->type_id, 0);
}
