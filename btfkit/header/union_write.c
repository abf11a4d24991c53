// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The union as BTF, with a note on each thing that not all kernels have. */
#include "btfkit/header/union.h"

#include <stdio.h>

const char *bk_kernels_tell(struct bk_kernels *ks, uint32_t kernels)
{
	size_t size = 1;
	char *text, *at;

	for (uint32_t k = 0; k < ks->count; k++)
		size += strlen(ks->list[k].source->told) + 2;
	text = at = bk_arena_alloc(ks->arena, size);
	if (!text)
		return NULL;
	*at = '\0';
	for (uint32_t k = ks->count; k-- > 0;)
		if (kernels >> k & 1)
			at += sprintf(at, "%s%s", at > text ? ", " : "", ks->list[k].source->told);
	return text;
}

bool bk_kernels_remark(struct bk_kernels *ks, uint32_t kernels, uint32_t others, uint32_t all,
		       const char **text)
{
	const char *who, *not_who;
	char *both;

	*text = NULL;
	if (kernels == all)
		return true;
	who = *text = bk_kernels_tell(ks, kernels);
	if (!who || !others)
		return who;
	not_who = bk_kernels_tell(ks, others);
	both = not_who ? bk_arena_alloc(ks->arena, strlen(who) + strlen(not_who) + 32) : NULL;
	if (both)
		sprintf(both, "%s; otherwise in %s", who, not_who);
	*text = both;
	return both;
}

/* The remarks on a record's members: NULL where there are none. False without memory. */
static bool remark_on_members(struct bk_kernels *ks, const struct bk_union_record *record,
			      uint32_t vlen, const char ***parts)
{
	const char **texts = NULL, *text;
	uint32_t n = 0;

	*parts = NULL;
	for (const struct bk_union_member *m = record->first; m; m = m->next) {
		if (m->is_dropped)
			continue;
		if (m->inner && m->inner->is_flat)
			text = NULL; /* its members have theirs */
		else if (!bk_kernels_remark(ks, m->kernels, m->others, record->all, &text))
			return false;
		if (text && !texts) {
			texts = bk_arena_alloc(ks->arena, vlen * sizeof(*texts));
			if (!texts)
				return false;
			memset(texts, 0, vlen * sizeof(*texts));
		}
		if (text)
			texts[n] = text;
		n++;
	}
	*parts = texts;
	return true;
}

/* What a record's vlen can hold. */
enum { MOST_MEMBERS = 0xffffff };

static uint32_t count_members(const struct bk_union_record *record)
{
	uint32_t count = 0;

	for (const struct bk_union_member *m = record->first; m; m = m->next)
		count += !m->is_dropped;
	return count;
}

static bool put_record(struct bk_kernels *ks, const struct bk_union_record *record,
		       const char ***remarks)
{
	struct bk_encoder *encoder = &ks->encoder;
	bool has_bitfields = false;
	uint32_t vlen = count_members(record);

	for (const struct bk_union_member *m = record->first; m; m = m->next)
		has_bitfields |= m->width_bits && !m->is_dropped;
	(void)bk_encoder_type(
		encoder, record->name,
		BK_KIND_INFO(record->is_union ? BK_KIND_UNION : BK_KIND_STRUCT, vlen) |
			(uint32_t)has_bitfields << 31,
		record->size);
	for (const struct bk_union_member *m = record->first; m; m = m->next) {
		if (m->is_dropped)
			continue;
		bk_encoder_word(encoder, bk_encoder_string(encoder, m->name));
		bk_encoder_word(encoder, m->type_id);
		bk_encoder_word(encoder, m->offset_bits | m->width_bits << 24);
	}
	return remark_on_members(ks, record, vlen, remarks);
}

static void put_type(struct bk_kernels *ks, const struct bk_new_type *t)
{
	(void)bk_encoder_type(&ks->encoder, t->name, t->info, t->size_or_type);
	for (size_t i = 0; i < t->tail_words; i++)
		bk_encoder_word(&ks->encoder, ks->tails.at[t->tail_at + i]);
}

struct bk_error *bk_kernels_write(struct bk_kernels *ks)
{
	struct bk_merged *merged = ks->merged;

	merged->align_log2 = calloc(ks->types.count + 1, sizeof(*merged->align_log2));
	merged->remarks.types = calloc(ks->types.count + 1, sizeof(*merged->remarks.types));
	merged->remarks.parts = calloc(ks->types.count + 1, sizeof(*merged->remarks.parts));
	if (!merged->align_log2 || !merged->remarks.types || !merged->remarks.parts)
		return bk_error_memory();
	for (size_t id = 1; id < ks->types.count; id++) {
		const struct bk_new_type *t = &ks->types.at[id];

		merged->remarks.types[id] = t->remark;
		merged->remarks.parts[id] = t->part_remarks;
		if (!t->record) {
			put_type(ks, t);
			continue;
		}
		if (count_members(t->record) > MOST_MEMBERS)
			return bk_error_create(BK_ERR_UNSUPPORTED, "%s has too many members",
					       t->record->name);
		if (!put_record(ks, t->record, &merged->remarks.parts[id]))
			return bk_error_memory();
		merged->align_log2[id] = (uint8_t)t->record->align_log2;
	}
	BK_TRY(bk_encoder_finish(&ks->encoder, &merged->bytes));
	return bk_graph_create(merged->bytes, NULL, &merged->graph);
}
