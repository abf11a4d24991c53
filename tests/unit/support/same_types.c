// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * All types of both graphs begin in one class. Round by round each is put into a class by its record, with
 * the classes of the round before in the place of references, until a round makes no more classes than
 * the one before. That takes a round a step to the farthest difference, and each round looks at all.
 */
#include "tests/unit/support/same_types.h"

#include "btfkit/base/strmap.h"
#include "btfkit/graph/words.h"

#include <stdlib.h>
#include <string.h>

struct sameness {
	const struct bk_graph *const *graphs;
	uint32_t count;	     /* types of both, the first graph's in front */
	size_t *starts;	     /* of each one's words; one more at the end */
	uint32_t *words;     /* the records, names as numbers that both share */
	uint32_t *keys;	     /* the same, references as classes */
	uint8_t *is_id;	     /* by word */
	uint32_t *old, *new; /* classes by type: 0 is void's */
	uint32_t class_count;
	uint32_t
		*steps; /* by type: the round in which the other graph had no such class, 0: none */
	uint32_t *table;     /* of this round: types of different keys, by hash */
	uint32_t table_mask; /* of its size, which is a power of two */
};

/* What a visitor must know. */
struct place {
	struct sameness *s;
	struct bk_strmap *names;
	const struct bk_graph *graph;
	uint32_t first; /* what the graph's type 1 is among all */
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static const struct bk_graph *graph_of_type(const struct sameness *s, uint32_t type, uint32_t *id)
{
	uint32_t first = bk_graph_count(s->graphs[0]) - 1;

	*id = 1 + (type < first ? type : type - first);
	return s->graphs[type >= first];
}

static const struct bk_type *record_of(const struct sameness *s, uint32_t type)
{
	uint32_t id;
	const struct bk_graph *graph = graph_of_type(s, type, &id);

	return bk_graph_type(graph, id);
}

static uint32_t word_count(const struct bk_type *t)
{
	const struct bk_kind_info *info = &bk_kind_table[bk_kind(t)];

	if (bk_kind(t) >= BK_KIND_COUNT)
		abort();
	return (12 + info->tail_size + bk_vlen(t) * info->elem_size) / 4;
}

static bool is_kept(const struct sameness *s, uint32_t type)
{
	enum bk_kind kind = bk_kind(record_of(s, type));

	return kind == BK_KIND_VAR || kind == BK_KIND_DATASEC;
}

static void number_name(void *context, uint32_t *word)
{
	struct place *place = context;
	bool inserted;

	*word = *(uint32_t *)must(bk_strmap_insert(place->names,
						   bk_graph_string(place->graph, *word),
						   place->names->count, &inserted));
}

/* References become numbers among all types, plus one: 0 is void. */
static void number_id(void *context, uint32_t *word)
{
	struct place *place = context;

	place->s->is_id[word - place->s->words] = 1;
	if (*word)
		*word += place->first;
}

static void copy_records(struct sameness *s)
{
	struct bk_strmap names = BK_STRMAP_INIT;

	for (uint32_t type = 0; type < s->count; type++)
		s->starts[type + 1] = s->starts[type] + word_count(record_of(s, type));
	s->words = must(calloc(s->starts[s->count] + 1, sizeof(*s->words)));
	s->keys = must(calloc(s->starts[s->count] + 1, sizeof(*s->keys)));
	s->is_id = must(calloc(s->starts[s->count] + 1, 1));
	for (uint32_t type = 0; type < s->count; type++) {
		struct place place = { .s = s, .names = &names };
		const struct bk_type *t = record_of(s, type);
		uint32_t *to = s->words + s->starts[type], id;

		place.graph = graph_of_type(s, type, &id);
		place.first = type + 1 - id;
		memcpy(to, t, 4 * (s->starts[type + 1] - s->starts[type]));
		if (bk_kind(t) == BK_KIND_FWD)
			to[2] = 0;
		bk_record_visit((struct bk_type *)to, number_name, number_id, &place);
	}
	bk_strmap_deinit(&names);
}

static uint32_t make_key(struct sameness *s, uint32_t type)
{
	uint64_t hash = 0x9e3779b97f4a7c15;

	for (size_t at = s->starts[type]; at < s->starts[type + 1]; at++) {
		uint32_t word = s->words[at];

		if (s->is_id[at] && word)
			word = s->old[word - 1];
		s->keys[at] = word;
		hash = (hash ^ word) * 0xff51afd7ed558ccd;
		hash ^= hash >> 29;
	}
	return (uint32_t)hash;
}

static bool same_keys(const struct sameness *s, uint32_t a, uint32_t b)
{
	size_t count = s->starts[a + 1] - s->starts[a];

	return count == s->starts[b + 1] - s->starts[b] &&
	       memcmp(s->keys + s->starts[a], s->keys + s->starts[b], 4 * count) == 0;
}

/* Gives each type a new class, and counts them. */
static uint32_t refine_once(struct sameness *s)
{
	uint32_t classes = 0;

	memset(s->table, 0xff, sizeof(*s->table) * (s->table_mask + 1));
	for (uint32_t type = 0; type < s->count; type++) {
		uint32_t slot = make_key(s, type) & s->table_mask;

		if (is_kept(s, type)) {
			s->new[type] = ++classes;
			continue;
		}
		while (s->table[slot] != UINT32_MAX && !same_keys(s, s->table[slot], type))
			slot = (slot + 1) & s->table_mask;
		if (s->table[slot] == UINT32_MAX) {
			s->table[slot] = type;
			s->new[type] = ++classes;
		} else {
			s->new[type] = s->new[s->table[slot]];
		}
	}
	return classes;
}

/* Notes for which types this round was the first in which the other graph has none of their class. */
static void note_steps(struct sameness *s, uint32_t classes, uint32_t round)
{
	uint8_t *is_in = must(calloc((size_t)classes + 1, 1));
	uint32_t first = bk_graph_count(s->graphs[0]) - 1;

	for (uint32_t type = 0; type < s->count; type++)
		is_in[s->new[type]] |= type < first ? 1 : 2;
	for (uint32_t type = 0; type < s->count; type++)
		if (!s->steps[type] && is_in[s->new[type]] != 3)
			s->steps[type] = round;
	free(is_in);
}

static void refine(struct sameness *s)
{
	uint32_t before = 0, classes = 1;

	for (uint32_t round = 1; classes != before; round++) {
		uint32_t *swap = s->old;

		before = classes;
		classes = refine_once(s);
		note_steps(s, classes, round);
		s->old = s->new;
		s->new = swap;
	}
	s->class_count = classes;
}

/* Whether it is a type that can be merged at all. */
static bool counts(const struct sameness *s, uint32_t type)
{
	const struct bk_type *t = record_of(s, type);
	uint32_t id;

	if (bk_kind(t) == BK_KIND_DECL_TAG)
		t = bk_graph_type(graph_of_type(s, type, &id), t->type_id);
	return bk_kind(t) != BK_KIND_VAR && bk_kind(t) != BK_KIND_DATASEC;
}

static void put_graph(struct bk_sink *sink, const struct sameness *s, uint32_t n,
		      uint32_t totals[3])
{
	uint32_t first = n ? bk_graph_count(s->graphs[0]) - 1 : 0;
	uint32_t *met = must(calloc((size_t)s->class_count + 1, sizeof(*met)));

	for (uint32_t id = 1; id < bk_graph_count(s->graphs[n]); id++) {
		uint32_t type = first + id - 1, *other = &met[s->old[type]];
		const struct bk_type *t = record_of(s, type);
		const char *kind = bk_kind_table[bk_kind(t)].name,
			   *name = bk_graph_name(s->graphs[n], t);

		if (!counts(s, type))
			continue;
		totals[0]++;
		totals[1] += *other != 0;
		totals[2] += s->steps[type] != 0;
		if (*other)
			bk_printf(sink, "twice %u [%u] %s '%s' as [%u]\n", n + 1, id, kind, name,
				  *other);
		else
			*other = id;
		if (s->steps[type])
			bk_printf(sink, "only %u [%u] %s '%s' %u\n", n + 1, id, kind, name,
				  s->steps[type] - 1);
	}
	free(met);
}

void put_same_types(struct bk_sink *sink, const struct bk_graph *const graphs[2])
{
	struct sameness s = { .graphs = graphs };
	uint32_t totals[2][3] = { 0 };

	s.count = bk_graph_count(graphs[0]) + bk_graph_count(graphs[1]) - 2;
	s.starts = must(calloc((size_t)s.count + 1, sizeof(*s.starts)));
	s.old = must(calloc((size_t)s.count + 1, sizeof(*s.old)));
	s.new = must(calloc((size_t)s.count + 1, sizeof(*s.new)));
	s.steps = must(calloc((size_t)s.count + 1, sizeof(*s.steps)));
	for (s.table_mask = 1; s.table_mask < 2 * s.count;)
		s.table_mask = 2 * s.table_mask + 1;
	s.table = must(calloc((size_t)s.table_mask + 1, sizeof(*s.table)));
	copy_records(&s);
	for (uint32_t type = 0; type < s.count; type++)
		s.old[type] = 1;
	refine(&s);
	for (uint32_t n = 0; n < 2; n++)
		put_graph(sink, &s, n, totals[n]);
	for (uint32_t n = 0; n < 2; n++)
		bk_printf(sink, "total %u %u %u %u\n", n + 1, totals[n][0], totals[n][1],
			  totals[n][2]);
	free(s.starts);
	free(s.words);
	free(s.keys);
	free(s.is_id);
	free(s.old);
	free(s.new);
	free(s.steps);
	free(s.table);
}
