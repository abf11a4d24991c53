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

struct aligns {
	const struct bk_graph *graph;
	uint8_t *logs;	 /* by id */
	uint8_t *limits; /* by id: what the uses of a record allow; logarithms */
	uint32_t *
		elements; /* by id: what stands behind typedefs, qualifiers and arrays; 0: itself */
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
static void find_elements(struct aligns *aligns)
{
	const uint32_t kinds = BK_KINDS_MODIFIER | 1u << BK_KIND_TYPEDEF | 1u << BK_KIND_ARRAY;

	for (struct bk_ids ids = bk_ids_of(aligns->graph, kinds); bk_ids_next(&ids);)
		aligns->elements[ids.id] = find_element(aligns->graph, ids.id);
}

static uint32_t element(const struct aligns *aligns, uint32_t id)
{
	return aligns->elements[id] ? aligns->elements[id] : id;
}

static void limit_uses(struct aligns *aligns)
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

static void align_record(struct aligns *aligns, uint32_t id, const struct bk_type *t)
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

static void align_scalars(struct aligns *aligns)
{
	const uint32_t kinds =
		1u << BK_KIND_INT | 1u << BK_KIND_FLOAT | 1u << BK_KIND_PTR | BK_KINDS_ENUM;

	for (struct bk_ids ids = bk_ids_of(aligns->graph, kinds); bk_ids_next(&ids);)
		aligns->logs[ids.id] =
			log2_dividing(bk_type_size(aligns->graph, ids.id), GREATEST_SCALAR_LOG2);
}

/* Each record stands behind those it holds. */
static void align_records(struct aligns *aligns, const struct bk_graph *graph)
{
	uint32_t count;
	const uint32_t *holders = bk_graph_holders(graph, &count);

	for (uint32_t i = 0; i < count; i++) {
		const struct bk_type *t = bk_graph_type(graph, holders[i]);

		if (bk_kind_is_record(bk_kind(t)))
			align_record(aligns, holders[i], t);
	}
}

struct bk_error *bk_aligns_create(const struct bk_graph *graph, uint8_t **logs)
{
	struct aligns aligns = { .graph = graph };
	BK_AUTOFREE uint8_t *limits = malloc(graph->count);
	BK_AUTOFREE uint32_t *elements = calloc(graph->count, sizeof(*elements));

	*logs = calloc(graph->count, 1);
	if (!limits || !elements || !*logs)
		return bk_error_memory();
	memset(limits, GREATEST_LOG2, graph->count);
	aligns.logs = *logs;
	aligns.limits = limits;
	aligns.elements = elements;
	find_elements(&aligns);
	align_scalars(&aligns);
	limit_uses(&aligns);
	if (graph->base)
		align_records(&aligns, graph->base);
	align_records(&aligns, graph);
	return NULL;
}
