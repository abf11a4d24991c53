// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Each record is written down in words, with equal types under one number, and looked up. */
#include "btfkit/stat/repeated.h"

#include "btfkit/stat/record_size.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct words {
	uint32_t *at;
	size_t count, room;
};

struct slot {
	uint32_t id, hash; /* id 0: free. The hash spares writing down most of the others. */
};

struct finder {
	const struct bk_graph *graph;
	uint32_t *canon;
	struct slot *slots; /* an open-addressed table */
	uint32_t mask;
	struct words words, others;
};

/* What may have an equal without having a namesake. */
static bool is_looked_up(const struct bk_graph *graph, uint32_t id)
{
	switch (bk_graph_kind(graph, id)) {
	case BK_KIND_PTR:
	case BK_KIND_ARRAY:
	case BK_KIND_CONST:
	case BK_KIND_VOLATILE:
	case BK_KIND_RESTRICT:
	case BK_KIND_TYPE_TAG:
	case BK_KIND_DECL_TAG:
	case BK_KIND_FUNC_PROTO:
	case BK_KIND_FWD:
	case BK_KIND_VAR:
		return true;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return bk_graph_is_anonymous(graph, id);
	default:
		return false;
	}
}

/* The record of a type in words; false without memory. */
static bool write_down(const struct finder *finder, uint32_t id, struct words *words)
{
	const struct bk_type *t = bk_graph_type(finder->graph, id);
	const uint32_t *record = (const uint32_t *)t, *canon = finder->canon;
	uint32_t size = bk_record_size(finder->graph, id) / 4;
	enum bk_kind kind = bk_kind(t);

	words->count = 0;
	if (!bk_array_reserve(words, size) || !words->at)
		return false;
	memcpy(words->at, record, size * sizeof(*record));
	words->count = size;
	if (bk_kind_table[kind].refers)
		words->at[2] = canon[t->type_id];
	switch (kind) {
	case BK_KIND_FWD:
		words->at[2] = 0; /* nothing, whatever stands there */
		break;
	case BK_KIND_ARRAY:
		words->at[2] = 0;
		words->at[3] = canon[record[3]];
		words->at[4] = canon[record[4]];
		break;
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
		for (uint32_t n = 0; n < bk_vlen(t); n++)
			words->at[4 + 3 * n] = canon[record[4 + 3 * n]];
		break;
	case BK_KIND_FUNC_PROTO:
		for (uint32_t n = 0; n < bk_vlen(t); n++)
			words->at[4 + 2 * n] = canon[record[4 + 2 * n]];
		break;
	default:
		break;
	}
	return true;
}

/* Sets `same` to the type before `id` that says the same, or to 0. False without memory. */
static bool look_up(struct finder *finder, uint32_t id, uint32_t *same)
{
	uint32_t hash, at;

	*same = 0;
	if (!write_down(finder, id, &finder->words))
		return false;
	hash = (uint32_t)XXH3_64bits(finder->words.at, finder->words.count * sizeof(uint32_t));
	for (at = hash & finder->mask; finder->slots[at].id; at = (at + 1) & finder->mask) {
		if (finder->slots[at].hash != hash)
			continue;
		if (!write_down(finder, finder->slots[at].id, &finder->others))
			return false;
		if (finder->others.count != finder->words.count ||
		    memcmp(finder->others.at, finder->words.at,
			   finder->words.count * sizeof(uint32_t)) != 0)
			continue;
		*same = finder->slots[at].id;
		return true;
	}
	finder->slots[at] = (struct slot){ id, hash };
	return true;
}

static bool count_repeated(struct bk_stat *stat, struct bk_namesakes *namesakes, uint32_t id,
			   uint32_t of, uint32_t top)
{
	if (id < stat->graph->first_id)
		return true;
	stat->repeated_types.count++;
	stat->repeated_types.bytes += bk_record_size(stat->graph, id);
	return namesakes->repeated.count >= top ||
	       bk_array_push(&namesakes->repeated, (struct bk_repeated){ id, of });
}

static bool find_repeated(struct bk_stat *stat, struct bk_namesakes *namesakes,
			  struct finder *finder, uint32_t top)
{
	for (uint32_t id = 1; id < stat->graph->count; id++) {
		bool is_forward = bk_graph_kind(stat->graph, id) == BK_KIND_FWD;
		uint32_t same = 0;

		if (is_looked_up(stat->graph, id) && !look_up(finder, id, &same))
			return false;
		if (!is_forward && finder->canon[id] != id)
			same = finder->canon[id];
		if (!same)
			continue;
		if (!is_forward)
			finder->canon[id] = same;
		if (!count_repeated(stat, namesakes, id, same, top))
			return false;
	}
	return true;
}

struct bk_error *bk_stat_find_repeated(struct bk_stat *stat, struct bk_namesakes *namesakes,
				       uint32_t top)
{
	struct finder finder = { .graph = stat->graph, .canon = namesakes->canon };
	uint64_t room = 16;
	bool done;

	while (room < 2 * (uint64_t)stat->graph->count)
		room *= 2;
	finder.mask = (uint32_t)(room - 1);
	finder.slots = calloc(room, sizeof(*finder.slots));
	done = finder.slots && find_repeated(stat, namesakes, &finder, top);
	free(finder.slots);
	bk_array_deinit(&finder.words);
	bk_array_deinit(&finder.others);
	return done ? NULL : bk_error_memory();
}
