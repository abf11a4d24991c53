// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Alignments, which BTF does not record, worked out from offsets and sizes.
 *
 * A scalar is aligned to its size. A record is aligned to the greatest of its members' alignments
 * that its offsets and its size bear out: a member at offset 4 of a packed struct says no more than
 * 4. aligned(64) shows in gaps that are too long for that, before a member or at the end. It is
 * believed unless some other record holds this one at an offset that is no multiple of it.
 */
#include "btfkit/layout/align.h"

#include "btfkit/graph/ids.h"
#include "btfkit/graph/type_size.h"
#include "btfkit/layout/gaps.h"

enum { GREATEST_SCALAR_LOG2 = 4, GREATEST_LOG2 = 16 };

/* Of the greatest power of two that divides the value, `most` at most. */
static uint8_t log2_dividing(uint64_t value, uint8_t most)
{
	int zeros = value ? __builtin_ctzll(value) : most;

	return zeros < most ? (uint8_t)zeros : most;
}

/*
 * Most runs ask for one type, and that type and those it holds are a hundredth of a kernel's: they
 * alone are worked out then. Who asks for more than a few gets all the rest at once.
 */
enum { UNKNOWN = 0xff, WANTED = 0xfe, FEW_ASKED = 8 };

struct bk_aligns {
	const struct bk_graph *graph;
	uint32_t asked;	    /* how many times for a record that was not known */
	uint8_t *logs;	    /* by id; or UNKNOWN, WANTED */
	uint8_t *limits;    /* by id: what the uses of a record allow; logarithms */
	uint32_t *elements; /* by id: what stands behind typedefs, qualifiers, arrays; 0: itself */
};

static uint32_t find_element(const struct bk_graph *graph, uint32_t id)
{
	const struct bk_type *t;

	for (;;) {
		id = bk_skip_typedefs(graph, id);
		t = bk_graph_type(graph, id);
		if (bk_kind(t) != BK_KIND_ARRAY)
			return id;
		id = bk_array_info(t)->elem_type;
	}
}

/* Once for each such type: there are ten times as many members of these types. */
static void find_elements(struct bk_aligns *aligns)
{
	const uint32_t kinds = BK_KINDS_MODIFIER | 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_ARRAY;

	for (struct bk_ids ids = bk_ids_of(aligns->graph, kinds); bk_ids_next(&ids);)
		aligns->elements[ids.id] = find_element(aligns->graph, ids.id);
}

static uint32_t element(const struct bk_aligns *aligns, uint32_t id)
{
	return aligns->elements[id] ? aligns->elements[id] : id;
}

static void limit_uses(struct bk_aligns *aligns)
{
	for (struct bk_ids ids = bk_ids_of(aligns->graph, BK_KINDS_RECORD); bk_ids_next(&ids);) {
		const struct bk_type *t = bk_graph_type(aligns->graph, ids.id);

		for (uint32_t n = 0; n < bk_vlen(t); n++) {
			uint32_t id = element(aligns, bk_members(t)[n].type_id);
			uint64_t offset = bk_member_offset_bits(t, bk_members(t) + n) / 8;
			uint8_t log = log2_dividing(offset, GREATEST_LOG2);

			if (log < aligns->limits[id])
				aligns->limits[id] = log;
		}
	}
}

/* The smallest alignment above `log` that makes a compiler go on at `to` when it has come to `from`. */
static uint8_t explain_gap(uint64_t from_bytes, uint64_t to_bytes, uint8_t log)
{
	if (to_bytes < from_bytes + (1ull << log))
		return log;
	for (int more = log + 1; more <= GREATEST_LOG2; more++)
		if (((from_bytes + (1ull << more) - 1) >> more << more) == to_bytes)
			return (uint8_t)more;
	return log;
}

