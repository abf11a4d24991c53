// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Writes a graph's records in another order, every id and string offset in them replaced. */
#include "tests/unit/support/renumber.h"

#include "tests/unit/support/keep.h"
#include "tests/unit/support/random.h"

#include <stdlib.h>

struct renumber {
	const struct bk_graph *graph;
	uint32_t *new_ids;     /* by old id */
	uint32_t *new_strings; /* by old offset; 0: not used */
	uint32_t *words;       /* where the next record goes */
};

static uint32_t record_words(const struct bk_type *t)
{
	const struct bk_kind_info *info = &bk_kind_table[bk_kind(t)];

	if (bk_kind(t) >= BK_KIND_COUNT)
		abort();
	return (12 + info->tail_size + bk_vlen(t) * info->elem_size) / 4;
}

/* By kind: which words of an element, or of what stands behind the first three, are ids and names. */
static void map_words(const struct bk_type *t, uint32_t *step, uint32_t *ids, uint32_t *names)
{
	enum bk_kind kind = bk_kind(t);

	*step = bk_kind_table[kind].elem_size / 4;
	*ids = *names = 0;
	if (bk_kind_is_record(kind) || kind == BK_KIND_FUNC_PROTO) {
		*names = 1 << 0;
		*ids = 1 << 1;
	} else if (bk_kind_is_enum(kind)) {
		*names = 1 << 0;
	} else if (kind == BK_KIND_DATASEC) {
		*ids = 1 << 0;
	} else if (kind == BK_KIND_ARRAY) {
		*step = 3;
		*ids = 1 << 0 | 1 << 1;
	}
}

/* Calls `visit` for each word of the record that is an id or the offset of a name. */
static void for_each_word(struct renumber *r, const struct bk_type *t, uint32_t *words,
			  void (*visit)(struct renumber *r, uint32_t *word, bool is_name))
{
	uint32_t step, ids, names, count = record_words(t);

	map_words(t, &step, &ids, &names);
	visit(r, words, true);
	if (bk_kind_table[bk_kind(t)].refers)
		visit(r, words + 2, false);
	for (uint32_t at = 3; at < count && step; at++) {
		uint32_t bit = 1u << (at - 3) % step;

		if ((ids | names) & bit)
			visit(r, words + at, names & bit);
	}
}

static void note_string(struct renumber *r, uint32_t *word, bool is_name)
{
	if (is_name)
		r->new_strings[*word] = 1;
}

static void replace(struct renumber *r, uint32_t *word, bool is_name)
{
	*word = is_name ? r->new_strings[*word] : r->new_ids[*word];
}

static uint32_t *record_of(const struct bk_graph *graph, uint32_t id)
{
	return (uint32_t *)(uintptr_t)bk_graph_type(graph, id);
}

static void shuffle(struct random *random, uint32_t *list, uint32_t count)
{
	for (uint32_t i = count; i > 1; i--) {
		uint32_t j = random_below(random, i), swapped = list[i - 1];

		list[i - 1] = list[j];
		list[j] = swapped;
	}
}

/* Writes the used strings in a random order; returns how many bytes. */
static uint32_t put_strings(struct renumber *r, struct random *random, char *to)
{
	uint32_t size = (uint32_t)r->graph->strings.size, count = 0, at = 1;
	uint32_t *used = keep_zeros(4 * ((size_t)size + 1));

	for (uint32_t offset = 1; offset < size; offset++)
		if (r->new_strings[offset])
			used[count++] = offset;
	shuffle(random, used, count);
	to[0] = '\0';
	r->new_strings[0] = 0;
	for (uint32_t i = 0; i < count; i++) {
		const char *text = bk_graph_string(r->graph, used[i]);

		memcpy(to + at, text, strlen(text) + 1);
		r->new_strings[used[i]] = at;
		at += strlen(text) + 1;
	}
	return at;
}

/* The most bytes the strings can take: used ones may overlap now, and will not then. */
static size_t strings_room(const struct renumber *r)
{
	size_t room = 1;

	for (uint32_t offset = 1; offset < r->graph->strings.size; offset++)
		if (r->new_strings[offset])
			room += strlen(bk_graph_string(r->graph, offset)) + 1;
	return room;
}

struct bk_bytes renumber(const struct bk_graph *graph, uint64_t seed)
{
	struct renumber r = { .graph = graph };
	struct random random = random_start(seed);
	uint32_t count = bk_graph_count(graph), words = 0, *order, *header, strings_size;

	order = keep_zeros(4ull * count);
	r.new_ids = keep_zeros(4ull * count);
	r.new_strings = keep_zeros(4ull * graph->strings.size);
	for (uint32_t id = 1; id < count; id++) {
		order[id] = id;
		words += record_words(bk_graph_type(graph, id));
		for_each_word(&r, bk_graph_type(graph, id), record_of(graph, id), note_string);
	}
	shuffle(&random, order + 1, count - 1);
	for (uint32_t id = 1; id < count; id++)
		r.new_ids[order[id]] = id;

	header = keep_zeros(BK_BTF_HEADER_MIN + 4ull * words + strings_room(&r));
	r.words = header + BK_BTF_HEADER_MIN / 4;
	strings_size = put_strings(&r, &random, (char *)(r.words + words));
	for (uint32_t id = 1; id < count; id++) {
		const struct bk_type *t = bk_graph_type(graph, order[id]);

		memcpy(r.words, t, 4ull * record_words(t));
		for_each_word(&r, t, r.words, replace);
		r.words += record_words(t);
	}
	*(uint16_t *)header = BK_BTF_MAGIC;
	((uint8_t *)header)[2] = BK_BTF_VERSION;
	header[1] = BK_BTF_HEADER_MIN;
	header[3] = header[4] = 4 * words;
	header[5] = strings_size;
	return (struct bk_bytes){ (uint8_t *)header,
				  BK_BTF_HEADER_MIN + 4ull * words + strings_size };
}
