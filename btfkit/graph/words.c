// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Visiting the names and type ids of records. */
#include "btfkit/graph/words.h"

/* Where the elements of a kind hold a name and a type id; -1: nowhere. */
struct element_words {
	int name, type_id;
};

static struct element_words words_of(enum bk_kind kind)
{
	switch (kind) {
	case BK_KIND_STRUCT:
	case BK_KIND_UNION:
	case BK_KIND_FUNC_PROTO:
		return (struct element_words){ 0, 1 };
	case BK_KIND_ENUM:
	case BK_KIND_ENUM64:
		return (struct element_words){ 0, -1 };
	case BK_KIND_DATASEC:
		return (struct element_words){ -1, 0 };
	default:
		return (struct element_words){ -1, -1 };
	}
}

void bk_record_visit(struct bk_type *record, bk_word_visitor *name, bk_word_visitor *type_id,
		     void *context)
{
	enum bk_kind kind = bk_kind(record);
	uint32_t *tail = (uint32_t *)(record + 1), *element;
	const struct bk_kind_info *info;
	struct element_words words;

	name(context, &record->name_off);
	if (kind >= BK_KIND_COUNT)
		return;
	info = &bk_kind_table[kind];
	if (info->refers)
		type_id(context, &record->type_id);
	if (kind == BK_KIND_ARRAY) {
		type_id(context, &tail[0]);
		type_id(context, &tail[1]);
	}
	words = words_of(kind);
	element = tail + info->tail_size / 4;
	/* FUNC's vlen is no count: it has no elements */
	for (uint32_t n = info->elem_size ? bk_vlen(record) : 0; n; n--) {
		if (words.name >= 0)
			name(context, &element[words.name]);
		if (words.type_id >= 0)
			type_id(context, &element[words.type_id]);
		element += info->elem_size / 4;
	}
}