static void align_record(struct bk_aligns *aligns, uint32_t id, const struct bk_type *t)
{
	uint8_t limit = log2_dividing(t->size, aligns->limits[id]), log = 0, forced = 0;
	struct bk_gaps gaps = bk_gaps_of(aligns->graph, t);
	uint64_t padding_bytes, padding_bits;
	struct bk_gap_member m;

	while (bk_gaps_next(&gaps, &m)) {
		uint8_t own = aligns->logs[element(aligns, m.member->type_id)];
		uint8_t borne = m.is_bitfield ? own : log2_dividing(m.start_bits / 8, own);

		log = borne > log ? borne : log;
		if (m.hole_bytes && !m.is_bitfield) {
			borne = explain_gap((m.free_bits + 7) / 8, m.start_bits / 8, own);
			forced = borne > forced && borne > own ? borne : forced;
		}
	}
	if (forced > log && forced <= limit)
		log = forced;
	bk_gaps_padding(&gaps, &padding_bytes, &padding_bits);
	if (padding_bytes && bk_kind(t) == BK_KIND_STRUCT)
		log = explain_gap(t->size - padding_bytes, t->size, log);
	aligns->logs[id] = log < limit ? log : limit;
}

static void align_scalars(struct bk_aligns *aligns)
{
	const uint32_t kinds =
		1u << BK_KIND_INT | 1u << BK_KIND_FLOAT | 1u << BK_KIND_PTR | BK_KINDS_ENUM;

	for (struct bk_ids ids = bk_ids_of(aligns->graph, kinds); bk_ids_next(&ids);)
		aligns->logs[ids.id] =
			log2_dividing(bk_type_size(aligns->graph, ids.id), GREATEST_SCALAR_LOG2);
}

/* Wants what the wanted records hold; in the list of holders that stands before them. */
static void want_held(struct bk_aligns *aligns, const struct bk_graph *graph)
{
	uint32_t count;
	const uint32_t *holders = bk_graph_holders(graph, &count);

	while (count--) {
		const struct bk_type *t = bk_graph_type(graph, holders[count]);

		if (aligns->logs[holders[count]] != WANTED)
			continue;
		for (uint32_t n = 0; n < bk_vlen(t); n++) {
			uint32_t id = element(aligns, bk_members(t)[n].type_id);

			if (aligns->logs[id] == UNKNOWN)
				aligns->logs[id] = WANTED;
		}
	}
}

/* Each record stands behind those it holds. */
static void align_wanted(struct bk_aligns *aligns, const struct bk_graph *graph, bool all)
{
	uint32_t count;
	const uint32_t *holders = bk_graph_holders(graph, &count);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t id = holders[i];

		if (aligns->logs[id] == WANTED || (all && aligns->logs[id] == UNKNOWN))
			align_record(aligns, id, bk_graph_type(graph, id));
	}
}
uint8_t bk_aligns_log2(struct bk_aligns *aligns, uint32_t id)
{
	const struct bk_graph *graph = aligns->graph;
	bool all = false;

	if (aligns->logs[id] == UNKNOWN) {
		aligns->logs[id] = WANTED;
		all = ++aligns->asked > FEW_ASKED;
		want_held(aligns, graph);
		if (graph->base) {
			want_held(aligns, graph->base);
			align_wanted(aligns, graph->base, all);
		}
		align_wanted(aligns, graph, all);
	}
	return aligns->logs[id];
}

struct bk_error *bk_aligns_create(const struct bk_graph *graph, struct bk_aligns **result)
{
	struct bk_aligns *aligns = calloc(1, sizeof(*aligns));

	*result = aligns;
	if (!aligns)
		return bk_error_memory();
	aligns->graph = graph;
	aligns->logs = calloc(graph->count, 1);
	aligns->limits = malloc(graph->count);
	aligns->elements = calloc(graph->count, sizeof(*aligns->elements));
	if (!aligns->logs || !aligns->limits || !aligns->elements) {
		bk_aligns_destroy(aligns);
		*result = NULL;
		return bk_error_memory();
	}
	memset(aligns->limits, GREATEST_LOG2, graph->count);
	for (struct bk_ids ids = bk_ids_of(graph, BK_KINDS_RECORD); bk_ids_next(&ids);)
		aligns->logs[ids.id] = UNKNOWN;
	find_elements(aligns);
	align_scalars(aligns);
	limit_uses(aligns);
	return NULL;
}

void bk_aligns_destroy(struct bk_aligns *aligns)
{
	if (!aligns)
		return;
	free(aligns->logs);
	free(aligns->limits);
	free(aligns->elements);
	free(aligns);
}
